"""Confidence intervals of means and mean differences: t, and by bootstrap studentised, BCa, percentile."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.significance.bca import bca_levels
from fastrank.significance.bootstrap_shifts import shifts, shifts_of, studentised
from fastrank.significance.order_statistics import quantiles
from fastrank.significance.pair_moments import Moments, Pairs
from fastrank.significance.paired_scores import PairedScores
from fastrank.significance.paired_t import t_interval
from fastrank.significance.resample import Plan, Progress, part_of
from fastrank.significance.sample import Sample
from fastrank.significance.system_sums import SystemSums
from fastrank.significance.wilson import newcombe_interval

Values = npt.NDArray[np.float64]

METHODS = ("t", "studentised", "bca", "percentile", "newcombe")
UNDRAWN = ("t", "newcombe")
FEW_QUERIES = 1000
STUDENTISED_CELLS = 2_000_000  # queries × pairs: about 1 s at 9999 resamples on two cores


class Intervals(NamedTuple):
    """Bounds of every pair; `fallback` says which are BCa because the studentised quantile was infinite."""

    low: Values
    high: Values
    method: str
    fallback: npt.NDArray[np.bool_]

    @property
    def notes(self) -> tuple[str, ...]:
        """Say where an interval is not the one that was asked for."""
        n = int(self.fallback.sum())
        return (f"{n} intervals are BCa: too many resamples had no variance",) if n else ()


def default_method(n_queries: int, n_pairs: int) -> str:
    """Name the bootstrap for a size: studentised or BCa where queries are few, percentile from 1000 on."""
    if n_queries >= FEW_QUERIES:
        return "percentile"
    return "studentised" if n_queries * n_pairs <= STUDENTISED_CELLS else "bca"


def intervals(
    plan: Plan,
    sample: Sample,
    pairs: Pairs,
    moments: Moments,
    *,
    confidence_level: float,
    method: str | None = None,
    drawn: SystemSums | None = None,
    progress: Progress | None = None,
) -> Intervals:
    """Return two-sided intervals of every pair's mean difference, each at `confidence_level` by itself.

    Parameters
    ----------
    plan, sample, pairs, moments
        The resamples, the scores, the pairs and their moments. A pair of a system and zero gives the interval of
        its mean.
    confidence_level : float
        Two-sided.
    method : {None, "t", "studentised", "bca", "percentile"}
        None chooses a bootstrap by size (`default_method`); "t" draws nothing. A studentised interval that would
        be infinite, because many replicates have no variance, is replaced by BCa.
    drawn : SystemSums, optional
        The resamples of complete scores, where someone has drawn them already.
    """
    method = default_method(len(plan.keys), len(pairs)) if method is None else method
    tail = (1.0 - confidence_level) / 2.0
    none = np.zeros(len(pairs), dtype=bool)
    if method == "t":
        return Intervals(*t_interval(moments, confidence_level), method, none)
    if method == "studentised":
        low, high = _studentised(plan, sample, pairs, moments, tail, progress)
        fallback = ~(np.isfinite(low) & np.isfinite(high))
        if fallback.any():
            few = np.flatnonzero(fallback)
            low[few], high[few] = _from_shifts(
                plan, sample, pairs[few], moments[few], tail, "bca", drawn, None
            )
        return Intervals(low, high, method, fallback)
    low, high = _from_shifts(plan, sample, pairs, moments, tail, method, drawn, progress)
    return Intervals(low, high, method, none)


def facing_intervals(
    plan: Plan,
    paired: PairedScores,
    alternative: str,
    *,
    confidence_level: float,
    method: str | None = None,
    progress: Progress | None = None,
) -> Intervals:
    """Return intervals that face as a test does: of "greater" from a low end on, of "less" up to a high end."""
    level = tested_level(confidence_level, alternative)
    if method == "newcombe":
        low, high = _newcombe(paired, level)
        found = Intervals(low, high, method, np.zeros(len(low), dtype=bool))
    else:
        found = _of_means(plan, paired, level, method, progress)
    return faced(found, alternative)


def faced(found: Intervals, alternative: str) -> Intervals:
    """Return intervals with one end where the alternative has a direction."""
    if alternative == "greater":
        return found._replace(high=np.full(len(found.high), np.inf))
    return found._replace(low=np.full(len(found.low), -np.inf)) if alternative == "less" else found


def tested_level(confidence_level: float, alternative: str) -> float:
    """The level of a two-sided interval of which one end is shown where the alternative has a direction."""
    return confidence_level if alternative == "two-sided" else 2.0 * confidence_level - 1.0


def percentile_intervals(
    drawn: SystemSums, n_queries: int, pairs: Pairs, mean: Values, confidence_level: float
) -> tuple[Values, Values, Values]:
    """Return both ends of every pair's percentile interval, and the standard error, from resampled sums alone."""
    tail = (1.0 - confidence_level) / 2.0
    low, high, error = np.empty((3, len(pairs)))
    for part, values in shifts_of(drawn, n_queries, pairs):
        error[part] = values.std(axis=1, ddof=1)
        levels = np.broadcast_to((tail, 1.0 - tail), (len(values), 2))
        found = quantiles(values, error[part], levels)
        low[part], high[part] = mean[part] + found[:, 0], mean[part] + found[:, 1]
    return low, high, error


