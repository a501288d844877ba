"""Means of systems, of exact sums: the same bits whatever the order of queries, and for parts that are added up."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.significance.exact_sums import exact_totals, nearest
from fastrank.significance.pair_moments import Pairs

Values = npt.NDArray[np.float64]


def row_means(rows: Values) -> Values:
    """Return the mean of every row without its NaN."""
    n = np.isfinite(rows).sum(axis=1)
    with np.errstate(invalid="ignore"):  # a row of nothing has no mean
        means: Values = nearest(exact_totals(rows)) / n
    return means


def pair_means(values: Values, pairs: Pairs) -> tuple[Values, Values]:
    """Return the means of both systems of every pair, over the queries that both have."""
    if not np.isnan(values).any():
        means = row_means(values)
        return means[pairs.first], means[pairs.second]
    first, second = np.empty(len(pairs)), np.empty(len(pairs))
    for start in range(0, len(pairs), 64):
        part = slice(start, start + 64)
        x, y = values[pairs.first[part]], values[pairs.second[part]]
        either = np.isnan(x) | np.isnan(y)
        first[part] = row_means(np.where(either, np.nan, x))
        second[part] = row_means(np.where(either, np.nan, y))
    return first, second
