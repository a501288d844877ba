"""Tests as other tools make them (`conventions`), with NumPy's generator and the caller's order of queries.

Resamples are shared by all pairs. The sign flips of SciPy and sacreBLEU, and sacreBLEU's bootstrap, are those of the
tool for the same seed.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.significance.choices import Choices
from fastrank.significance.conventions import Convention, Resampled, Rule, Signs, convention_notes
from fastrank.significance.correction import correct
from fastrank.significance.pair_moments import Pairs
from fastrank.significance.pair_tests import ABOUT, Outcome
from fastrank.significance.resample import Plan, all_flips_fit
from fastrank.significance.sign_test import sign_test
from fastrank.significance.wilcoxon import wilcoxon

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

GENERATOR = "NumPy's PCG64, in the order of queries"
_PART_CELLS = 1024 * 1024


def conventional(
    convention: Convention, chosen: Choices, values: Values, pairs: Pairs, plan: Plan
) -> Outcome:
    """Test every pair of rows of `values`, (systems, queries) without gaps, by the rule of a tool."""
    statistic, p, exact = _tested(convention.rule, chosen, values, pairs, plan)
    error = np.zeros(len(p)) if exact else np.sqrt(p * (1.0 - p) / plan.n_resamples)
    about = (ABOUT[chosen.test],) if chosen.test in ABOUT else ()
    adjusted, notes = correct(p, chosen.correction), (*convention_notes(convention), *about)
    return Outcome(statistic, p, adjusted, error, exact, notes)


def _tested(
    rule: Rule, chosen: Choices, values: Values, pairs: Pairs, plan: Plan
) -> tuple[Values, Values, bool]:
    """Statistic and p of every pair, and whether p has no Monte Carlo error."""
    if isinstance(rule, Resampled):
        return _resampled(rule, chosen, values, pairs, plan)
    differences = values[pairs.first] - values[pairs.second]
    if isinstance(rule, Signs):
        wins, losses = (differences > rule.least).sum(axis=1), (differences < -rule.least).sum(axis=1)
        return wins.astype(np.float64), sign_test(wins, losses, chosen.alternative), True
    return *wilcoxon(differences, chosen.alternative, rule), True


def _resampled(
    rule: Resampled, chosen: Choices, values: Values, pairs: Pairs, plan: Plan
) -> tuple[Values, Values, bool]:
    """Every pair under the same draws."""
    rng, n = np.random.default_rng(plan.seed), values.shape[1]
    exact = rule.as_scipy and all_flips_fit(n, plan.n_resamples)
    bootstrapped = chosen.test == "bootstrap_shift"
    if bootstrapped:
        means = _bootstrap_means(rng, values, plan.n_resamples)
    else:
        kept = all_masks(n) if exact else sign_masks(rule, rng, plan.n_resamples, n)
    rule = rule._replace(plus_one=rule.plus_one and not exact)
    observed, p = np.empty((2, len(pairs)))
    for at, (i, j) in enumerate(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)):
        a, b = values[i], values[j]
        null = _centred(rule, means[i] - means[j]) if bootstrapped else _exchanged(a, b, kept)
        observed[at] = _exchanged(a, b, np.ones((n, 1), dtype=bool))[0]
        p[at] = share(rule, null, observed[at], chosen.alternative)
    return observed, p, exact


def all_masks(n_queries: int) -> Flags:
    """Every choice of sides, (queries, choices)."""
    return (np.arange(2**n_queries) >> np.arange(n_queries)[:, None]) & 1 == 0


def sign_masks(rule: Resampled, rng: np.random.Generator, n_resamples: int, n_queries: int) -> Flags:
    """Which queries keep their sides, (queries, replicates): drawn replicate by replicate."""
    if not rule.as_scipy:
        return rng.integers(2, size=(n_resamples, n_queries), dtype=bool).T.copy()
    step = max(1, _PART_CELLS // n_queries)
    sizes = [min(step, n_resamples - start) for start in range(0, n_resamples, step)]
    sides = (rng.permuted(np.tile([0, 1], (size, n_queries, 1)), axis=-1) for size in sizes)
    return np.concatenate([order[..., 0] == 0 for order in sides]).T.copy()


def _exchanged(a: Values, b: Values, kept: Flags) -> Values:
    """Difference of both means in every replicate; queries are added one after the other, as loops do."""
    first, second = np.zeros((2, kept.shape[1]))
    for q in range(len(a)):
        first += np.where(kept[q], a[q], b[q])
        second += np.where(kept[q], b[q], a[q])
    return first / len(a) - second / len(a)


def _bootstrap_means(rng: np.random.Generator, values: Values, n_resamples: int) -> Values:
    """Mean of every system in every replicate."""
    n = values.shape[1]
    means, step = np.empty((len(values), n_resamples)), max(1, _PART_CELLS // n)
    for start in range(0, n_resamples, step):
        drawn = rng.integers(0, n, (min(step, n_resamples - start), n))
        for row, out in zip(values, means, strict=True):
            out[start : start + len(drawn)] = row[drawn].mean(axis=1)
    return means


def _centred(rule: Resampled, replicates: Values) -> Values:
    """Replicates under the null, as the tool makes them."""
    if rule.of_sizes:
        return np.abs(replicates) - np.abs(replicates).mean()
    return replicates - replicates.mean()


def share(rule: Resampled, replicates: Values, observed: float, alternative: str) -> float:
    """p of what was observed among replicates under the null."""
    if rule.doubled and alternative == "two-sided":
        return min(1.0, 2.0 * min(share(rule, replicates, observed, side) for side in ("less", "greater")))
    if alternative == "less":
        replicates, observed = -replicates, -observed
    if alternative == "two-sided":
        replicates, observed = replicates if rule.of_sizes else np.abs(replicates), abs(observed)
    bound = observed - rule.slack * abs(observed)
    count = int((replicates > bound).sum() if rule.strict else (replicates >= bound).sum())
    more = int(rule.plus_one)
    return (count + more) / (len(replicates) + more)