def _of_means(
    plan: Plan, paired: PairedScores, level: float, method: str | None, progress: Progress | None
) -> Intervals:
    return intervals(
        plan,
        paired.sample,
        paired.pairs,
        paired.moments,
        confidence_level=level,
        method=method,
        progress=progress,
    )


def _newcombe(paired: PairedScores, confidence_level: float) -> tuple[Values, Values]:
    """Score intervals of differences of proportions, each pair over the queries that both have."""
    paired.refuse_other_than_0_and_1('interval="newcombe"')
    moments = paired.moments
    both = np.empty(len(paired.pairs))
    for part, first, second in paired.scores():
        both[part] = ((first == 1) & (second == 1)).sum(axis=1)
    both /= moments.n
    share_a, share_b = both + moments.wins / moments.n, both + moments.losses / moments.n
    return newcombe_interval(share_a, share_b, both, moments.n, confidence_level)


def _studentised(
    plan: Plan, sample: Sample, pairs: Pairs, moments: Moments, tail: float, progress: Progress | None
) -> tuple[Values, Values]:
    low, high = np.empty(len(pairs)), np.empty(len(pairs))
    error = np.sqrt(moments.squares) / moments.n
    for part, values in studentised(plan, sample, pairs, moments, progress):
        found = quantiles(values, np.ones(len(values)), np.broadcast_to((tail, 1.0 - tail), (len(values), 2)))
        with np.errstate(invalid="ignore"):
            low[part] = moments.mean[part] - found[:, 1] * error[part]
            high[part] = moments.mean[part] - found[:, 0] * error[part]
    return low, high


def _from_shifts(
    plan: Plan,
    sample: Sample,
    pairs: Pairs,
    moments: Moments,
    tail: float,
    method: str,
    drawn: SystemSums | None,
    progress: Progress | None,
) -> tuple[Values, Values]:
    low, high = np.empty(len(pairs)), np.empty(len(pairs))
    drawing, after = part_of(progress, 0, 2), part_of(progress, 1, 2)
    if not sample.complete:
        drawing, after = progress, None  # every part is drawn by itself
    elif drawn is not None:
        after = progress
    for part, values in shifts(plan, sample, pairs, moments, drawing, drawn):
        levels = np.broadcast_to((tail, 1.0 - tail), (len(values), 2))
        if method == "bca":
            levels = _bca_levels(values, moments[part], tail, sample.scores.quantum[0])
        found = quantiles(values, np.sqrt(moments.squares[part]) / moments.n[part], levels)
        low[part], high[part] = moments.mean[part] + found[:, 0], moments.mean[part] + found[:, 1]
        if after is not None:
            after(part.stop, len(pairs))
    return low, high


def _bca_levels(rows: Values, moments: Moments, tail: float, tie: float) -> Values:
    """Efron's bias-corrected and accelerated levels; the acceleration of a mean needs no jackknife."""
    # Halfway between shifts below 0 and up to 0; within the rounding of the scores is 0.
    below = ((rows < -tie).mean(axis=1) + (rows <= tie).mean(axis=1)) / 2.0
    with np.errstate(divide="ignore", invalid="ignore"):
        return bca_levels(below, moments.cubes / (6.0 * moments.squares**1.5), tail)
