"""Text of an agreement for a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastrank.significance.paper_text import resampling, sections
from fastrank.significance.written import CORRECTIONS, TESTS, count, interval, number

if TYPE_CHECKING:
    from fastrank.agreements.agreement_result import Agreement

_OVER = {"queries": "queries", "systems": "systems", "both": "systems and queries"}


def agreement_text(result: Agreement) -> str:
    """Say how alike both sides order systems, and how it was found."""
    pairs = result.comparison_a
    done = (
        f"Rankings of {count(len(result.systems), 'system')} by mean {result.measures[0]} (a) and {result.measures[1]} "
        f"(b) over {count(result.n_queries, 'query', 'queries')}",
        f"Intervals: {result.confidence_level:.0%}, percentile bootstrap over {_OVER[result.over]}, each by itself",
        f"Pairs of systems: {TESTS[pairs.test]}, {CORRECTIONS[pairs.correction]} over "
        f"{count(pairs.family_size, 'pair')} by each side, alpha = {result.alpha:g}",
        resampling(result.n_resamples, result.seed, result.generator),
    )
    found = [
        f"{name}: {number(result.value[i])} {interval(result.low[i], result.high[i])}".rstrip()
        for i, name in enumerate(result.statistic)
    ]
    fall = f" ({result.max_drop_system})" if result.max_drop else ""
    kinds = ", ".join(f"{n:,} {kind}" for kind, n in result.pair_counts.items() if n)
    return sections(
        done,
        [*found, f"Maximum drop in rank from a to b: {result.max_drop}{fall}", f"Pairs: {kinds}"],
        result.notes,
    )
