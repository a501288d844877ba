"""Moments of pairs whose queries belong together: the variance of the mean, and its degrees of freedom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from fastrank.significance.designs import Codes
from fastrank.significance.pair_moments import Moments, Pairs, pair_moments
from fastrank.significance.sample import Sample
from fastrank.significance.system_means import row_means
from fastrank.significance.units import Units, linear_values, unit_sums

Values = npt.NDArray[np.float64]


def unit_moments(sample: Sample, pairs: Pairs, rounding: float = 0.0) -> Moments:
    """Return moments whose ``squares / (n (n - 1))`` is the variance of every pair's mean difference.

    Clusters: CR1, that is G / (G - 1) times the squared deviations of cluster sums over N², with G - 1 degrees of
    freedom. Strata: the sum of their variances, with Welch's and Satterthwaite's. Crossed factors: see `_crossed`.
    """
    units = sample.units
    if units is None:
        return pair_moments(sample.values, pairs, rounding)
    if units.factors:
        return _crossed(sample, units, pairs)
    moments = pair_moments(sample.values, pairs, rounding, units.reach)
    return (
        moments if units.n_strata == 1 else replace(moments, df=_welch(sample.values, units, pairs, moments))
    )


def null_squares(sample: Sample, pairs: Pairs, moments: Moments) -> Values:
    """Sums of the squared differences of units: no sign flip changes them."""
    if sample.units is None or sample.totals is None:
        return moments.raw_squares
    return pair_moments(sample.totals, pairs).raw_squares


def _welch(values: Values, units: Units, pairs: Pairs, moments: Moments) -> Values:
    """(sum of variances)² / sum of (variance² / df) over strata; all of their df together where none varies."""
    squares, below = np.zeros((2, len(pairs)))
    for which in range(units.n_strata):
        own = values[:, units.strata == which]
        part = pair_moments(own, pairs, reach=units.reach).squares
        squares += part
        below += part**2 / (own.shape[1] - 1.0)
    none = (moments.squares == 0) | (below == 0)
    return np.divide(
        squares**2, below, out=np.full(len(pairs), float(len(units) - units.n_strata)), where=~none
    )


def _crossed(sample: Sample, units: Units, pairs: Pairs) -> Moments:
    """Two-way clustered variance by inclusion and exclusion (Cameron, Gelbach and Miller 2011), for any number of ways.

    It can be too small by chance, even negative, so the largest clustered variance of one factor is the least
    (MacKinnon, Nielsen and Webb 2024). Degrees of freedom are those of the factor with the fewest levels.
    """
    moments = pair_moments(sample.values, pairs)
    variance, least = np.zeros((2, len(pairs)))
    for n_factors, codes in _intersections([codes for _, codes in units.factors]):
        part = pair_moments(*_by_cell(sample.values, codes, pairs))
        own = part.squares / (part.n * (part.n - 1.0))
        variance += own if n_factors % 2 else -own
        least = np.maximum(least, own) if n_factors == 1 else least
    n = moments.n
    squares = np.where(moments.squares == 0, 0.0, np.maximum(variance, least) * n * (n - 1.0))
    df = np.full(len(pairs), min(len(keys) for keys, _ in units.factors) - 1.0)
    return replace(moments, squares=squares, df=df)


def _intersections(factors: list[Codes]) -> Iterator[tuple[int, Codes]]:
    """Clusters by every set of factors, and of how many."""
    for n_factors in range(1, len(factors) + 1):
        for chosen in combinations(factors, n_factors):
            yield (
                n_factors,
                np.unique(np.stack(chosen), axis=1, return_inverse=True)[1].ravel().astype(np.int64),
            )


def _by_cell(values: Values, codes: Codes, pairs: Pairs) -> tuple[Values, Pairs, float, float]:
    """What `pair_moments` takes for clusters of one way."""
    sizes = np.bincount(codes).astype(np.float64)
    units = Units(codes, sizes, np.zeros(len(sizes), np.int64))
    return linear_values(row_means(values), unit_sums(units, values), units), pairs, 0.0, units.reach
