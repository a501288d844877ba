"""p-values of "these two metrics correlate with people equally well", for every pair of metrics."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.agreements.correlation_levels import Level, swapped
from fastrank.agreements.list_statistics import as_lists, of_lists
from fastrank.agreements.metric_sides import MetricSides
from fastrank.agreements.swaps import n_draws, units_of
from fastrank.correlation.dependent_correlations import steiger, williams
from fastrank.significance.exceedances import resampled_pvalues
from fastrank.significance.pair_moments import Pairs
from fastrank.significance.resample import Progress, part_of

Values = npt.NDArray[np.float64]

ANALYTIC = ("williams", "steiger")
PERMUTATIONS = ("perm_both", "perm_inputs", "perm_systems")
TESTS = (*PERMUTATIONS, "boot_both", *ANALYTIC)
TIE = 1e-9  # what rounding leaves between equal correlations


class Tested(NamedTuple):
    """p-values, their Monte Carlo error, how many resamples, whether these are all, and undefined resamples."""

    pvalue: Values
    standard_error: Values
    n_resamples: int
    exact: bool
    n_undefined: int


def analytic(
    test: str, level: Level, sides: MetricSides, pairs: Pairs, found: Values, alternative: str
) -> Tested:
    """Williams' t or Steiger's Z, from the three correlations."""
    from scipy.special import ndtr, stdtr

    first, second = found[pairs.first], found[pairs.second]
    between, n = _between(level, sides, pairs)
    if test == "williams":
        statistic, freedom = williams(first, second, between, n)
        below, above = stdtr(freedom, statistic), stdtr(freedom, -statistic)
    else:
        statistic = steiger(first, second, between, n)
        below, above = ndtr(statistic), ndtr(-statistic)
    pvalue = {"less": below, "greater": above, "two-sided": 2.0 * np.minimum(below, above)}[alternative]
    # Metrics that correlate alike with each other wholly are one metric.
    pvalue = np.where((between >= 1.0 - TIE) & (np.abs(first - second) <= TIE), 1.0, pvalue)
    return Tested(pvalue, np.zeros(len(pairs)), 0, True, 0)


def permutation(
    test: str,
    level: Level,
    sides: MetricSides,
    pairs: Pairs,
    found: Values,
    alternative: str,
    seed: int,
    n_resamples: int,
    progress: Progress | None = None,
) -> Tested:
    """Share of swaps of the two metrics that look at least as different; all swaps where they fit."""
    units = units_of(test, sides)
    n, exact = n_draws(units, n_resamples)
    counts, undefined = np.empty(len(pairs), np.int64), 0
    for i, pair in enumerate(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)):
        part = part_of(progress, i, len(pairs))
        values = swapped(level, sides, pair, units, seed, n_resamples, part)
        drawn = values[0] - values[1]
        undefined += int(np.isnan(drawn).sum())
        counts[i] = _at_least(drawn, found[pair[0]] - found[pair[1]], alternative)
    pvalue = counts / n if exact else resampled_pvalues(counts, n)
    pvalue[np.isnan(found[pairs.first] - found[pairs.second])] = np.nan
    return Tested(pvalue, _error(pvalue, 0 if exact else n), n, exact, undefined)


def bootstrap(drawn: Values, pairs: Pairs, alternative: str) -> Tested:
    """How often the order of two metrics turns when systems and segments are drawn again."""
    n, (counts, left) = drawn.shape[1], np.empty((2, len(pairs)), np.int64)
    for i in range(len(pairs)):
        d = drawn[pairs.first[i]] - drawn[pairs.second[i]]
        d = d[~np.isnan(d)]
        left[i], below, above = len(d), int((d <= TIE).sum()), int((d >= -TIE).sum())
        counts[i] = {"greater": below, "less": above, "two-sided": min(below, above)}[alternative]
    pvalue = resampled_pvalues(counts, left)
    if alternative == "two-sided":
        pvalue = np.minimum(1.0, 2.0 * pvalue)
    pvalue[left == 0] = np.nan
    return Tested(pvalue, _error(pvalue, n), n, False, int((n - left).sum()))


def _at_least(drawn: Values, found: float, alternative: str) -> int:
    """Draws at least as extreme; one without a correlation counts, as nothing speaks against it."""
    if alternative == "two-sided":
        drawn, found = np.abs(drawn), abs(found)
    elif alternative == "less":
        drawn, found = -drawn, -found
    return int(np.count_nonzero(~(drawn < found - TIE)))


def _error(pvalue: Values, n: int) -> Values:
    return np.zeros(len(pvalue)) if n == 0 else np.sqrt(pvalue * (1.0 - pvalue) / n)


def _between(level: Level, sides: MetricSides, pairs: Pairs) -> tuple[Values, int]:
    """Correlation of the metrics of every pair with each other, and the number of items."""
    of_systems = level.level == "system"
    rows = sides.whole.whole.sum(axis=2) if of_systems else sides.metrics.reshape(len(sides.metrics), -1)
    n = rows.shape[1]
    x, y = rows[pairs.first].reshape(-1), rows[pairs.second].reshape(-1)
    lists = as_lists(x, y, np.arange(len(pairs) + 1) * n, n)
    return of_lists(level.statistic, lists), n
