"""From sums and products to the result of `compare`: t tests and Tukey's of pairs of systems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fastrank.significance.alternatives import one_of
from fastrank.significance.choices import Asked, Choices, Extent, check_levels, choose
from fastrank.significance.compared import Subject, compared
from fastrank.significance.comparison import Comparison
from fastrank.significance.correction import correct
from fastrank.significance.intervals import Intervals, faced, tested_level
from fastrank.significance.margin import margin_notes, margin_shifts
from fastrank.significance.pair_moments import NOISE, Moments, Pairs, all_pairs, pairs_of
from fastrank.significance.pair_tests import Outcome, notes_of
from fastrank.significance.paired_t import paired_t, t_interval, t_statistic
from fastrank.significance.tukey import Residual, tukey_of
from fastrank.states.setting import Setting
from fastrank.states.state import Held

Values = npt.NDArray[np.float64]

TESTS = ("t", "tukey")


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
    notes = (*notes, *notes_of(chosen.test, found.pvalue), *margin_notes(chosen.margin, alternative))
    mean = held.queries.sums.high / held.queries.n
    means = mean[pairs.first], mean[pairs.second]
    subject = Subject(setting.systems, setting.measure, setting.higher_is_better, baseline)
    return compared(subject, levels, chosen, pairs, means, moments, moments, found, bounds, notes)


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


def _tested(setting: Setting, held: Held, moments: Moments, chosen: Choices) -> Outcome:
    if chosen.test == "t":
        statistic, pvalue = _t(moments, chosen)
        adjusted = correct(pvalue, chosen.correction)
    else:
        found = tukey_of(_residual(setting, held), moments, len(setting.systems))
        statistic, pvalue = found.statistic, found.pvalue
        adjusted = found.adjusted if chosen.correction == "tukey" else correct(pvalue, chosen.correction)
    return Outcome(statistic, pvalue, adjusted, np.zeros(len(pvalue)), True, ())


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
