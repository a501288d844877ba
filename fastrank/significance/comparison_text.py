"""Text of a comparison for a paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from fastrank.significance.paper_text import (
    LISTED,
    dependence,
    direction,
    queries,
    resampling,
    sections,
    sided,
)
from fastrank.significance.written import CORRECTIONS, INTERVALS, TESTS, count, equals, interval, number

if TYPE_CHECKING:
    from fastrank.significance.comparison import Comparison


def comparison_text(result: Comparison) -> str:
    """Text of a comparison of pairs."""
    return sections(_compared(result), _differences(result), result.notes)


def _compared(result: Comparison) -> Iterable[str]:
    systems = len({*result.a, *result.b})
    with_what = "each with each" if result.baseline is None else f"each with {result.baseline} (the baseline)"
    yield (
        f"{count(systems, 'system')} compared by mean {direction(result.measure, result.higher_is_better)} "
        f"over {queries(result.n)}, {with_what}, paired by query"
    )
    yield f"Test: {TESTS[result.test]}, {_question(result)}" + (
        f", as {result.compat} makes p" if result.compat else ""
    )
    yield f"Multiple testing: {_correction(result)}, alpha = {result.alpha:g}"
    yield f"Intervals: {result.confidence_level:.0%}, {INTERVALS[result.interval]}, each difference by itself"
    yield "Effect size: d_z, mean over standard deviation of the differences"
    yield dependence(result.n_groups, result.n_strata)
    yield resampling(result.n_resamples, result.seed, result.generator) + _error(result)
    if result.stopping is not None:
        most, risk = result.stopping.n_resamples_asked, result.stopping.resampling_risk
        yield f"Early stopping: at most {most:,} resamples, resampling risk {risk:g}"


def _correction(result: Comparison) -> str:
    if result.family_size == 1:
        return "one pair"
    how = "no correction" if result.correction == "none" else f"corrected by {CORRECTIONS[result.correction]}"
    return f"{how}, family of {count(result.family_size, 'pair')}"


def _question(result: Comparison) -> str:
    side = sided(result.alternative)
    if result.margin is None:
        return side
    kind = (
        "non-inferiority"
        if (result.alternative == "greater") == result.higher_is_better
        else "non-superiority"
    )
    asked = "equivalence (two one-sided tests)" if side == "two-sided" else f"{kind}, {side}"
    return f"{asked}, with a margin of {result.margin:g}"


def _error(result: Comparison) -> str:
    if not result.n_resamples or result.exact:
        return "; p is exact" if result.n_resamples else ""
    return f"; Monte Carlo standard error of p at most {number(np.nanmax(result.pvalue_se, initial=0.0))}"


def _differences(result: Comparison) -> Iterable[str]:
    yield f"{int(result.significant.sum()):,} of {count(len(result), 'pair')} significant at {result.alpha:g}"
    if len(result) <= LISTED:
        yield from (_pair(result, i) for i in range(len(result)))
    else:
        sizes = np.abs(result.difference)
        yield f"Differences up to {number(sizes.max())}, median size {number(np.median(sizes))}"
        yield f"Largest: {_pair(result, int(sizes.argmax()))}"
    yield _detectable(result)


def _pair(result: Comparison, i: int) -> str:
    difference = f"{number(result.difference[i], signed=True)} {interval(result.low[i], result.high[i])}"
    corrected = result.correction != "none" and result.family_size > 1
    parts = [
        f"{result.a[i]} − {result.b[i]}: {difference}".rstrip(),
        f"d_z {number(result.effect_size[i], signed=True)}" if np.isfinite(result.effect_size[i]) else "",
        equals("p", result.pvalue[i]),
        equals("adjusted p", result.pvalue_adjusted[i]) if corrected else "",
        f"better/equal/worse on {result.wins[i]}/{result.ties[i]}/{result.losses[i]}",
    ]
    return ", ".join(part for part in parts if part)


def _detectable(result: Comparison) -> str:
    known = result.mde[np.isfinite(result.mde) & (result.mde > 0)]
    if not len(known):
        return ""
    low, high = number(known.min()), number(known.max())
    return (
        f"Minimum detectable effect (power 80% at {result.alpha:g}, before correction): "
        f"{low if low == high else f'{low} to {high}'}"
    )
