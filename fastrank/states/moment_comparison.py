"""From sums and products to the result of `compare`: t tests and Tukey's of pairs of systems."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.significance.alternatives import one_of
from fastrank.significance.choices import Asked, Choices, Extent, Levels, check_levels, choose
from fastrank.significance.comparison import Comparison
from fastrank.significance.correction import correct
from fastrank.significance.intervals import Intervals, faced, tested_level
from fastrank.significance.margin import margin_notes, margin_shifts
from fastrank.significance.pair_moments import NOISE, Moments, Pairs, all_pairs, pairs_of
from fastrank.significance.pair_tests import constant_notes
from fastrank.significance.paired_t import effect_size, paired_t, t_interval, t_statistic
from fastrank.significance.power import detectable
from fastrank.significance.tukey import Residual, tukey_of
from fastrank.states.setting import Setting
from fastrank.states.state import Held

Values = npt.NDArray[np.float64]

TESTS = ("t", "tukey")


class Found(NamedTuple):
    """Statistic, p and corrected p of every pair."""

    statistic: Values
    pvalue: Values
    adjusted: Values


def comparison_of(
    setting: Setting,
    held: Held,
    baseline: str | None,
    *,
    test: str | None,
    correction: str | None,
    alternative: str,
    margin: float | None,
    alpha: float,
    confidence_level: float,
    min_queries: int,
) -> Comparison:
    """Make the result of a state."""
    notes = held.queries.check(setting, min_queries)
    pairs, levels = pairs_of(setting.systems, baseline, "a test"), check_levels(alpha, confidence_level)
    chosen = choose(
        Asked(test=_test(test, correction), correction=correction, alternative=alternative, margin=margin),
        Extent(baseline is not None, len(pairs), held.queries.n, levels.alpha, False),
    )
    moments = _moments(setting, held, pairs)
    found = _tested(setting, held, moments, chosen)
    facing = alternative if margin is None else "two-sided"
    ends = t_interval(moments, tested_level(levels.confidence, facing))
    bounds = faced(Intervals(*ends, "t", np.zeros(len(pairs), dtype=bool)), facing)
    notes = (*notes, *constant_notes(found.pvalue), *margin_notes(chosen.margin, alternative))
    return _comparison(setting, held, baseline, levels, chosen, pairs, moments, found, bounds, notes)


def _test(test: str | None, correction: str | None) -> str:
    if test is None:
        return "tukey" if correction == "tukey" else "t"
    one_of("test", test, TESTS, optional=True, more="; compare() has others")
    return test


def _moments(setting: Setting, held: Held, pairs: Pairs) -> Moments:
    largest = held.queries.largest
    both = np.maximum(largest[pairs.first], largest[pairs.second])
    noise = np.maximum(NOISE * both, setting.quantum)
    moments: Moments = held.sums.moments(pairs, held.queries, setting.quantum, noise)
    return moments


def _tested(setting: Setting, held: Held, moments: Moments, chosen: Choices) -> Found:
    if chosen.test == "t":
        statistic, pvalue = _t(moments, chosen)
        return Found(statistic, pvalue, correct(pvalue, chosen.correction))
    found = tukey_of(_residual(setting, held), moments, len(setting.systems))
    own = chosen.correction == "tukey"
    return Found(
        found.statistic, found.pvalue, found.adjusted if own else correct(found.pvalue, chosen.correction)
    )


def _t(moments: Moments, chosen: Choices) -> tuple[Values, Values]:
    """t and p as they are, or moved by the margin: of equivalence, those of the side with the larger p."""
    if chosen.margin is None:
        return t_statistic(moments), paired_t(moments, chosen.alternative)
    sides = [
        (replace(moments, mean=moments.mean + by), side)
        for by, side in margin_shifts(chosen.margin, chosen.alternative)
    ]
    statistics = np.stack([t_statistic(moved) for moved, _ in sides])
    pvalues = np.stack([paired_t(moved, side) for moved, side in sides])
    larger = (0 if len(sides) == 1 else pvalues[1] > pvalues[0]) * np.ones(len(moments.n), dtype=np.int64)
    return np.take_along_axis(statistics, larger[None], 0)[0], pvalues.max(axis=0)


def _residual(setting: Setting, held: Held) -> Residual:
    """What is left without the means of systems and queries: squares of all pairs over the number of systems."""
    n = len(setting.systems)
    squares = _moments(setting, held, all_pairs(n)).squares.sum() / n
    df = (n - 1.0) * (held.queries.n - 1.0)
    return Residual(float(squares) / df, df)


def _comparison(
    setting: Setting,
    held: Held,
    baseline: str | None,
    levels: Levels,
    chosen: Choices,
    pairs: Pairs,
    moments: Moments,
    found: Found,
    bounds: Intervals,
    notes: tuple[str, ...],
) -> Comparison:
    mean, up = held.queries.sums.high / held.queries.n, setting.higher_is_better
    wins, losses = (moments.wins, moments.losses) if up else (moments.losses, moments.wins)
    return Comparison(
        a=tuple(setting.systems[i] for i in pairs.first),
        b=tuple(setting.systems[i] for i in pairs.second),
        mean_a=mean[pairs.first],
        mean_b=mean[pairs.second],
        difference=moments.mean,
        low=bounds.low,
        high=bounds.high,
        effect_size=effect_size(moments.mean, moments),
        mde=detectable(moments, levels.alpha, chosen.alternative),
        statistic=found.statistic,
        pvalue=found.pvalue,
        pvalue_adjusted=found.adjusted,
        pvalue_se=np.zeros(len(pairs)),
        n=moments.n,
        wins=wins,
        ties=moments.ties,
        losses=losses,
        significant=found.adjusted <= levels.alpha,
        measure=setting.measure,
        higher_is_better=up,
        baseline=None if baseline is None else str(baseline),
        test=chosen.test,
        correction=chosen.correction,
        alternative=chosen.alternative,
        margin=chosen.margin,
        family_size=len(pairs),
        alpha=levels.alpha,
        confidence_level=levels.confidence,
        interval=bounds.method,
        n_resamples=0,
        exact=True,
        seed=0,
        notes=notes,
    )
