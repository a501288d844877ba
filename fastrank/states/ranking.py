"""What resampled sums and exact means say: ranks, intervals, shares of wins, differences."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.kernels.random_streams import GENERATOR
from fastrank.significance.best_share import best_share
from fastrank.significance.bootstrap_result import Bootstrap
from fastrank.significance.choices import check_level
from fastrank.significance.exact_sums import differences
from fastrank.significance.intervals import FEW_QUERIES, percentile_intervals
from fastrank.significance.pair_moments import pairs_of, single_systems
from fastrank.significance.resampled_orders import resampled_orders
from fastrank.significance.standings import ranks_of, tau_interval
from fastrank.significance.system_sums import SystemSums
from fastrank.significance.wilson import wilson_interval
from fastrank.states.bootstrap_ranking import BootstrapRanking
from fastrank.states.query_tally import QueryTally
from fastrank.states.setting import Setting
from fastrank.states.state import Held

Values = npt.NDArray[np.float64]


def ranking_of(
    setting: Setting, held: Held, *, baseline: str | None, confidence_level: float, min_queries: int
) -> BootstrapRanking:
    """Make the result of a state."""
    queries, up = held.queries, setting.higher_is_better
    notes = queries.check(setting, min_queries)
    level = check_level("confidence_level", confidence_level)
    drawn: SystemSums = held.sums.system_sums(setting.quantum)
    mean, slack = queries.sums.high / queries.n, queries.n * setting.quantum
    rank = ranks_of(mean if up else -mean)
    orders = resampled_orders(drawn, rank, slack=slack, higher_is_better=up)
    order = np.lexsort((np.arange(len(rank)), rank))
    low, high, error = _of_means(setting, queries, drawn, mean, level)
    tau, tau_low, tau_high = tau_interval(orders.tau, level).tolist()
    return BootstrapRanking(
        systems=tuple(setting.systems[i] for i in order),
        rank=rank[order],
        mean=mean[order],
        low=low[order],
        high=high[order],
        standard_error=error[order],
        p_best=best_share(drawn, slack=slack, higher_is_better=up)[order],
        p_beats=orders.beats[np.ix_(order, order)],
        rank_share=orders.rank_share[order],
        top_kept=orders.top_kept,
        tau=tau,
        tau_low=tau_low,
        tau_high=tau_high,
        differences=_differences(setting, queries, drawn, baseline, level),
        measure=setting.measure,
        higher_is_better=up,
        n=queries.n,
        interval="wilson" if queries.binary else "percentile",
        confidence_level=level,
        n_resamples=setting.n_resamples,
        seed=setting.seed,
        notes=(*notes, *_few(queries.n)),
    )


def _of_means(
    setting: Setting, queries: QueryTally, drawn: SystemSums, mean: Values, level: float
) -> tuple[Values, Values, Values]:
    """Intervals of means by themselves, within the bounds of the measure, as on a leaderboard."""
    alone = single_systems(len(mean))
    low, high, error = percentile_intervals(drawn, queries.n, alone, mean, level)
    if queries.binary:
        low, high = wilson_interval(mean, queries.n, level)
    least, most = setting.bounds or (-np.inf, np.inf)
    return np.maximum(low, least), np.minimum(high, most), error


def _differences(
    setting: Setting, queries: QueryTally, drawn: SystemSums, baseline: str | None, level: float
) -> Bootstrap:
    systems = setting.systems
    pairs = pairs_of(systems, baseline, "a difference") if len(systems) > 1 or baseline else single_systems(0)
    mean = differences(queries.sums, pairs.first, pairs.second) / queries.n
    low, high, error = percentile_intervals(drawn, queries.n, pairs, mean, level)
    return Bootstrap(
        names=tuple(f"{systems[i]} - {systems[j]}" for i, j in zip(pairs.first, pairs.second, strict=True)),
        estimate=mean,
        low=low,
        high=high,
        standard_error=error,
        distribution=None,
        statistic="mean_difference",
        method="percentile",
        weights="poisson",
        confidence_level=level,
        alternative="two-sided",
        measure=setting.measure,
        n=queries.n,
        n_resamples=setting.n_resamples,
        seed=setting.seed,
        generator=GENERATOR,
        notes=_few(queries.n),
    )


def _few(n_queries: int) -> tuple[str, ...]:
    if n_queries >= FEW_QUERIES:
        return ()
    return (
        f"percentile intervals are too short with fewer than {FEW_QUERIES} queries; MomentState has t intervals",
    )
