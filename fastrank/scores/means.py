"""One value of every system for each measure: the mean over queries, their geometric mean, or their sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.sums_by_code import sums_by_code
from fastrank.kernels.summation import compensated_row_means, compensated_row_sums
from fastrank.scores.slices import Slices

if TYPE_CHECKING:
    from fastrank.scores.scores import Scores

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


def means_and_counts(
    scores: Scores, slices: Slices | None = None, weights: Values | None = None
) -> tuple[Values, Counts]:
    """Return every (measure, system) as its measure's aggregation says, and how many values are behind it.

    With `slices` every (measure, system, slice); `weights` has one for each query.
    """
    _refuse_infinite(scores)
    shape = scores.values.shape[:2] + ((len(slices.keys),) if slices else ())
    means, n = np.empty(shape), np.empty(shape, dtype=np.int64)
    for way in sorted(set(scores.aggregation)):
        layers = np.array([own == way for own in scores.aggregation])
        part = (int(layers.sum()), *shape[1:])
        rows = scores.values[layers].reshape(part[0] * part[1], scores.values.shape[2])
        values, counts = aggregated(rows, way, slices, weights)
        means[layers], n[layers] = values.reshape(part), counts.reshape(part)
    return means, n


def aggregated(
    rows: Values, way: str, slices: Slices | None = None, weights: Values | None = None
) -> tuple[Values, Counts]:
    """Return what a way of aggregation makes of every row, or of every slice of it, and of how many values."""
    if way == "geometric":
        return _geometric(rows, slices, weights)
    if way == "sum":
        return _sums(rows if weights is None else rows * weights, slices)
    if weights is None and slices is None:
        return _run(compensated_row_means, (rows,), len(rows), rows.shape[1])
    totals, n = _sums(rows if weights is None else rows * weights, slices)
    of = n if weights is None else _sums(np.where(np.isnan(rows), np.nan, weights), slices)[0]
    with np.errstate(invalid="ignore"):  # a slice of nothing, or without weight, has no mean
        return totals / of, n


def _geometric(rows: Values, slices: Slices | None, weights: Values | None) -> tuple[Values, Counts]:
    if (rows < 0).any():
        raise ValueError("a geometric mean needs values that are not negative; see Scores(aggregation=)")
    zero = rows == 0
    logs, n = aggregated(np.log(np.where(zero, 1.0, rows)), "mean", slices, weights)
    values = np.exp(logs)
    if zero.any():  # one zero that counts makes the mean zero
        values[_sums(zero * (1.0 if weights is None else weights), slices)[0] > 0] = 0.0
    return values, n


def _sums(rows: Values, slices: Slices | None) -> tuple[Values, Counts]:
    if slices is None:
        return _run(compensated_row_sums, (rows,), len(rows), rows.shape[1])
    return sums_by_code(rows, slices.codes, len(slices.keys))


def _run(kernel: Any, inputs: tuple[Any, ...], n: int, cost: int) -> tuple[Values, Counts]:
    values, counts = np.empty(n), np.empty(n, dtype=np.int64)
    parallel.run(kernel, inputs, (values, counts), n, cost=max(1, cost))
    return values, counts


def _refuse_infinite(scores: Scores) -> None:
    infinite = np.isinf(scores.values)
    if infinite.any():
        measure, system, query = np.argwhere(infinite)[0].tolist()
        raise ValueError(
            f"{scores.measures[measure]} of system {scores.systems[system]!r} on query "
            f"{scores.queries[query]!r} is infinite, so there is no mean; leave the query out with sel()"
        )
