"""compare: which systems differ, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from fastrank.arrays.seeds import seed_from
from fastrank.scores import Scores
from fastrank.scores.sample import check_scores, sample_of
from fastrank.significance.choices import Asked, Choices, Extent, Levels, check_levels, choose
from fastrank.significance.comparison import Comparison
from fastrank.significance.conventional_tests import GENERATOR as NUMPY_GENERATOR
from fastrank.significance.conventional_tests import conventional
from fastrank.significance.conventions import asked_by
from fastrank.significance.intervals import UNDRAWN, Intervals, facing_intervals
from fastrank.significance.pair_moments import Moments, Pairs, against, all_pairs, pair_moments
from fastrank.significance.pair_tests import Outcome, outcome_of
from fastrank.significance.paired_scores import PairedScores
from fastrank.significance.paired_t import effect_size
from fastrank.significance.power import detectable
from fastrank.significance.resample import Plan, part_of
from fastrank.significance.sample import Sample
from fastrank.significance.system_means import pair_means
from fastrank.significance.tests_offered import RULES

__all__ = ["Comparison", "compare"]


def compare(
    scores: Scores,
    baseline: str | None = None,
    *,
    test: str | None = None,
    correction: str | None = None,
    alternative: str = "two-sided",
    margin: float | None = None,
    n_resamples: int | None = None,
    alpha: float = 0.05,
    confidence_level: float = 0.95,
    interval: str | None = None,
    rng: Any = None,
    missing: str = "error",
    min_queries: int = 10,
    compat: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Test which systems differ in the mean of one measure, paired by query.

    Parameters
    ----------
    scores : Scores
        One measure of two systems or more.
    baseline : str, optional
        Compare every other system with this one; without it, all pairs.
    test : {None, "t", "randomization", "bootstrap", "bootstrap_shift", "tukey", "tukey_randomization", ...}
        None is the paired t test against a baseline, and sign-flip randomization for all pairs. "bootstrap" is
        studentised; "bootstrap_shift" is the older, anti-conservative method. "tukey" is Tukey's HSD blocked by
        query, "tukey_randomization" permutes systems within queries. "mcnemar" (exact) and "mcnemar_midp" are for
        scores of 0 and 1. "wilcoxon" (as SciPy's) and "sign" do not test means: not recommended.
    correction : {None, "holm", "hochberg", "bonferroni", "bh", "by", "maxt", "maxt_stepdown", "tukey", "none"}
        Over all pairs of this call. None is studentised max-T for "randomization" and "bootstrap", Tukey's range
        of all systems for both Tukey tests, else Holm.
    alternative : {"two-sided", "less", "greater"}
        "greater": the mean of a − b is above 0, also where lower is better. Intervals then have one end, as SciPy's.
    margin : float, optional
        The largest difference that does not matter, in units of the measure. A small p then says: a − b is above
        −margin ("greater", non-inferiority where higher is better), below margin ("less"), or within both
        ("two-sided", equivalence by two one-sided tests). Intervals stay two-sided.
    n_resamples : int, optional
        Number of resamples B; 9999 by default, or 20 m / alpha where a stepwise correction over m pairs meets a
        resampling test. Where B suffices for all 2^Q sign flips, they are all taken and p is exact.
    alpha : float
        Adjusted p-values up to it are marked significant.
    confidence_level : float
        Of each interval by itself; intervals are not adjusted for the number of pairs.
    interval : {None, "t", "newcombe", "studentised", "bca", "percentile"}
        None is the t interval beside t and Tukey tests (with t both agree about 0, p before correction) and
        Newcombe's for proportions beside McNemar's. Beside other tests it is by bootstrap: studentised below 1000
        queries (BCa where that would be slow), percentile from 1000 on.
    rng : int, numpy.random.SeedSequence, numpy.random.Generator or None
        The result's `seed`, passed back as ``rng=``, gives the same result.
    missing : {"error", "complete", "worst", "pairwise"}
        Queries where a system has no score: an error; left out; counted with the measure's worst value; or each
        pair on the queries that both have (n differs by pair, no max-T).
    min_queries : int
        Fewer are an error.
    compat : {None, "R", "ranx-0.3.21", "sacrebleu-2.6.0", "scipy-1.17.1", "urbano-2019"}
        Make p as another tool does, uncorrected by default, to repeat old results and see what their rules do
        (docs/significance.md has them). It goes with a named test: "wilcoxon" (R, urbano-2019), "randomization"
        (all but R), "bootstrap_shift" (sacrebleu, urbano), "sign" (urbano). It takes resamples × queries bytes.
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
    check_scores(scores, "compare")
    pairs = _pairs(scores, baseline)
    levels = check_levels(alpha, confidence_level)
    asked = Asked(test, correction, n_resamples, interval, alternative, margin)
    convention, asked = (None, asked) if compat is None else asked_by(compat, asked, missing)
    sample = sample_of(scores, 0, missing=missing, min_queries=min_queries)
    chosen = choose(
        asked,
        Extent(baseline is not None, len(pairs), len(sample.keys), levels.alpha, not sample.complete),
    )
    paired = PairedScores(sample, pairs, _moments(scores, sample, pairs, min_queries))
    plan = Plan(sample.keys, seed_from(rng), chosen.n_resamples)
    stages = 1 if chosen.interval in UNDRAWN or not RULES[chosen.test].draws else 2
    if convention is None:
        found = outcome_of(chosen, plan, paired, part_of(progress, 0, stages))
    else:
        found = conventional(convention, chosen, scores.values[0], pairs, plan)
    bounds = facing_intervals(
        plan,
        paired,
        chosen.alternative if chosen.margin is None else "two-sided",
        confidence_level=levels.confidence,
        method=chosen.interval,
        progress=part_of(progress, stages - 1, stages),
    )
    result = _comparison(scores, baseline, levels, chosen, plan, paired, found, bounds)
    return result if compat is None else replace(result, compat=compat, generator=NUMPY_GENERATOR)


def _comparison(
    scores: Scores,
    baseline: str | None,
    levels: Levels,
    chosen: Choices,
    plan: Plan,
    paired: PairedScores,
    found: Outcome,
    bounds: Intervals,
) -> Comparison:
    """Put everything that was found, and how, into the result."""
    sample, pairs, moments = paired.sample, paired.pairs, paired.moments
    mean_a, mean_b = pair_means(sample.values, pairs)
    higher_is_better = scores.higher_is_better[0]
    wins, losses = moments.wins, moments.losses
    return Comparison(
        a=tuple(scores.systems[i] for i in pairs.first),
        b=tuple(scores.systems[i] for i in pairs.second),
        mean_a=mean_a,
        mean_b=mean_b,
        difference=moments.mean,
        low=bounds.low,
        high=bounds.high,
        effect_size=effect_size(moments),
        mde=detectable(moments, levels.alpha, chosen.alternative),
        statistic=found.statistic,
        pvalue=found.pvalue,
        pvalue_adjusted=found.adjusted,
        pvalue_se=found.standard_error,
        n=moments.n,
        wins=wins if higher_is_better else losses,
        ties=moments.ties,
        losses=losses if higher_is_better else wins,
        significant=found.adjusted <= levels.alpha,
        measure=scores.measures[0],
        higher_is_better=higher_is_better,
        baseline=None if baseline is None else str(baseline),
        test=chosen.test,
        correction=chosen.correction,
        alternative=chosen.alternative,
        margin=chosen.margin,
        family_size=len(pairs),
        alpha=levels.alpha,
        confidence_level=levels.confidence,
        interval=bounds.method,
        n_resamples=plan.n_resamples,
        exact=found.exact,
        seed=plan.seed,
        notes=(*sample.notes, *found.notes, *bounds.notes),
    )


def _pairs(scores: Scores, baseline: str | None) -> Pairs:
    """Return the pairs to compare: all, or every other system with the baseline."""
    _refuse_many_measures(scores)
    if len(scores.systems) < 2:
        raise ValueError(
            f"compare needs two systems or more, and there is only {', '.join(scores.systems) or 'none'}"
        )
    if baseline is None:
        return all_pairs(len(scores.systems))
    if str(baseline) not in scores.systems:
        raise ValueError(f"baseline {baseline!r} is no system here; there are: {', '.join(scores.systems)}")
    return against(scores.systems.index(str(baseline)), len(scores.systems))


def _refuse_many_measures(scores: Scores) -> None:
    if len(scores.measures) != 1:
        raise ValueError(
            f"compare takes one measure, and these Scores have {', '.join(scores.measures)}; "
            f"choose one: compare(scores[{scores.measures[0]!r}])"
        )


def _moments(scores: Scores, sample: Sample, pairs: Pairs, min_queries: int) -> Moments:
    """Return the moments of every pair; a pair that shares too few queries is an error."""
    moments = pair_moments(sample.values, pairs)
    short = np.flatnonzero(moments.n < max(2, min_queries))
    if len(short):
        a, b = scores.systems[pairs.first[short[0]]], scores.systems[pairs.second[short[0]]]
        raise ValueError(
            f"{a!r} and {b!r} share {moments.n[short[0]]} queries, fewer than min_queries={min_queries} "
            f"({len(short)} such pairs); leave one out with scores.sel(systems=...), or lower min_queries="
        )
    return moments
