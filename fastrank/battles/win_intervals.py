"""Intervals of win rates: Wilson's, with as many battles as would vary as much."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.battles.outcome_counts import OutcomeCounts
from fastrank.significance.wilson import wilson_interval

Values = npt.NDArray[np.float64]


def win_intervals(
    outcomes: OutcomeCounts, rate: Values, n: Values, confidence_level: float
) -> tuple[Values, Values]:
    """Return both ends of the interval of every model's share of battles won.

    Ties make a share vary less than wins and losses alone would, and battles of a group that go alike more: Wilson's
    interval takes the number of battles that explains the variance. Where a model won or lost all of them there is no
    variance to go by, and it takes the number of battles, or of the model's groups.
    """
    with np.errstate(invalid="ignore"):
        variance, independent = _variance(outcomes, rate, n)
    spread = rate * (1.0 - rate)
    known = (variance > 0) & (spread > 0)
    effective = np.divide(spread, variance, out=np.asarray(independent, dtype=np.float64), where=known)
    return wilson_interval(rate, np.maximum(effective, 1.0), confidence_level)


def _variance(outcomes: OutcomeCounts, rate: Values, n: Values) -> tuple[Values, Values]:
    """Variance of every share, and how many independent observations it has at most."""
    i, j, outcome = outcomes.pairs
    size = len(rate)
    if outcomes.units is None:
        squares = np.bincount(i, outcomes.counts * (outcome / 2.0 - rate[i]) ** 2, size)
        squares += np.bincount(j, outcomes.counts * (1.0 - outcome / 2.0 - rate[j]) ** 2, size)
        return squares / n**2, n.copy()
    units = outcomes.units
    first, second, won = i[units.cells], j[units.cells], outcome[units.cells] / 2.0
    place = np.append(units.units * size + first, units.units * size + second)
    sums = np.append(units.counts * (won - rate[first]), units.counts * (1.0 - won - rate[second]))
    both, at = np.unique(place, return_inverse=True)
    squares = np.bincount(both % size, np.bincount(at, sums) ** 2, size)
    groups = np.bincount(both % size, minlength=size)
    return squares / n**2 * groups / np.maximum(groups - 1, 1), groups.astype(np.float64)
