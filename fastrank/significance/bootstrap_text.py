"""Text of bootstrap intervals for a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastrank.significance.paper_text import LISTED, dependence, resampling, sections, sided
from fastrank.significance.written import INTERVALS, count, interval, number

if TYPE_CHECKING:
    from fastrank.significance.bootstrap_result import Bootstrap


def bootstrap_text(result: Bootstrap) -> str:
    """Text of bootstrap intervals."""
    side = sided(result.alternative)
    done = (
        f"{result.statistic} of {result.measure} over {count(result.n, 'query', 'queries')}",
        f"Intervals: {result.confidence_level:.0%}, {INTERVALS[result.method]}, {side}, each by itself",
        dependence(result.n_groups, result.n_strata),
        f"{resampling(result.n_resamples, result.seed, result.generator)}; {result.weights} weights",
    )
    rows = [
        f"{name}: {number(result.estimate[i])} {interval(result.low[i], result.high[i])}, "
        f"standard error {number(result.standard_error[i])}"
        for i, name in enumerate(result.names[:LISTED])
    ]
    more = len(result.names) - LISTED
    return sections(done, [*rows, f"and {count(more, 'other value')}" if more > 0 else ""], result.notes)
