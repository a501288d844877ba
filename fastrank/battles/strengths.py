"""Strengths that make the outcomes most likely, and their covariance; or why there are none."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.battles.outcome_counts import OutcomeCounts
from fastrank.battles.sandwich import sandwich
from fastrank.battles.why_infinite import refuse_infinite
from fastrank.kernels.strength_fit import fit_strengths

Values = npt.NDArray[np.float64]


class Fit(NamedTuple):
    """Strengths with sum 0 in the order of the models, log nu, their covariance, and what the fit was asked for."""

    strengths: Values
    log_nu: float
    covariance: Values
    prior: float
    own_ties: bool
    pivot: int


def fit(outcomes: OutcomeCounts, *, prior: float, own_ties: bool) -> Fit:
    """Fit all counts; raise where a strength is not finite."""
    n = len(outcomes.models)
    pivot = int(np.argmax(battles_of(outcomes)))
    asked = Fit(np.zeros(n), 0.0, np.empty((0, 0)), prior, own_ties, pivot)
    strengths, log_nu = refit(outcomes, asked, outcomes.counts[None].astype(np.int32))
    if np.isnan(strengths).any():
        refuse_infinite(outcomes, own_ties=own_ties)
    found = asked._replace(strengths=strengths[0] - strengths[0].mean(), log_nu=float(log_nu[0]))
    has_ties = own_ties and bool((outcomes.pairs[2] == 1).any())
    covariance = sandwich(outcomes, found.strengths, found.log_nu if has_ties else -np.inf, prior)
    return found._replace(covariance=covariance)


def refit(
    outcomes: OutcomeCounts,
    start: Fit,
    counts: npt.NDArray[np.int32],
    progress: parallel.Progress | None = None,
) -> tuple[Values, Values]:
    """Fit every row of counts, beginning at `start`: strengths, with NaN where they are not finite, and log nu."""
    n = len(outcomes.models)
    strengths, log_nu = np.empty((len(counts), n)), np.empty(len(counts))
    begin = np.append(start.strengths, start.log_nu)
    inputs = (outcomes.pairs, counts, float(start.prior), start.pivot, begin, int(start.own_ties))
    cost = len(outcomes.counts) + n**3
    parallel.run(fit_strengths, inputs, (strengths, log_nu), len(counts), cost=cost, progress=progress)
    return strengths, log_nu


def battles_of(outcomes: OutcomeCounts) -> Values:
    """Battles of every model."""
    n = len(outcomes.models)
    first, second, _ = outcomes.pairs
    both = np.bincount(first, outcomes.counts, n) + np.bincount(second, outcomes.counts, n)
    return np.asarray(both, dtype=np.float64)
