"""From what a test and intervals say of every pair to the `Comparison` that people read."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.significance.choices import Choices, Levels
from fastrank.significance.comparison import Comparison
from fastrank.significance.intervals import Intervals
from fastrank.significance.pair_moments import Moments, Pairs
from fastrank.significance.pair_tests import Outcome
from fastrank.significance.paired_t import effect_size
from fastrank.significance.power import detectable

Values = npt.NDArray[np.float64]


class Subject(NamedTuple):
    """What is compared: systems by one measure, all pairs of them or with a baseline."""

    systems: tuple[str, ...]
    measure: str
    higher_is_better: bool
    baseline: str | None


def compared(
    subject: Subject,
    levels: Levels,
    chosen: Choices,
    pairs: Pairs,
    means: tuple[Values, Values],
    moments: Moments,
    by_query: Moments,
    found: Outcome,
    bounds: Intervals,
    notes: tuple[str, ...],
    *,
    n_resamples: int = 0,
    seed: int = 0,
    **others: Any,
) -> Comparison:
    """Put it together; `others` are attributes that only some callers know of. Without resamples nothing was drawn."""
    wins, losses = by_query.wins, by_query.losses
    up = subject.higher_is_better
    return Comparison(
        a=tuple(subject.systems[i] for i in pairs.first),
        b=tuple(subject.systems[i] for i in pairs.second),
        mean_a=means[0],
        mean_b=means[1],
        difference=moments.mean,
        low=bounds.low,
        high=bounds.high,
        effect_size=effect_size(moments.mean, by_query),
        mde=detectable(moments, levels.alpha, chosen.alternative),
        statistic=found.statistic,
        pvalue=found.pvalue,
        pvalue_adjusted=found.adjusted,
        pvalue_se=found.standard_error,
        n=by_query.n,
        wins=wins if up else losses,
        ties=by_query.ties,
        losses=losses if up else wins,
        significant=found.adjusted <= levels.alpha,
        measure=subject.measure,
        higher_is_better=up,
        baseline=None if subject.baseline is None else str(subject.baseline),
        test=chosen.test,
        correction=chosen.correction,
        alternative=chosen.alternative,
        margin=chosen.margin,
        family_size=len(pairs),
        alpha=levels.alpha,
        confidence_level=levels.confidence,
        interval=bounds.method,
        n_resamples=n_resamples,
        exact=found.exact,
        seed=seed,
        notes=notes,
        stopping=found.stopping,
        **others,
    )
