"""Text of a comparison of metrics for a paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastrank.significance.paper_text import LISTED, resampling, sections, sided
from fastrank.significance.written import CORRECTIONS, count, equals, interval, number

if TYPE_CHECKING:
    from fastrank.agreements.correlation_comparison import CorrelationComparison

_TESTS = {
    "perm_both": "PERM-BOTH (scores of a segment by a system change places)",
    "perm_inputs": "PERM-INPUTS (scores of whole segments change places)",
    "perm_systems": "PERM-SYSTEMS (scores of whole systems change places)",
    "boot_both": "BOOT-BOTH (systems and segments drawn again)",
    "williams": "Williams' t test",
    "steiger": "Steiger's z test",
}


def correlation_text(result: CorrelationComparison) -> str:
    """Say which metrics are closer to people, and how it was found."""
    return sections(_compared(result), _found(result), result.notes)


def _compared(result: CorrelationComparison) -> Iterable[str]:
    yield (
        f"{count(len(result.metrics), 'metric')} compared by {result.statistic} with people, of {result.level}s, over "
        f"{count(result.n_systems, 'system')} and {count(result.n_segments, 'segment')}"
    )
    yield f"Test: {_TESTS[result.test]}, {sided(result.alternative)}"
    family = count(result.family_size, "pair")
    yield f"Multiple testing: {CORRECTIONS[result.correction]}, family of {family}, alpha = {result.alpha:g}"
    yield f"Intervals: {result.confidence_level:.0%}, percentile bootstrap over systems and segments, each by itself"
    yield resampling(max(result.n_resamples, result.n_bootstrap), result.seed, result.generator)


def _found(result: CorrelationComparison) -> Iterable[str]:
    yield f"{int(result.significant.sum()):,} of {count(len(result), 'pair')} significant at {result.alpha:g}"
    for i in range(min(len(result), LISTED)):
        yield ", ".join(filter(None, [_pair(result, i), *_pvalues(result, i)]))
    if len(result) > LISTED:
        yield f"and {count(len(result) - LISTED, 'other pair')}"


def _pair(result: CorrelationComparison, i: int) -> str:
    ends = interval(result.low[i], result.high[i])
    return (
        f"{result.a[i]} ({number(result.correlation_a[i])}) − {result.b[i]} ({number(result.correlation_b[i])}): "
        f"{number(result.difference[i], signed=True)} {ends}".rstrip()
    )


def _pvalues(result: CorrelationComparison, i: int) -> tuple[str, str]:
    corrected = result.correction != "none" and result.family_size > 1
    return equals("p", result.pvalue[i]), equals("adjusted p", result.pvalue_adjusted[i]) if corrected else ""
