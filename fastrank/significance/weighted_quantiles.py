"""Quantiles of resampled rows from weights: type 7, as `numpy.quantile` of the resample written out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.jit import inlined, kernel

Values = npt.NDArray[np.float64]


class SortedRows(NamedTuple):
    """Every row in rising order, and which query each value is of."""

    ordered: Values
    query: npt.NDArray[np.int64]


@inlined
def between(left, right, share):  # type: ignore[no-untyped-def]
    """Linear interpolation as NumPy rounds it: from the nearer end."""
    gap = right - left
    if share < 0.5:
        return left + gap * share
    return right - gap * (1.0 - share)


@kernel
def quantiles_of_resamples(weights, query, ordered, level, first, lo, hi, out):  # type: ignore[no-untyped-def]
    """``out[row, first + replicate]`` for replicates ``[lo, hi)``: the values that stand at its rank and the next."""
    for replicate in range(lo, hi):
        w, total = weights[replicate], 0
        for q in range(w.size):
            total += w[q]
        position = level * (total - 1)
        rank = np.int64(position)
        for row in range(ordered.shape[0]):
            at, seen = 0, np.int64(w[query[row, 0]])
            while seen <= rank:
                at += 1
                seen += w[query[row, at]]
            left = right = ordered[row, at]
            if rank + 1 < total:
                while seen <= rank + 1:
                    at += 1
                    seen += w[query[row, at]]
                right = ordered[row, at]
            out[row, first + replicate] = between(left, right, position - rank)


def sorted_rows(rows: Values) -> SortedRows:
    """Sort every row."""
    query = np.argsort(rows, axis=1, kind="stable")
    return SortedRows(np.take_along_axis(rows, query, axis=1), query)


def quantiles_in(
    rows: SortedRows, level: float, weights: npt.NDArray[np.int32], start: int, out: Values
) -> None:
    """Write the quantile of every row in every resample into ``out[:, start:]``."""
    inputs = (weights, rows.query, rows.ordered, level, start)
    parallel.run(quantiles_of_resamples, inputs, (out,), len(weights), cost=2 * rows.query.size)


def quantiles_without_each(rows: SortedRows, level: float) -> Values:
    """Return the quantile of every row without each of its values, in rising order of the value left out."""
    n = rows.ordered.shape[1] - 1
    position = level * (n - 1)
    rank, gone = int(position), np.arange(n + 1)
    left = rows.ordered[:, np.where(rank < gone, rank, rank + 1)]
    after = min(rank + 1, n - 1)
    right = rows.ordered[:, np.where(after < gone, after, after + 1)]
    return left + (right - left) * (position - rank)
