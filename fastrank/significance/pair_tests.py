"""The tests of pairs that there are, by name; what each gives for every pair."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.significance.bootstrap import bootstrap, bootstrap_shift
from fastrank.significance.choices import Choices
from fastrank.significance.correction import correct
from fastrank.significance.flip_counts import flip_counts, flip_counts_pairwise
from fastrank.significance.margin import margin_notes, margin_sides
from fastrank.significance.max_t import Pvalues, max_t, step_down
from fastrank.significance.mcnemar import mcnemar, mcnemar_midp
from fastrank.significance.paired_scores import PairedScores
from fastrank.significance.paired_t import paired_t, t_statistic
from fastrank.significance.randomization import randomization
from fastrank.significance.resample import Plan, Progress, part_of
from fastrank.significance.sign_test import sign_test
from fastrank.significance.tests_offered import RULES
from fastrank.significance.tukey import tukey
from fastrank.significance.tukey_randomization import tukey_randomization
from fastrank.significance.wilcoxon import wilcoxon

Values = npt.NDArray[np.float64]


class Tested(NamedTuple):
    """Statistic and p of every pair by itself, and adjusted p by the corrections that the test makes itself."""

    statistic: Values
    pvalue: Values
    adjusted: dict[str, Values]


class Outcome(NamedTuple):
    """What a test says of every pair; `exact` where p has no Monte Carlo error."""

    statistic: Values
    pvalue: Values
    adjusted: Values
    standard_error: Values
    exact: bool
    notes: tuple[str, ...]


def outcome_of(
    chosen: Choices, plan: Plan, paired: PairedScores, progress: Progress | None = None
) -> Outcome:
    """Test every pair and correct for the family."""
    found = _tested(chosen, plan, paired, progress)
    adjusted = found.adjusted.get(chosen.correction)
    if adjusted is None:
        adjusted = correct(found.pvalue, chosen.correction)
    exact = not RULES[chosen.test].draws or (chosen.test == "randomization" and plan.exact)
    p = found.pvalue
    error = np.zeros(len(p)) if exact else np.sqrt(p * (1.0 - p) / plan.n_resamples)
    return Outcome(found.statistic, p, adjusted, error, exact, _notes(chosen, plan, paired, p))


def _tested(chosen: Choices, plan: Plan, paired: PairedScores, progress: Progress | None) -> Tested:
    """Run the test as it is, on one shifted side of a margin, or on both: equivalence is the larger p."""
    test = _TESTS[chosen.test]
    if chosen.margin is None:
        return test(plan, paired, chosen.alternative, progress)
    sides = margin_sides(paired, chosen.margin, chosen.alternative)
    found = [
        test(plan, side, alternative, part_of(progress, i, len(sides)))
        for i, (side, alternative) in enumerate(sides)
    ]
    if len(found) == 1:
        return found[0]
    low, high = found
    return Tested(
        np.where(low.pvalue >= high.pvalue, low.statistic, high.statistic),
        np.maximum(low.pvalue, high.pvalue),
        {},
    )


def _t(plan: Plan, paired: PairedScores, alternative: str, progress: Progress | None) -> Tested:
    return Tested(t_statistic(paired.moments), paired_t(paired.moments, alternative), {})


def _randomization(plan: Plan, paired: PairedScores, alternative: str, progress: Progress | None) -> Tested:
    sample, pairs, moments = paired.sample, paired.pairs, paired.moments
    count = flip_counts if sample.complete else flip_counts_pairwise
    counts = count(plan, sample, pairs, moments, progress, alternative)
    found = Pvalues(randomization(plan, counts), max_t(plan, counts), step_down(plan, counts))
    return _with_max_t(paired, found)


def _bootstrap(plan: Plan, paired: PairedScores, alternative: str, progress: Progress | None) -> Tested:
    found = bootstrap(plan, paired.sample, paired.pairs, paired.moments, alternative, progress)
    return _with_max_t(paired, found)


def _with_max_t(paired: PairedScores, found: Pvalues) -> Tested:
    adjusted = {"maxt": found.single_step, "maxt_stepdown": found.step_down}
    return Tested(t_statistic(paired.moments), found.own, adjusted)


def _bootstrap_shift(plan: Plan, paired: PairedScores, alternative: str, progress: Progress | None) -> Tested:
    pvalue = bootstrap_shift(plan, paired.sample, paired.pairs, paired.moments, alternative, progress)
    return Tested(paired.moments.mean.copy(), pvalue, {})


def _tukey(plan: Plan, paired: PairedScores, alternative: str, progress: Progress | None) -> Tested:
    found = tukey(paired.sample.values, paired.moments)
    return Tested(found.statistic, found.pvalue, {"tukey": found.adjusted})


def _tukey_randomization(
    plan: Plan, paired: PairedScores, alternative: str, progress: Progress | None
) -> Tested:
    own, adjusted = tukey_randomization(plan, paired.sample, paired.pairs, progress)
    return Tested(paired.moments.mean.copy(), own, {"tukey": adjusted})


def _wilcoxon(plan: Plan, paired: PairedScores, alternative: str, progress: Progress | None) -> Tested:
    statistic, pvalue = np.empty((2, len(paired.pairs)))
    for part, first, second in paired.scores():
        statistic[part], pvalue[part] = wilcoxon(first - second, alternative)
    return Tested(statistic, pvalue, {})


def _counting(test: Callable[..., Values], *, binary: bool) -> Callable[..., Tested]:
    """Make a test of the numbers of queries on which a is larger, and smaller."""

    def tested(plan: Plan, paired: PairedScores, alternative: str, progress: Progress | None) -> Tested:
        if binary:
            paired.refuse_other_than_0_and_1("McNemar's test")
        wins, losses = paired.moments.wins, paired.moments.losses
        return Tested(wins.astype(np.float64), test(wins, losses, alternative), {})

    return tested


# Sign flips of 0/1 scores, and their signs, are McNemar's test already.
_OF_AMOUNTS = ("t", "bootstrap", "bootstrap_shift", "tukey", "wilcoxon")
_MEANS_ONLY = 'does not test means, and finds too much with many queries; for means use test="t"'
ABOUT = {
    "bootstrap_shift": "bootstrap_shift is anti-conservative: Type I error .069 at 25 topics for a nominal .05",
    "wilcoxon": f"wilcoxon {_MEANS_ONLY}",
    "sign": f"sign {_MEANS_ONLY}",
    "tukey_randomization": (
        "tukey_randomization takes all systems as exchangeable: family-wise error .16 for a nominal .05 where one "
        "varies four times as much"
    ),
}


def _notes(chosen: Choices, plan: Plan, paired: PairedScores, pvalue: Values) -> tuple[str, ...]:
    notes = []
    undefined = int(np.isnan(pvalue).sum())
    if undefined:
        notes.append(
            f'{undefined} pairs differ by a constant: no t test (p is NaN); test="randomization" has a p'
        )
    if chosen.test in ABOUT:
        notes.append(ABOUT[chosen.test])
    if paired.sample.binary and chosen.test in _OF_AMOUNTS:
        notes.append('scores are 0 or 1: test="mcnemar" or "mcnemar_midp" has them as proportions')
    if chosen.test == "randomization" and plan.exact:
        notes.append(f"exact: all {plan.n_flips} sign flips")
    return (*notes, *margin_notes(chosen.margin, chosen.alternative))


_TESTS: dict[str, Callable[[Plan, PairedScores, str, Progress | None], Tested]] = {
    "t": _t,
    "randomization": _randomization,
    "bootstrap": _bootstrap,
    "bootstrap_shift": _bootstrap_shift,
    "tukey": _tukey,
    "tukey_randomization": _tukey_randomization,
    "wilcoxon": _wilcoxon,
    "sign": _counting(sign_test, binary=False),
    "mcnemar": _counting(mcnemar, binary=True),
    "mcnemar_midp": _counting(mcnemar_midp, binary=True),
}
