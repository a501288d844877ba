"""Weighted tau and Spearman's rho: one pair by length, and batches of short rows."""

from __future__ import annotations

import numpy as np

import fastrank as fr


class OnePair:
    """One pair of lists, distinct or tied values."""

    params = ([100, 1000, 1_000_000], ["distinct", "tied"], [True, False])
    param_names = ("size", "values", "additive")
    version = "1"

    def setup(self, size: int, values: str, additive: bool) -> None:
        rng = np.random.default_rng(0)
        self.x, self.y = rng.random((2, size))
        if values == "tied":
            self.x, self.y = np.floor(self.x * 20), np.floor(self.y * 20)
        self.time_weightedtau(size, values, additive)

    def time_weightedtau(self, size: int, values: str, additive: bool) -> None:
        fr.weightedtau(self.x, self.y, additive=additive)

    def time_spearmanr(self, *_: object) -> None:
        fr.spearmanr(self.x, self.y)


class Rows:
    """Many short rows in one call."""

    params = ([1000, 100_000],)
    param_names = ("size",)
    version = "1"

    def setup(self, size: int) -> None:
        self.x, self.y = np.random.default_rng(0).random((2, size, 20))
        self.time_weightedtau(size)

    def time_weightedtau(self, size: int) -> None:
        fr.weightedtau(self.x, self.y, axis=-1)

    def time_spearmanr(self, size: int) -> None:
        fr.spearmanr(self.x, self.y, axis=-1)
