"""Matrices of correlations: whole calls, the counting tile against a bare popcount loop, nearest vectors, memory."""

from __future__ import annotations

from typing import Any

import numpy as np

import fastrank as fr
from benchmarks.popcount_loops import bare_loop, tile

PLANES = {"distinct": 1, "tied": 2, "missing": 3}


def scores(size: int, n: int, values: str) -> Any:
    """Random variables: distinct values, 20 levels, or 20 levels with one in twenty missing."""
    rng = np.random.default_rng(0)
    if values == "distinct":
        return rng.random((size, n))
    x = rng.integers(0, 20, (size, n)).astype(float)
    if values == "missing":
        x[rng.random(x.shape) < 0.05] = np.nan
    return x


class Matrix:
    """All pairs of some variables."""

    params = ([100, 1000], [50, 100, 1000], ["distinct", "tied", "missing"])
    param_names = ("size", "items", "values")
    version = "1"

    def setup(self, size: int, items: int, values: str) -> None:
        self.x = scores(size, items, values)
        fr.correlation_matrix(self.x[:40], pvalues=True)

    def time_kendalltau(self, *_: object) -> None:
        fr.correlation_matrix(self.x)

    def time_kendalltau_with_pvalues(self, *_: object) -> None:
        fr.correlation_matrix(self.x, pvalues=True)


class Products:
    """Coefficients that are products of ranks or values."""

    params = ([50, 300], ["spearmanr", "pearsonr"])
    param_names = ("size", "statistic")
    version = "1"

    def setup(self, size: int, statistic: str) -> None:
        self.x = scores(size, 100, "tied")
        self.time_matrix(size, statistic)

    def time_matrix(self, size: int, statistic: str) -> None:
        fr.correlation_matrix(self.x, statistic=statistic)


class Nearest:
    """The ten nearest of each."""

    params = ([1000, 10_000],)
    param_names = ("size",)
    version = "1"

    def setup(self, size: int) -> None:
        self.x = scores(size, 50, "tied")
        fr.correlation_matrix(self.x[:100], top_k=10)

    def time_top_k(self, size: int) -> None:
        fr.correlation_matrix(self.x, top_k=10)

    def peakmem_top_k(self, size: int) -> None:
        fr.correlation_matrix(self.x, top_k=10)


class BareLoop:
    """What the tiles are measured by."""

    unit = "popcounts/s"
    version = "1"

    def track_popcounts(self) -> float:
        return bare_loop()


class Tile:
    """The counting tile alone."""

    params = ([50, 100, 1000], ["distinct", "tied", "missing"])
    param_names = ("items", "values")
    unit = "popcounts/s"
    version = "1"

    def track_popcounts(self, items: int, values: str) -> float:
        return tile(items, PLANES[values])
