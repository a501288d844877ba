"""BCa of a mean over 10^5 queries; SciPy's jackknife is quadratic, so it is timed on a tenth and scaled."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy import stats

import fastrank as fr
from benchmarks import inputs
from ratio_table.timing import Row, figures, seconds

BATCH = 10  # the best of 5, 10, 30 and 100 at 10^4 queries: 0.77 s of CPU time; 0.94, 0.82 and 0.85 with the others
ROUNDS = 3


def rows(quick: bool) -> Iterator[Row]:
    """Yield the row; the parts of SciPy's time grow by 10 (resamples) and by 100 (jackknife)."""
    n, n_resamples = (1000, 99) if quick else (100_000, 9999)
    scores = inputs.score_matrix(1, n)
    part = scores[0, : n // 10]

    def ours(x: Any = scores) -> Any:
        return fr.bootstrap(x, method="bca", n_resamples=n_resamples, rng=0)

    def theirs(method: str) -> Any:
        return stats.bootstrap(
            (part,), np.mean, method=method, batch=BATCH, n_resamples=n_resamples, rng=0
        ).confidence_interval

    _near(ours(part), theirs("bca"))
    ours()
    times = []
    for _ in range(ROUNDS):
        own, resampling, whole = (
            _time(ours),
            _time(lambda: theirs("percentile")),
            _time(lambda: theirs("bca")),
        )
        times.append((own, 10 * resampling + 100 * max(0.0, whole - resampling)))
    ratios = sorted(theirs / own for own, theirs in times)
    own, scaled = (statistics.median(side) for side in zip(*times, strict=True))
    result = f"{figures(statistics.median(ratios))} ({figures(ratios[0])} to {figures(ratios[-1])})"
    what = f"BCa interval of a mean, {n} queries, {n_resamples} resamples"
    peer = f"`bootstrap(batch={BATCH})`, scaled from {n // 10} queries"
    yield Row(what, peer, seconds(own), seconds(scaled), result, "200")


def _time(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _near(ours: Any, theirs: Any) -> None:
    """Resamples differ, so do the ends: by less than a tenth of the interval, at full size."""
    width = ours.high[0] - ours.low[0]
    assert abs(ours.low[0] - theirs.low) < 0.3 * width
    assert abs(ours.high[0] - theirs.high) < 0.3 * width
