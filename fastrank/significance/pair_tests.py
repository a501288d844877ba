"""The tests of pairs that there are, by name; what each gives for every pair."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.significance.choices import Choices
from fastrank.significance.correction import correct
from fastrank.significance.drawn_tests import Found, Side, drawn_statistic, drawn_test
from fastrank.significance.margin import margin_notes, margin_sides
from fastrank.significance.mcnemar import mcnemar, mcnemar_midp
from fastrank.significance.paired_scores import PairedScores
from fastrank.significance.paired_t import paired_t, t_statistic
from fastrank.significance.resample import Plan, Progress, part_of
from fastrank.significance.sign_test import sign_test
from fastrank.significance.stopping import Stopping
from fastrank.significance.tests_offered import RULES
from fastrank.significance.tukey import tukey
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
    stopping: Stopping | None = None


def outcome_of(
    chosen: Choices, plan: Plan, paired: PairedScores, alpha: float, progress: Progress | None = None
) -> Outcome:
    """Test every pair and correct for the family."""
    sides = [(paired, chosen.alternative)]
    if chosen.margin is not None:
        sides = margin_sides(paired, chosen.margin, chosen.alternative)
    if RULES[chosen.test].draws:
        found = drawn_test(chosen, plan, sides, alpha, progress)
        statistics = [drawn_statistic(chosen.test, side.moments) for side, _ in sides]
    else:
        found, statistics = _undrawn(chosen, plan, sides, progress)
    pvalue = np.max(found.sides, axis=0)
    statistic = statistics[0]
    if len(sides) > 1:  # equivalence: what has the larger p
        statistic = np.where(found.sides[0] >= found.sides[1], *statistics)
    error = np.zeros(len(pvalue)) if found.exact else np.sqrt(pvalue * (1.0 - pvalue) / found.n_resamples)
    notes = _notes(chosen, plan, paired, pvalue)
    return Outcome(statistic, pvalue, found.adjusted, error, found.exact, notes, found.stopping)


def _undrawn(
    chosen: Choices, plan: Plan, sides: list[Side], progress: Progress | None
) -> tuple[Found, list[Values]]:
    """Run the test on every side; nothing is drawn for p, perhaps for intervals."""
    found = [
        _TESTS[chosen.test](paired, alternative, part_of(progress, i, len(sides)))
        for i, (paired, alternative) in enumerate(sides)
    ]
    own = [one.pvalue for one in found]
    adjusted = found[0].adjusted.get(chosen.correction)
    if adjusted is None:
        adjusted = correct(np.max(own, axis=0), chosen.correction)
    return Found(own, adjusted, plan.n_resamples, True, None), [one.statistic for one in found]


def _t(paired: PairedScores, alternative: str, progress: Progress | None) -> Tested:
    return Tested(t_statistic(paired.moments), paired_t(paired.moments, alternative), {})


def _tukey(paired: PairedScores, alternative: str, progress: Progress | None) -> Tested:
    found = tukey(paired.sample.values, paired.moments)
    return Tested(found.statistic, found.pvalue, {"tukey": found.adjusted})


def _wilcoxon(paired: PairedScores, alternative: str, progress: Progress | None) -> Tested:
    statistic, pvalue = np.empty((2, len(paired.pairs)))
    for part, first, second in paired.scores():
        statistic[part], pvalue[part] = wilcoxon(first - second, alternative)
        if progress is not None:
            progress(min(part.stop, len(pvalue)), len(pvalue))
    return Tested(statistic, pvalue, {})


def _counting(test: Callable[..., Values], *, binary: bool) -> Callable[..., Tested]:
    """Make a test of the numbers of queries on which a is larger, and smaller."""

    def tested(paired: PairedScores, alternative: str, progress: Progress | None) -> Tested:
        if binary:
            paired.refuse_other_than_0_and_1("McNemar's test")
        wins, losses = paired.moments.wins, paired.moments.losses
        return Tested(wins.astype(np.float64), test(wins, losses, alternative), {})

    return tested


# Sign flips of 0/1 scores, and their signs, are McNemar's test already.
_OF_AMOUNTS = ("t", "bootstrap", "bootstrap_shift", "tukey", "wilcoxon")
_MEANS_ONLY = 'does not test means, and finds too much with many queries; for means use test="t"'
_UNEQUAL = "family-wise error .13 for a nominal .05 where one of eight varies four times as much"
ABOUT = {
    "bootstrap_shift": "bootstrap_shift is anti-conservative: Type I error .069 at 25 topics for a nominal .05",
    "wilcoxon": f"wilcoxon {_MEANS_ONLY}",
    "sign": f"sign {_MEANS_ONLY}",
    "tukey": f"tukey takes the variances of all systems as equal: {_UNEQUAL}",
    "tukey_randomization": f"tukey_randomization takes all systems as exchangeable: {_UNEQUAL}",
}


def notes_of(test: str, pvalue: Values) -> tuple[str, ...]:
    """Say how many pairs have no p, and what the test itself is known for."""
    n, about = int(np.isnan(pvalue).sum()), ABOUT.get(test)
    constant = (
        f"{n} pairs differ by a constant: p is NaN, as there is no spread to judge by; "
        'test="randomization" has a p',
    )
    return (*(constant if n else ()), *(() if about is None else (about,)))


def _notes(chosen: Choices, plan: Plan, paired: PairedScores, pvalue: Values) -> tuple[str, ...]:
    notes = list(notes_of(chosen.test, pvalue))
    if paired.sample.binary and chosen.test in _OF_AMOUNTS:
        notes.append('scores are 0 or 1: test="mcnemar" or "mcnemar_midp" has them as proportions')
    if chosen.test == "randomization" and plan.exact:
        notes.append(f"exact: all {plan.n_flips} sign flips")
    return (*notes, *margin_notes(chosen.margin, chosen.alternative))


_TESTS: dict[str, Callable[[PairedScores, str, Progress | None], Tested]] = {
    "t": _t,
    "tukey": _tukey,
    "wilcoxon": _wilcoxon,
    "sign": _counting(sign_test, binary=False),
    "mcnemar": _counting(mcnemar, binary=True),
    "mcnemar_midp": _counting(mcnemar_midp, binary=True),
}
