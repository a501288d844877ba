"""Means of systems, of exact sums: the same bits whatever the order of queries, and for parts that are added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fastrank.significance.exact_sums import exact_totals, nearest
from fastrank.significance.pair_moments import Pairs

if TYPE_CHECKING:
    from fastrank.significance.sample import Sample

Values = npt.NDArray[np.float64]


def row_means(rows: Values) -> Values:
    """Return the mean of every row without its NaN."""
    n = np.isfinite(rows).sum(axis=1)
    with np.errstate(invalid="ignore"):  # a row of nothing has no mean
        means: Values = nearest(exact_totals(rows)) / n
    return means


def system_means(sample: Sample) -> Values:
    """Return the mean of every system over queries, or over strata that count alike."""
    return row_means(_counted(sample))


def pair_means(sample: Sample, pairs: Pairs) -> tuple[Values, Values]:
    """Return the means of both systems of every pair, over the queries that both have."""
    values = _counted(sample)
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


def _counted(sample: Sample) -> Values:
    """Scores by query, as much as each counts."""
    weights = None if sample.units is None else sample.units.weights
    return sample.by_query if weights is None else sample.by_query * weights
