"""Where each system stands by one measure: its rank, its mean, who is told apart from it, how firm the order is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fastrank.significance.best_share import best_share
from fastrank.significance.choices import Levels
from fastrank.significance.flip_counts import flip_counts
from fastrank.significance.intervals import Intervals, intervals
from fastrank.significance.max_t import max_t
from fastrank.significance.order_statistics import quantiles
from fastrank.significance.pair_moments import all_pairs, single_systems
from fastrank.significance.rank_intervals import rank_intervals
from fastrank.significance.resample import Plan, Progress, part_of
from fastrank.significance.resampled_orders import ResampledOrders, resampled_orders
from fastrank.significance.sample import Sample
from fastrank.significance.system_means import row_means, system_means
from fastrank.significance.system_sums import SystemSums, system_sums
from fastrank.significance.unit_moments import unit_moments
from fastrank.significance.wilson import wilson_interval

Values = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Standings:
    """One entry a system, in the order of the scores; `tau` has one value and its interval."""

    rank: Ranks
    rank_low: Ranks
    rank_high: Ranks
    mean: Values
    low: Values
    high: Values
    apart: Flags
    p_best: Values
    orders: ResampledOrders
    tau: Values
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
    mean = system_means(sample)
    goodness = mean if higher_is_better else -mean
    rank = ranks_of(goodness)
    drawn = system_sums(plan, sample.scores, part_of(progress, 0, 3))
    found = _intervals(plan, sample, levels, drawn, part_of(progress, 1, 3))
    apart = _apart(plan, sample, levels.alpha, part_of(progress, 2, 3))
    rank_low, rank_high = rank_intervals(goodness, apart)
    slack = plan.n_queries * float(sample.scores.quantum[0])
    orders = resampled_orders(drawn, rank, slack=slack, higher_is_better=higher_is_better)
    # A mean cannot leave the range of its measure, so neither does its interval.
    least, most = (-np.inf, np.inf) if bounds is None else bounds
    return Standings(
        rank=rank,
        rank_low=rank_low,
        rank_high=rank_high,
        mean=mean,
        low=np.maximum(found.low, least),
        high=np.minimum(found.high, most),
        apart=apart,
        p_best=best_share(drawn, slack=slack, higher_is_better=higher_is_better),
        orders=orders,
        tau=tau_interval(orders.tau, levels.confidence),
        n=plan.n_queries,
        interval=found.method,
        notes=sample.notes,
    )


def _intervals(
    plan: Plan, sample: Sample, levels: Levels, drawn: SystemSums, progress: Progress | None
) -> Intervals:
    """Interval of each mean by itself: of a proportion Wilson's, which has a width also where all scores are 1."""
    if sample.binary and sample.units is None:
        low, high = wilson_interval(row_means(sample.values), len(plan.keys), levels.confidence)
        return Intervals(low, high, "wilson", np.zeros(len(low), dtype=bool))
    alone = single_systems(len(sample.values))
    moments = unit_moments(sample, alone)
    return intervals(
        plan, sample, alone, moments, confidence_level=levels.confidence, drawn=drawn, progress=progress
    )


def ranks_of(goodness: Values) -> Ranks:
    """1 for the best; equal means share the smaller rank."""
    return 1 + np.searchsorted(np.sort(-goodness), -goodness)


def _apart(plan: Plan, sample: Sample, alpha: float, progress: Progress | None) -> Flags:
    """Whether max-T over all pairs separates each two systems."""
    n = len(sample.values)
    apart = np.zeros((n, n), dtype=bool)
    if n > 1:
        pairs = all_pairs(n)
        counts = flip_counts(plan, sample, pairs, unit_moments(sample, pairs), progress)
        apart[pairs.first, pairs.second] = apart[pairs.second, pairs.first] = max_t(plan, counts) <= alpha
    return apart


def tau_interval(tau: Values, confidence: float) -> Values:
    """Mean over resamples, and the percentile interval; NaN for a single system or where all means are equal."""
    defined = tau[~np.isnan(tau)]
    if not len(defined):
        return np.full(3, np.nan)
    tail = (1.0 - confidence) / 2.0
    bounds = quantiles(defined[None], np.ones(1), np.array([[tail, 1.0 - tail]]))[0]
    return np.array([defined.mean(), *bounds])
