"""compare: which systems differ, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.scores import Scores
from fastrank.significance.bootstrap import bootstrap, bootstrap_shift
from fastrank.significance.choices import Choices, check_level, choose, one_of
from fastrank.significance.comparison import Comparison
from fastrank.significance.correction import correct
from fastrank.significance.flip_counts import flip_counts, flip_counts_pairwise
from fastrank.significance.intervals import METHODS, Intervals, intervals
from fastrank.significance.max_t import max_t
from fastrank.significance.pair_moments import Moments, Pairs, against, all_pairs, pair_moments
from fastrank.significance.paired_t import effect_size, paired_t, t_statistic
from fastrank.significance.randomization import randomization
from fastrank.significance.resample import Plan, Progress, part_of
from fastrank.significance.sample import Sample, prepare
from fastrank.significance.seeds import seed_from
from fastrank.significance.system_means import pair_means

__all__ = ["Comparison", "compare"]

Values = npt.NDArray[np.float64]
Tested = tuple[Values, Values]


def compare(
    scores: Scores,
    baseline: str | None = None,
    *,
    test: str | None = None,
    correction: str | None = None,
    n_resamples: int | None = None,
    alpha: float = 0.05,
    confidence_level: float = 0.95,
    interval: str | None = None,
    rng: Any = None,
    missing: str = "error",
    min_queries: int = 10,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Test which systems differ in the mean of one measure, paired by query.

    Parameters
    ----------
    scores : Scores
        One measure of two systems or more.
    baseline : str, optional
        Compare every other system with this one; without it, all pairs.
    test : {None, "t", "randomization", "bootstrap", "bootstrap_shift"}
        Two-sided. None is the paired t test against a baseline, and sign-flip randomization for all pairs.
        "bootstrap" is studentised; "bootstrap_shift" is the older, anti-conservative method.
    correction : {None, "holm", "bonferroni", "bh", "maxt", "none"}
        Over all pairs of this call. None is studentised max-T for "randomization" and "bootstrap", else Holm.
    n_resamples : int, optional
        Number of resamples B; 9999 by default, or 20 m / alpha where a stepwise correction over m pairs meets a
        resampling test. Where B suffices for all 2^Q sign flips, they are all taken and p is exact.
    alpha : float
        Adjusted p-values up to it are marked significant.
    confidence_level : float
        Of each interval by itself; intervals are not adjusted for the number of pairs.
    interval : {None, "studentised", "bca", "percentile"}
        None is studentised below 1000 queries (BCa where that would be slow), percentile from 1000 on.
    rng : int, numpy.random.SeedSequence, numpy.random.Generator or None
        The result's `seed`, passed back as ``rng=``, gives the same result.
    missing : {"error", "complete", "worst", "pairwise"}
        Queries where a system has no score: an error; left out; counted with the measure's worst value; or each
        pair on the queries that both have (n differs by pair, no max-T).
    min_queries : int
        Fewer are an error.
    progress : callable, optional
        Called as ``progress(done, total)``.

    Returns
    -------
    Comparison
        One row a pair.

    Notes
    -----
    Identical systems have p = 1. A difference that is the same on every query has no t test: p is NaN and a note
    says so. Results have the same bits for any number of threads and any order of queries.

    Examples
    --------
    >>> import numpy as np
    >>> import fastrank as fr
    >>> values = np.random.default_rng(0).random((3, 40)) + [[0.0], [0.1], [0.4]]
    >>> scores = fr.Scores(values, systems=["a", "b", "c"], queries=range(40), measure="gain")
    >>> result = fr.compare(scores, rng=1)
    >>> result.significant.tolist()
    [False, True, True]
    """
    at_baseline = _check(scores, baseline)
    one_of("interval", interval, METHODS)
    level, alpha = check_level("confidence_level", confidence_level), check_level("alpha", alpha)
    sample = prepare(
        scores.values[0],
        scores.systems,
        scores.queries,
        scores.measures[0],
        bounds=scores.bounds[0],
        higher_is_better=scores.higher_is_better[0],
        missing=missing,
        min_queries=min_queries,
    )
    pairs = (
        all_pairs(len(scores.systems)) if at_baseline is None else against(at_baseline, len(scores.systems))
    )
    chosen = choose(
        test,
        correction,
        n_resamples,
        against_baseline=at_baseline is not None,
        n_pairs=len(pairs),
        n_queries=len(sample.keys),
        alpha=alpha,
        pairwise=not sample.complete,
    )
    moments = pair_moments(sample.values, pairs, higher_is_better=scores.higher_is_better[0])
    _refuse_short_pairs(scores, pairs, moments, min_queries)
    plan = Plan(sample.keys, seed_from(rng), chosen.n_resamples)
    stages = 1 if chosen.test == "t" else 2
    pvalue, adjusted = _TESTS[chosen.test](plan, sample, pairs, moments, part_of(progress, 0, stages))
    if chosen.correction != "maxt":
        adjusted = correct(pvalue, chosen.correction)
    last = part_of(progress, stages - 1, stages)
    bounds = intervals(plan, sample, pairs, moments, confidence_level=level, method=interval, progress=last)
    exact = chosen.test == "t" or (chosen.test == "randomization" and plan.exact)
    mean_a, mean_b = pair_means(sample.values, pairs)
    return Comparison(
        a=tuple(scores.systems[i] for i in pairs.first),
        b=tuple(scores.systems[i] for i in pairs.second),
        mean_a=mean_a,
        mean_b=mean_b,
        difference=moments.mean,
        low=bounds.low,
        high=bounds.high,
        effect_size=effect_size(moments),
        statistic=moments.mean.copy() if chosen.test == "bootstrap_shift" else t_statistic(moments),
        pvalue=pvalue,
        pvalue_adjusted=adjusted,
        pvalue_se=np.zeros(len(pairs)) if exact else np.sqrt(pvalue * (1.0 - pvalue) / plan.n_resamples),
        n=moments.n,
        wins=moments.wins,
        ties=moments.ties,
        losses=moments.losses,
        significant=adjusted <= alpha,
        measure=scores.measures[0],
        higher_is_better=scores.higher_is_better[0],
        baseline=None if at_baseline is None else scores.systems[at_baseline],
        test=chosen.test,
        correction=chosen.correction,
        family_size=len(pairs),
        alpha=alpha,
        confidence_level=level,
        interval=bounds.method,
        n_resamples=plan.n_resamples,
        exact=exact,
        seed=plan.seed,
        notes=sample.notes + _notes(chosen, plan, pvalue, bounds),
    )


