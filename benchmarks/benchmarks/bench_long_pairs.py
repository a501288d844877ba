"""Kendall's tau, Spearman's rho and Somers' D of one long pair, by the order and the ties of its lists."""

from __future__ import annotations

import numpy as np

import fastrank as fr


def long_pair(size: int, values: str) -> tuple[np.ndarray, np.ndarray]:
    """Two lists of one kind."""
    rng = np.random.default_rng(size)
    up = np.arange(size)
    if values == "distinct":
        return rng.random(size), rng.random(size)
    if values == "thousand values":
        return np.floor(rng.random(size) * 1000), np.floor(rng.random(size) * 1000)
    if values == "integers":
        return rng.integers(0, 10**5, size), rng.integers(0, 10**5, size)
    if values == "sorted":
        return np.sort(rng.random(size)), np.sort(rng.random(size))
    if values == "nearly sorted":
        return up * 1.0, up + 5 * rng.random(size)
    if values == "reversed":
        return up * 1.0, -1.0 * up
    if values == "organ pipe":
        return np.minimum(up, size - up) * 1.0, rng.random(size)
    if values == "two values":
        return rng.integers(0, 2, size) * 1.0, rng.integers(0, 2, size) * 1.0
    if values == "alike":  # in all bits that are ordered at once
        return np.floor(rng.random(size) * 50) + 1e-9 * rng.random(size), rng.random(size)
    raise ValueError(values)


VALUES = [
    "distinct",
    "thousand values",
    "integers",
    "sorted",
    "nearly sorted",
    "reversed",
    "organ pipe",
    "two values",
    "alike",
]


class LongPair:
    """One pair with its p-value."""

    params = ([10_000, 1_000_000, 10_000_000], VALUES)
    param_names = ("size", "values")
    version = "1"
    timeout = 300

    def setup(self, size: int, values: str) -> None:
        self.x, self.y = long_pair(size, values)
        self.time_kendalltau(size, values)

    def time_kendalltau(self, *_: object) -> None:
        fr.kendalltau(self.x, self.y)

    def peakmem_kendalltau(self, *_: object) -> None:
        fr.kendalltau(self.x, self.y)


class LongPairOtherStatistics:
    """Statistics that share its steps."""

    params = ([10_000, 1_000_000], ["distinct", "integers"])
    param_names = ("size", "values")
    version = "1"

    def setup(self, size: int, values: str) -> None:
        self.x, self.y = long_pair(size, values)
        self.time_spearmanr(size, values)
        self.time_somersd(size, values)

    def time_spearmanr(self, *_: object) -> None:
        fr.spearmanr(self.x, self.y)

    def time_somersd(self, *_: object) -> None:
        fr.somersd(self.x, self.y)
