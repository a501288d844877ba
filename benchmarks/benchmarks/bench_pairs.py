"""Kendall's tau of short lists: one pair by length, batches of rows, ragged lists; the siblings of one pair."""

from __future__ import annotations

from typing import Any

import numpy as np

import fastrank as fr


def _values(shape: Any, values: str) -> Any:
    made = np.random.default_rng(0).random(shape)
    return np.floor(made * 8) if values == "tied" else made


class OneShortPair:
    """One pair of lists: what Python around the kernel costs shows at n = 2."""

    params = ([2, 20, 100, 300], ["distinct", "tied"])
    param_names = ("size", "values")
    version = "1"

    def setup(self, size: int, values: str) -> None:
        self.x, self.y = _values((2, size), values)
        self.lists = self.x.tolist(), self.y.tolist()
        for name in dir(self):
            if name.startswith("time_"):
                getattr(self, name)(size, values)

    def time_kendalltau(self, *_: object) -> None:
        fr.kendalltau(self.x, self.y)

    def time_kendalltau_of_python_lists(self, *_: object) -> None:
        fr.kendalltau(*self.lists)

    def time_spearmanr(self, *_: object) -> None:
        fr.spearmanr(self.x, self.y)

    def time_somersd(self, *_: object) -> None:
        fr.somersd(self.x, self.y)

    def time_gamma(self, *_: object) -> None:
        fr.goodman_kruskal_gamma(self.x, self.y)


class KendallRows:
    """Many rows of one length in one call."""

    params = ([1000, 100_000], [5, 20, 100], ["distinct", "tied"])
    param_names = ("size", "length", "values")
    version = "1"

    def setup(self, size: int, length: int, values: str) -> None:
        self.x, self.y = _values((2, size, length), values)
        self.time_kendalltau(size, length, values)

    def time_kendalltau(self, *_: object) -> None:
        fr.kendalltau(self.x, self.y, axis=-1)


class KendallRagged:
    """Lists of 2 to 200 items."""

    params = ([1000, 1_000_000], ["distinct", "tied"])
    param_names = ("size", "values")
    version = "1"

    def setup(self, size: int, values: str) -> None:
        lengths = np.random.default_rng(1).integers(2, 201, size)
        self.offsets = np.concatenate([[0], np.cumsum(lengths)])
        self.x, self.y = _values((2, self.offsets[-1]), values)
        self.time_kendalltau(size, values)

    def time_kendalltau(self, *_: object) -> None:
        fr.kendalltau((self.x, self.offsets), (self.y, self.offsets))
