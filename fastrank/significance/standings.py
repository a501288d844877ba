"""Where each system stands by one measure: its rank, its mean, and whether the best is told apart from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fastrank.significance.best_share import best_share
from fastrank.significance.choices import Levels
from fastrank.significance.flip_counts import flip_counts
from fastrank.significance.intervals import Intervals, intervals
from fastrank.significance.max_t import max_t
from fastrank.significance.pair_moments import all_pairs, pair_moments, single_systems
from fastrank.significance.resample import Plan, Progress, part_of
from fastrank.significance.sample import Sample
from fastrank.significance.system_means import row_means
from fastrank.significance.system_sums import SystemSums, system_sums
from fastrank.significance.wilson import wilson_interval

Values = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Standings:
    """One entry a system, in the order of the scores."""

    rank: Ranks
    mean: Values
    low: Values
    high: Values
    separable: Flags
    p_best: Values
    n: int
    interval: str
    notes: tuple[str, ...]


def standings(
    plan: Plan,
    sample: Sample,
    levels: Levels,
    *,
    bounds: tuple[float, float] | None,
    higher_is_better: bool,
    progress: Progress | None = None,
) -> Standings:
    """Rank systems by their means, with intervals, marks and shares of being best."""
    mean = row_means(sample.values)
    rank = _ranks(mean if higher_is_better else -mean)
    drawn = system_sums(plan, sample.scores)
    found = _intervals(plan, sample, levels, drawn, part_of(progress, 0, 2))
    # A mean cannot leave the range of its measure, so neither does its interval.
    least, most = (-np.inf, np.inf) if bounds is None else bounds
    return Standings(
        rank=rank,
        mean=mean,
        low=np.maximum(found.low, least),
        high=np.minimum(found.high, most),
        separable=_separable(plan, sample, rank, levels.alpha, part_of(progress, 1, 2)),
        p_best=best_share(drawn, higher_is_better=higher_is_better),
        n=len(plan.keys),
        interval=found.method,
        notes=sample.notes,
    )


def _intervals(
    plan: Plan, sample: Sample, levels: Levels, drawn: SystemSums, progress: Progress | None
) -> Intervals:
    """Interval of each mean by itself: of a proportion Wilson's, which has a width also where all scores are 1."""
    if sample.binary:
        low, high = wilson_interval(row_means(sample.values), len(plan.keys), levels.confidence)
        return Intervals(low, high, "wilson", np.zeros(len(low), dtype=bool))
    alone = single_systems(len(sample.values))
    moments = pair_moments(sample.values, alone)
    return intervals(
        plan, sample, alone, moments, confidence_level=levels.confidence, drawn=drawn, progress=progress
    )


def _ranks(goodness: Values) -> Ranks:
    """1 for the best; equal means share the smaller rank."""
    return 1 + np.searchsorted(np.sort(-goodness), -goodness)


def _separable(plan: Plan, sample: Sample, rank: Ranks, alpha: float, progress: Progress | None) -> Flags:
    """Whether max-T over all pairs separates each system from the best."""
    if len(rank) < 2:
        return np.zeros(len(rank), dtype=bool)
    pairs = all_pairs(len(rank))
    counts = flip_counts(plan, sample, pairs, pair_moments(sample.values, pairs), progress)
    apart = np.zeros((len(rank), len(rank)), dtype=bool)
    apart[pairs.first, pairs.second] = apart[pairs.second, pairs.first] = max_t(plan, counts) <= alpha
    return apart[int(np.argmin(rank))]
