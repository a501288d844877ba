"""Kendall's exact p-values beyond the tabled lengths: one pair by length, and batches of rows."""

from __future__ import annotations

import numpy as np

import fastrank as fr


class OnePair:
    """One pair of random lists."""

    params = ([60, 500, 2000],)
    param_names = ("size",)
    version = "1"

    def setup(self, size: int) -> None:
        self.x, self.y = np.random.default_rng(0).random((2, size))
        self.time_kendalltau(size)

    def time_kendalltau(self, size: int) -> None:
        fr.kendalltau(self.x, self.y, method="exact")


class Rows:
    """Many rows of 60 in one call: random ones, and such as ``method="auto"`` takes exactly."""

    params = ([1000, 10_000],)
    param_names = ("size",)
    version = "1"

    def setup(self, size: int) -> None:
        self.x, self.y = np.random.default_rng(0).random((2, size, 60))
        self.sorted = np.sort(self.x, axis=-1)
        self.time_kendalltau(size)

    def time_kendalltau(self, size: int) -> None:
        fr.kendalltau(self.x, self.y, axis=-1, method="exact")

    def time_kendalltau_of_equal_orders(self, size: int) -> None:
        fr.kendalltau(self.sorted, self.sorted, axis=-1)
