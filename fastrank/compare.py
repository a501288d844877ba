"""compare: which systems differ, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from fastrank.arrays.seeds import seed_from
from fastrank.scores import Scores
from fastrank.scores.designs import design_of
from fastrank.scores.sample import check_scores, sample_of
from fastrank.significance.choices import (
    DEFAULT_RESAMPLES,
    Asked,
    Choices,
    Extent,
    Levels,
    check_levels,
    choose,
)
from fastrank.significance.compared import Subject, compared
from fastrank.significance.comparison import Comparison
from fastrank.significance.conventional_tests import GENERATOR as NUMPY_GENERATOR
from fastrank.significance.conventional_tests import conventional
from fastrank.significance.conventions import asked_by
from fastrank.significance.intervals import UNDRAWN, Intervals, facing_intervals
from fastrank.significance.pair_moments import Pairs, pair_moments, pairs_of
from fastrank.significance.pair_tests import Outcome, outcome_of
from fastrank.significance.paired_scores import PairedScores
from fastrank.significance.resample import Plan, part_of
from fastrank.significance.sample import Sample
from fastrank.significance.system_means import pair_means
from fastrank.significance.tests_offered import RULES
from fastrank.significance.unit_moments import unit_moments
from fastrank.significance.unit_samples import by_units

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
    resampling_risk: float | None = None,
    alpha: float = 0.05,
    confidence_level: float = 0.95,
    interval: str | None = None,
    groups: Any = None,
    strata: Any = None,
    over: str | None = None,
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
        resampling test. Where B suffices for all 2^Q sign flips, they are all taken and p is exact. Tests take the
        same memory for any B; bootstrap intervals take 8 bytes for each system and resample, and more.
    resampling_risk : float, optional
        Stop drawing once every mark is settled: with a chance of at most this (such as 0.001) that any is not what
        infinitely many resamples would give. `n_resamples` is then the most to draw, by default 1,000,000; a note
        names pairs that stay undecided, `stopping` has intervals of p. Bootstrap intervals draw at most 9999.
    alpha : float
        Adjusted p-values up to it are marked significant.
    confidence_level : float
        Of each interval by itself; intervals are not adjusted for the number of pairs.
    interval : {None, "t", "newcombe", "studentised", "bca", "percentile"}
        None is the t interval beside t and Tukey tests (with t both agree about 0, p before correction) and
        Newcombe's for proportions beside McNemar's. Beside other tests it is by bootstrap: studentised below 1000
        queries (BCa where that would be slow), percentile from 1000 on.
    groups : str, sequence, mapping or tuple of them, optional
        Queries that belong together, such as those of one topic: an attribute's name, a label for each query, or
        ``{query: label}``. A tuple of several crosses them, as in ``("item", "judge")``. See Notes.
    strata : str, sequence or mapping, optional
        Parts whose queries were chosen for each by itself, such as ``"dataset"``; as `groups`.
    over : {None, "micro", "macro"}
        With strata, the mean over all queries (None, "micro"), or the mean of the strata's means ("macro").
    rng : int, numpy.random.SeedSequence, numpy.random.Generator or None
        The result's `seed`, passed back as ``rng=``, gives the same result.
    missing : {"error", "complete", "worst", "pairwise"}
        Queries where a system has no score: an error; left out; counted with the measure's worst value; or each
        pair on the queries that both have (n differs by pair, no max-T).
    min_queries : int
        Fewer are an error; with `groups`, fewer clusters.
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

    Raises
    ------
    ValueError
        If options do not go together, a name is unknown, or scores are missing, infinite or too few.
    TypeError
        If `scores` are no Scores, or `n_resamples` is no integer.

    Notes
    -----
    Measured Type I error for a nominal .05 at 50 queries (page Calibration): "t" and "randomization" .05 where
    differences are symmetric, .06 on real scores of equal means and on skewed differences (.08 at 25 queries where
    they are exponential); "bootstrap" .05 to .06, but .03 where a fifth of the queries varies five times as much;
    "bootstrap_shift" .07; "wilcoxon" .13 and "sign" .23 on real scores of equal means, .19 and .38 at 100 queries.
    "mcnemar" is conservative (.02). Of intervals of 95%, "bca" holds .93 where differences are skewed, and the
    others .94 to .95. Both Tukey tests take the variances of systems as equal: where one varies four times as much,
    they make a false finding in .13 of families of 8 for a nominal .05.

    With early stopping p is (1 + count) / (B + 1) of the B resamples drawn by then. Its mark holds: the chance of a
    false one is at most alpha plus the risk. The number itself says less than p of a fixed B: it is drawn away from
    alpha, up to the Monte Carlo error of the first look, 1024 resamples; quote the interval with it.

    Identical systems have p = 1. A difference that is the same on every query has no spread for t or a bootstrap: p is
    NaN and a note says so. Results have the same bits for any number of threads and any order of queries.

    With `groups` a cluster is drawn, or flipped, as one; differences stay means over queries, and `n` counts queries.
    t has the cluster-robust variance (CR1), and a degree of freedom less than clusters. Strata are drawn each by
    itself; t adds up their variances, with Welch's and Satterthwaite's degrees of freedom; sign flips stay as they are.
    Where factors cross, t (the default) has the two-way clustered variance, "bootstrap_shift" draws the levels of every
    factor, and sign flips do not hold. Tukey's, Wilcoxon's, the sign and McNemar's test take queries as independent,
    and refuse all of it.

    References
    ----------
    Cameron, Gelbach, Miller: Robust inference with multiway clustering. JBES 2011.
    Owen, Eckles: Bootstrapping data arrays of arbitrary order. Annals of Applied Statistics 2012.

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
    asked = Asked(test, correction, n_resamples, interval, alternative, margin, resampling_risk)
    design = design_of(scores, groups, strata, over)
    convention, asked = (None, asked) if compat is None else asked_by(compat, asked, missing, design)
    sample = by_units(sample_of(scores, 0, missing=missing, min_queries=min_queries), design, min_queries)
    chosen = choose(
        asked,
        Extent(
            baseline is not None,
            len(pairs),
            len(sample.keys),
            levels.alpha,
            not sample.complete,
            sample.design,
        ),
    )
    paired = _paired(scores, sample, pairs, min_queries)
    plan = Plan(sample.keys, seed_from(rng), chosen.n_resamples, sample.units)
    rule = RULES[chosen.test]
    stages = 2 if chosen.interval not in UNDRAWN and (rule.draws or rule.steps) else 1
    if convention is None:
        found = outcome_of(chosen, plan, paired, levels.alpha, part_of(progress, 0, stages))
    else:
        found = conventional(convention, chosen, scores.values[0], pairs, plan)
    bounds = facing_intervals(
        _plan_of_intervals(plan, chosen),
        paired,
        chosen.alternative if chosen.margin is None else "two-sided",
        confidence_level=levels.confidence,
        method=chosen.interval,
        progress=part_of(progress, stages - 1, stages),
    )
    made_by = {} if compat is None else {"compat": compat, "generator": NUMPY_GENERATOR}
    return _comparison(scores, baseline, levels, chosen, plan, paired, found, bounds, made_by)


def _comparison(
    scores: Scores,
    baseline: str | None,
    levels: Levels,
    chosen: Choices,
    plan: Plan,
    paired: PairedScores,
    found: Outcome,
    bounds: Intervals,
    made_by: dict[str, str],
) -> Comparison:
    """Put everything that was found, and how, into the result."""
    sample, pairs = paired.sample, paired.pairs
    subject = Subject(scores.systems, scores.measures[0], scores.higher_is_better[0], baseline)
    stopping = _stopping_notes(scores, chosen, plan, pairs, found)
    notes = (*sample.notes, *found.notes, *stopping, *bounds.notes)
    return compared(
        subject,
        levels,
        chosen,
        pairs,
        pair_means(sample, pairs),
        paired.moments,
        paired.by_query,
        found,
        bounds,
        notes,
        n_resamples=plan.n_resamples if found.stopping is None else found.stopping.n_resamples,
        seed=plan.seed,
        n_groups=sample.design.n_groups,
        n_strata=sample.design.n_strata,
        **made_by,
    )


def _plan_of_intervals(plan: Plan, chosen: Choices) -> Plan:
    """Return the resamples of intervals: with early stopping what is asked for is for p, and these need fewer."""
    return (
        plan if chosen.risk is None else replace(plan, n_resamples=min(plan.n_resamples, DEFAULT_RESAMPLES))
    )


def _stopping_notes(scores: Scores, chosen: Choices, plan: Plan, pairs: Pairs, found: Outcome) -> list[str]:
    """Say where it stopped, and how many resamples intervals have, if it is another number."""
    if found.stopping is None:
        return []
    names = [(scores.systems[a], scores.systems[b]) for a, b in zip(pairs.first, pairs.second, strict=True)]
    notes = [] if found.exact else [found.stopping.note(names)]
    if chosen.interval not in UNDRAWN:
        notes.append(f"intervals: {_plan_of_intervals(plan, chosen).n_resamples:,} resamples")
    return notes


def _pairs(scores: Scores, baseline: str | None) -> Pairs:
    """Return the pairs to compare: all, or every other system with the baseline."""
    _refuse_many_measures(scores)
    return pairs_of(scores.systems, baseline, "compare")


def _refuse_many_measures(scores: Scores) -> None:
    if len(scores.measures) != 1:
        raise ValueError(
            f"compare takes one measure, and these Scores have {', '.join(scores.measures)}; "
            f"choose one: compare(scores[{scores.measures[0]!r}])"
        )


def _paired(scores: Scores, sample: Sample, pairs: Pairs, min_queries: int) -> PairedScores:
    """Return the pairs with their moments; a pair that shares too few queries is an error."""
    by_query = pair_moments(sample.by_query, pairs)
    short = np.flatnonzero(by_query.n < max(2, min_queries))
    if len(short):
        a, b = scores.systems[pairs.first[short[0]]], scores.systems[pairs.second[short[0]]]
        raise ValueError(
            f"{a!r} and {b!r} share {by_query.n[short[0]]} queries, fewer than min_queries={min_queries} "
            f"({len(short)} such pairs); leave one out with scores.sel(systems=...), or lower min_queries="
        )
    moments = by_query if sample.queries is None else unit_moments(sample, pairs)
    return PairedScores(sample, pairs, moments, by_query)
