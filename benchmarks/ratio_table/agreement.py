"""Two metrics against people by PERM-BOTH, and tau of two rankings in every resample."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from typing import Any

import numpy as np
from benchmarks.inputs import score_matrix

import fastrank as fr
from fastrank.arrays.resampled_sums import ResampledSums
from ratio_table.timing import Row, alternate, figures, seconds

DRAW = 0.06  # seconds that mt-metrics-eval takes for a draw of 15 x 500: as reported, not run here
ROUNDS = 3


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows."""
    for level in ("system", "segment"):
        for statistic in ("pearsonr", "kendalltau"):
            yield _perm_both(*(4, 50, 199) if quick else (15, 500, 10_000), level, statistic)
    yield _rankings(*(10, 50, 1000) if quick else (100, 50, 100_000))


def _perm_both(n_systems: int, n_segments: int, n_draws: int, level: str, statistic: str) -> Row:
    """The test with its BOOT-BOTH interval, against a figure for the test alone."""
    rng = np.random.default_rng(0)
    human = rng.normal(size=(n_systems, n_segments)) + np.arange(n_systems)[:, None] / 5
    metrics = {name: human + rng.normal(size=human.shape) for name in "ab"}

    def ours() -> Any:
        return fr.compare_correlations(
            human, metrics, level=level, statistic=statistic, n_resamples=n_draws, rng=0
        )

    ours()
    times = sorted(_time(ours) for _ in range(ROUNDS))
    low, middle, high = (figures(DRAW * n_draws / own) for own in (times[-1], median(times), times[0]))
    what = f"PERM-BOTH of two metrics, {statistic} by {level}, {n_systems} x {n_segments}, B = {n_draws}"
    peer = f"mt-metrics-eval, {1e3 * DRAW:.0f} ms a draw (reported)"
    return Row(
        what,
        peer,
        seconds(median(times)),
        seconds(DRAW * n_draws),
        f"{middle} ({low} to {high})",
        "1000",
    )


def _rankings(n_systems: int, n_queries: int, n_resamples: int) -> Row:
    """What tau-b and both AP correlations of two rankings take beside the product that resamples them."""
    values = score_matrix(2 * n_systems, n_queries)
    whole, keys = np.rint(values * 2.0**26), np.arange(n_queries, dtype=np.uint64)
    sides = [
        fr.Scores(part, systems=range(n_systems), queries=range(n_queries), measure="m", bounds=(0, 1))
        for part in (values[:n_systems], values[n_systems:])
    ]

    def ours() -> Any:
        return fr.agreement(*sides, test="t", correction="none", n_resamples=n_resamples, rng=0)

    def product() -> Any:
        return ResampledSums(keys, whole).weighted(1, 0, n_resamples)

    ours(), product()
    timing = alternate(ours, product, ROUNDS)
    what = f"agreement of two rankings in every resample, S = {n_systems}, Q = {n_queries}, B = {n_resamples}"
    more = f"{seconds(timing.ours - timing.theirs)} more"
    return Row(
        what,
        "the product of resampling alone",
        seconds(timing.ours),
        seconds(timing.theirs),
        more,
        "1 s more at most",
    )


def _time(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
