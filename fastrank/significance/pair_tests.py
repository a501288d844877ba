"""The tests of mean differences that there are, by name; what each gives for every pair."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.significance.bootstrap import bootstrap, bootstrap_shift
from fastrank.significance.choices import Choices
from fastrank.significance.correction import correct
from fastrank.significance.flip_counts import flip_counts, flip_counts_pairwise
from fastrank.significance.max_t import max_t
from fastrank.significance.pair_moments import Moments, Pairs
from fastrank.significance.paired_t import paired_t, t_statistic
from fastrank.significance.randomization import randomization
from fastrank.significance.resample import Plan, Progress
from fastrank.significance.sample import Sample

Values = npt.NDArray[np.float64]


class Outcome(NamedTuple):
    """What a test says of every pair; `exact` where p has no Monte Carlo error."""

    statistic: Values
    pvalue: Values
    adjusted: Values
    standard_error: Values
    exact: bool
    notes: tuple[str, ...]


def outcome_of(
    chosen: Choices,
    plan: Plan,
    sample: Sample,
    pairs: Pairs,
    moments: Moments,
    progress: Progress | None = None,
) -> Outcome:
    """Test every pair and correct for the family."""
    pvalue, adjusted = _TESTS[chosen.test](plan, sample, pairs, moments, progress)
    if chosen.correction != "maxt":
        adjusted = correct(pvalue, chosen.correction)
    statistic = moments.mean.copy() if chosen.test == "bootstrap_shift" else t_statistic(moments)
    exact = chosen.test == "t" or (chosen.test == "randomization" and plan.exact)
    error = np.zeros(len(pairs)) if exact else np.sqrt(pvalue * (1.0 - pvalue) / plan.n_resamples)
    return Outcome(statistic, pvalue, adjusted, error, exact, _notes(chosen, plan, pvalue))


def _t(
    plan: Plan, sample: Sample, pairs: Pairs, moments: Moments, progress: Progress | None
) -> tuple[Values, Values]:
    pvalue = paired_t(moments)
    return pvalue, pvalue


def _randomization(
    plan: Plan, sample: Sample, pairs: Pairs, moments: Moments, progress: Progress | None
) -> tuple[Values, Values]:
    count = flip_counts if sample.complete else flip_counts_pairwise
    counts = count(plan, sample, pairs, moments, progress)
    return randomization(plan, counts), max_t(plan, counts)


def _bootstrap_shift(
    plan: Plan, sample: Sample, pairs: Pairs, moments: Moments, progress: Progress | None
) -> tuple[Values, Values]:
    pvalue = bootstrap_shift(plan, sample, pairs, moments, progress)
    return pvalue, pvalue


def _notes(chosen: Choices, plan: Plan, pvalue: Values) -> tuple[str, ...]:
    notes = []
    undefined = int(np.isnan(pvalue).sum())
    if undefined:
        notes.append(
            f'{undefined} pairs differ by a constant: no t test (p is NaN); test="randomization" has a p'
        )
    if chosen.test == "bootstrap_shift":
        notes.append("bootstrap_shift is anti-conservative: Type I error .069 at 25 topics for a nominal .05")
    if chosen.test == "randomization" and plan.exact:
        notes.append(f"exact: all {plan.n_flips} sign flips")
    return tuple(notes)


# Each gives p, and p against the maximum over all pairs where the test has one (`choose` sees to the rest).
_TESTS: dict[str, Callable[..., tuple[Values, Values]]] = {
    "t": _t,
    "randomization": _randomization,
    "bootstrap": bootstrap,
    "bootstrap_shift": _bootstrap_shift,
}