def _check(scores: Scores, baseline: str | None) -> int | None:
    """Refuse what cannot be compared; return the row of the baseline."""
    if not isinstance(scores, Scores):
        raise TypeError(
            f"compare takes Scores, got {type(scores).__name__}; "
            "make them with fr.Scores(values, systems=, queries=, measure=)"
        )
    if len(scores.measures) != 1:
        raise ValueError(
            f"compare takes one measure, and these Scores have {', '.join(scores.measures)}; "
            f"choose one: compare(scores[{scores.measures[0]!r}])"
        )
    if len(scores.systems) < 2:
        raise ValueError(
            f"compare needs two systems or more, and there is only {', '.join(scores.systems) or 'none'}"
        )
    if baseline is None:
        return None
    if str(baseline) not in scores.systems:
        raise ValueError(f"baseline {baseline!r} is no system here; there are: {', '.join(scores.systems)}")
    return scores.systems.index(str(baseline))


def _refuse_short_pairs(scores: Scores, pairs: Pairs, moments: Moments, min_queries: int) -> None:
    short = np.flatnonzero(moments.n < max(2, min_queries))
    if len(short):
        a, b = scores.systems[pairs.first[short[0]]], scores.systems[pairs.second[short[0]]]
        raise ValueError(
            f"{a!r} and {b!r} share {moments.n[short[0]]} queries, fewer than min_queries={min_queries} "
            f"({len(short)} such pairs); leave one out with scores.sel(systems=...), or lower min_queries="
        )


def _t(plan: Plan, sample: Sample, pairs: Pairs, moments: Moments, progress: Progress | None) -> Tested:
    pvalue = paired_t(moments)
    return pvalue, pvalue


def _randomization(
    plan: Plan, sample: Sample, pairs: Pairs, moments: Moments, progress: Progress | None
) -> Tested:
    count = flip_counts if sample.complete else flip_counts_pairwise
    counts = count(plan, sample, pairs, moments, progress)
    return randomization(plan, counts), max_t(plan, counts)


def _bootstrap_shift(
    plan: Plan, sample: Sample, pairs: Pairs, moments: Moments, progress: Progress | None
) -> Tested:
    pvalue = bootstrap_shift(plan, sample, pairs, moments, progress)
    return pvalue, pvalue


# Each gives p, and p against the maximum over all pairs where the test has one (`choose` sees to the rest).
_TESTS: dict[str, Callable[..., Tested]] = {
    "t": _t,
    "randomization": _randomization,
    "bootstrap": bootstrap,
    "bootstrap_shift": _bootstrap_shift,
}


def _notes(chosen: Choices, plan: Plan, pvalue: Values, bounds: Intervals) -> tuple[str, ...]:
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
    if bounds.fallback.any():
        notes.append(f"{int(bounds.fallback.sum())} intervals are BCa: too many resamples had no variance")
    return tuple(notes)
