"""From a bootstrap distribution to intervals: percentile, basic, BCa, studentised."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.significance.bca import acceleration, bca_levels
from fastrank.significance.order_statistics import quantiles

Values = npt.NDArray[np.float64]

METHODS = ("percentile", "basic", "bca", "studentised")

_TIE = 1e-12  # relative: what is made of equal sums differs by less, and is equal
_NO_ERROR = (
    2.0**-13
)  # share of the observed standard error that rounding can leave where a replicate has none


class Errors(NamedTuple):
    """Standard errors: of the estimates, and of each replicate by itself."""

    observed: Values
    drawn: Values


class Drawn(NamedTuple):
    """A statistic's values, (values,), and their replicates, (values, replicates).

    `tied` is the estimate as the replicates round it; `without_each` gives the jackknife, (values, queries).
    """

    estimate: Values
    tied: Values
    replicates: Values
    without_each: Callable[[], Values]
    errors: Errors | None = None


class Bounds(NamedTuple):
    """Intervals, and what has to be said of them."""

    low: Values
    high: Values
    notes: tuple[str, ...]


def bounds(drawn: Drawn, method: str, confidence_level: float, alternative: str) -> Bounds:
    """Return the interval of every value; a one-sided one is infinite on its other side."""
    tail = (1.0 - confidence_level) / (2.0 if alternative == "two-sided" else 1.0)
    notes = _undefined(drawn)
    if method == "studentised":
        low, high, more = _studentised(drawn, tail)
        notes += more
    else:
        low, high = _of_distribution(drawn, method, tail)
    low = np.full_like(low, -np.inf) if alternative == "less" else low
    high = np.full_like(high, np.inf) if alternative == "greater" else high
    return Bounds(low, high, notes)


def standard_errors(replicates: Values) -> Values:
    """Return standard deviations of the replicates that have a value; NaN of one or none."""
    there = ~np.isnan(replicates)
    n = there.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(there, replicates, 0.0).sum(axis=1) / n
        squares = np.where(there, replicates - mean[:, None], 0.0) ** 2
        found: Values = np.sqrt(np.where(n > 1, squares.sum(axis=1) / (n - 1), np.nan))
    return found


def _undefined(drawn: Drawn) -> tuple[str, ...]:
    n = int(np.isnan(drawn.replicates).any(axis=0).sum())
    total = drawn.replicates.shape[1]
    return (f"{n} of {total} resamples have no value of the statistic and are left out",) if n else ()


def _of_distribution(drawn: Drawn, method: str, tail: float) -> tuple[Values, Values]:
    levels = np.broadcast_to((tail, 1.0 - tail), (len(drawn.estimate), 2))
    if method == "bca":
        levels = bca_levels(_below(drawn), acceleration(drawn.without_each()), tail)
    found = _quantiles(drawn.replicates, drawn.estimate, levels)
    if method == "basic":
        return 2 * drawn.estimate - found[:, 1], 2 * drawn.estimate - found[:, 0]
    return found[:, 0], found[:, 1]


def _below(drawn: Drawn) -> Values:
    """Share of replicates below the estimate, with half of those that equal it."""
    near = (_TIE * np.abs(drawn.tied))[:, None]
    away = drawn.replicates - drawn.tied[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        counts = (away < -near).sum(axis=1) + (away <= near).sum(axis=1)
        return np.asarray(counts / (2.0 * (~np.isnan(away)).sum(axis=1)))


def _quantiles(rows: Values, centre: Values, levels: Values) -> Values:
    """Quantiles of each row without its NaN; NaN where nothing is left or there is no estimate."""
    found = np.full((len(rows), 2), np.nan)
    gaps = np.isnan(rows)
    whole = np.flatnonzero(~gaps.any(axis=1) & np.isfinite(centre))
    parts = [(whole, rows[whole])] if len(whole) else []
    for row in np.flatnonzero(gaps.any(axis=1) & ~gaps.all(axis=1) & np.isfinite(centre)).tolist():
        parts.append((np.array([row]), rows[row, ~gaps[row]][None]))
    for which, values in parts:
        shifts = values - centre[which, None]
        scale = np.sqrt((np.where(np.isfinite(shifts), shifts, 0.0) ** 2).mean(axis=1))
        found[which] = centre[which, None] + quantiles(shifts, scale, levels[which])
    return found


def _studentised(drawn: Drawn, tail: float) -> tuple[Values, Values, tuple[str, ...]]:
    """Quantiles of shift over own standard error; BCa where so many replicates have none that a bound is infinite."""
    assert drawn.errors is not None  # the caller has refused statistics without
    error = drawn.errors.observed
    shift = drawn.replicates - drawn.tied[:, None]
    floor = (_NO_ERROR * error)[:, None]
    own = np.where(drawn.errors.drawn > floor, drawn.errors.drawn, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(np.abs(shift) > floor, shift / own, 0.0)
    t[np.isnan(drawn.replicates)] = np.nan
    found = _quantiles(t, np.zeros(len(t)), np.broadcast_to((tail, 1.0 - tail), (len(t), 2)))
    with np.errstate(invalid="ignore"):
        low, high = drawn.estimate - found[:, 1] * error, drawn.estimate - found[:, 0] * error
    fallback = ~(np.isfinite(low) & np.isfinite(high)) & np.isfinite(drawn.estimate)
    if not fallback.any():
        return low, high, ()
    other = _of_distribution(drawn, "bca", tail)
    note = f"{int(fallback.sum())} intervals are BCa: too many resamples had no variance"
    return np.where(fallback, other[0], low), np.where(fallback, other[1], high), (note,)
