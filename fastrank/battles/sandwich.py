"""Huber's sandwich: the covariance of strengths also where the model is wrong, or battles of a group depend.

Inverse information, times the sum over battles (or groups of battles) of the outer product of each one's score, times
inverse information. What a strength is then is the maximum that endless battles of this kind would have.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.battles.outcome_counts import OutcomeCounts
from fastrank.kernels.battle_units import add_score_products

Values = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


def sandwich(outcomes: OutcomeCounts, strengths: Values, log_nu: float, prior: float) -> Values:
    """Return the covariance of strengths whose sum is 0; `log_nu` is -inf where ties have no parameter."""
    n = len(strengths)
    size = n + (log_nu > -np.inf)
    information = _information(outcomes.pairs, outcomes.counts, strengths, log_nu)
    if prior > 0:
        every = np.stack([*np.triu_indices(n, 1), np.zeros(n * (n - 1) // 2, dtype=np.int64)])
        information += prior * _information(every, np.ones(every.shape[1]), strengths, log_nu)
    information[:n, :n] += information.max() / n  # invertible: the sum of all strengths says nothing
    bread = np.linalg.inv(information[:size, :size])
    products = _score_products(outcomes, _scores(outcomes.pairs, strengths, log_nu))
    return (bread @ products[:size, :size] @ bread)[:n, :n]


def outcome_probabilities(gap: Values, log_nu: float) -> tuple[Values, Values, Values]:
    """Chances that the first wins, the second wins and both tie, by how much stronger the first is."""
    with np.errstate(over="ignore"):
        other, tie = np.exp(-gap), np.exp(log_nu - gap / 2.0)
        first = 1.0 / (1.0 + other + tie)
        return first, 1.0 / (1.0 + np.exp(gap) + np.exp(log_nu + gap / 2.0)), tie * first


def _information(pairs: Codes, counts: npt.ArrayLike, strengths: Values, log_nu: float) -> Values:
    """Information of all battles about strengths and, last, log nu."""
    n, count = len(strengths), np.asarray(counts, dtype=np.float64)
    i, j, _ = pairs
    a, b, t = outcome_probabilities(strengths[i] - strengths[j], log_nu)
    found = _of_pairs(pairs, 0.25 * count * (a + b - (a - b) ** 2), n)
    both = 0.5 * count * (a - b) * t
    found[:n, n] = np.bincount(j, both, n) - np.bincount(i, both, n)
    found[n, :n] = found[:n, n]
    found[n, n] = (count * t * (1.0 - t)).sum()
    return found


def _scores(pairs: Codes, strengths: Values, log_nu: float) -> Values:
    """Derivatives of the log-likelihood of one battle of every outcome: by the first's strength, by log nu."""
    i, j, outcome = pairs
    a, b, t = outcome_probabilities(strengths[i] - strengths[j], log_nu)
    return np.stack([(outcome - 1 - a + b) / 2.0, (outcome == 1) - t])


def _score_products(outcomes: OutcomeCounts, scores: Values) -> Values:
    """Sum of outer products: over battles, or over groups, times G / (G - 1)."""
    n = len(outcomes.models)
    units = outcomes.units
    if units is None:
        i, j, _ = outcomes.pairs
        found = _of_pairs(outcomes.pairs, outcomes.counts * scores[0] ** 2, n)
        both = outcomes.counts * scores[0] * scores[1]
        found[:n, n] = found[n, :n] = np.bincount(i, both, n) - np.bincount(j, both, n)
        found[n, n] = (outcomes.counts * scores[1] ** 2).sum()
        return found
    found = np.zeros((n + 1, n + 1))
    inputs = (units.units, units.cells, units.counts, outcomes.pairs, scores)
    parallel.run(
        add_score_products, inputs, (found,), len(units.units), cost=0
    )  # one piece: sums keep their order
    return found * (len(units.keys) / max(1, len(units.keys) - 1))


def _of_pairs(pairs: Codes, weight: Values, n: int) -> Values:
    """Sum of weight times the outer product of (+1 at the first, -1 at the second), with room for log nu."""
    i, j, _ = pairs
    found = np.zeros((n + 1, n + 1))
    np.add.at(found, (i, j), -weight)
    found += found.T
    found[np.arange(n), np.arange(n)] = np.bincount(i, weight, n) + np.bincount(j, weight, n)
    return found
