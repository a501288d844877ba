"""Early stopping: its intervals, its marks against exact p-values, and that it changes nothing but when to stop."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_scores import random_scores

import fastrank as fr
from fastrank.significance.correction import STEPWISE, correct
from fastrank.significance.max_t import monotone
from fastrank.significance.stopping import MOST_RISK, confidence_end, looks

DRAWN = ("randomization", "bootstrap", "bootstrap_shift", "tukey_randomization")


def ends(counts, n, risk):
    counts = np.asarray(counts)
    return confidence_end(counts, n, risk, 0.0), confidence_end(counts, n, risk, 1.0)


def same(one, other):
    """Every column of one result is in the other, to the bit."""
    for name, column in one.columns().items():
        assert np.asarray(column).tobytes() == np.asarray(other.columns()[name]).tobytes(), name


@pytest.mark.parametrize("risk", [Fraction(1, 10), Fraction(1, 1000)])
@pytest.mark.parametrize("n", [1, 2, 7, 30])
def test_intervals_by_definition(n, risk):
    low, high = ends(np.arange(n + 1), n, float(risk))
    for count in range(n + 1):
        for step in range(98):
            p = Fraction(step, 97)
            held = (n + 1) * math.comb(n, count) * p**count * (1 - p) ** (n - count) > risk
            assert held == (low[count] < p < high[count] or p == count / n)
        assert low[count] <= (1 + count) / (n + 1) <= high[count]


def chance_of_leaving(p, n_most, risk):
    """The chance that a growing count ever has an interval without p, by the law of total probability."""
    mass, lost = np.ones(1), 0.0
    for n in range(1, n_most + 1):
        mass = np.append(mass * (1 - p), 0.0) + np.append(0.0, mass * p)
        low, high = ends(np.arange(n + 1), n, risk)
        outside = (p < low) | (p > high)
        lost += mass[outside].sum()
        mass[outside] = 0.0
    return lost


@pytest.mark.parametrize("p", [0.05, 0.4])
def test_coverage_at_all_times_at_once(p):
    assert 0.002 < chance_of_leaving(p, 100, 0.1) <= 0.1


@pytest.mark.long
@pytest.mark.parametrize("p", [0.001, 0.01, 0.05, 0.5, 0.99])
def test_coverage_at_all_looks(p):
    rng, runs, risk = np.random.default_rng(1), 20_000, 0.1
    counts, before, left = np.zeros(runs, dtype=np.int64), 0, np.zeros(runs, dtype=bool)
    for n in looks(200_000):
        counts += rng.binomial(n - before, p, runs)
        low, high = ends(counts, n, risk)
        left |= (p < low) | (p > high)
        before = n
    assert left.mean() <= risk
    assert chance_of_leaving(p, 1000, risk) <= risk


@given(st.integers(1, 10**8), st.floats(0, 1), st.floats(1e-9, MOST_RISK))
def test_the_p_reported_lies_in_its_interval(n, share, risk):
    count = np.array([round(share * n)])
    low, high = ends(count, n, risk)
    assert low <= count / n <= high
    assert low <= (1 + count) / (n + 1) <= high


families = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12)


@pytest.mark.parametrize("method", [*STEPWISE, "none", "step-down"])
@given(families)
def test_every_correction_grows_with_every_p(method, family):
    low, high = np.sort(np.array(family), axis=1).T
    order = np.random.default_rng(len(family)).permutation(len(family))
    below, above = (monotone(p, order) if method == "step-down" else correct(p, method) for p in (low, high))
    assert (below <= above + 1e-15).all()


def test_looks_grow_by_a_quarter():
    found = list(looks(10**6))
    assert found[:3] == [1024, 2048, 3072]
    assert found[-1] == 10**6
    assert all(n % 128 == 0 for n in found[:-1])
    assert max(b / a for a, b in itertools.pairwise(found[3:])) <= 1.25
    assert list(looks(500)) == [500]


OWN = [
    ("randomization", "maxt"),
    ("randomization", "maxt_stepdown"),
    ("bootstrap", "maxt"),
    ("bootstrap_shift", "none"),
    ("tukey_randomization", "tukey"),
]


@pytest.mark.parametrize(("test", "correction"), OWN)
def test_it_is_the_test_with_as_many_resamples(test, correction):
    scores = random_scores(5, 60, seed=3)
    options = {"test": test, "correction": correction, "interval": "t", "rng": 5}
    stopped = fr.compare(scores, resampling_risk=1e-3, n_resamples=50_000, **options)
    fixed = fr.compare(scores, n_resamples=stopped.n_resamples, **options)
    same(fixed, stopped)
    assert fixed.stopping is None
    found = stopped.stopping
    assert not found.undecided.any()
    assert (found.pvalue_low <= stopped.pvalue).all()
    assert (stopped.pvalue <= found.pvalue_high).all()
    assert (found.adjusted_low <= stopped.pvalue_adjusted).all()
    assert (stopped.pvalue_adjusted <= found.adjusted_high).all()
    assert ((found.adjusted_high <= 0.05) == stopped.significant).all()


@pytest.mark.parametrize("test", DRAWN)
def test_bits_do_not_depend_on_threads(test):
    scores = random_scores(4, 90, seed=1)
    options = {"test": test, "rng": 4, "n_resamples": 30_000, "resampling_risk": 1e-3}
    expected = fr.compare(scores, **options)
    for n_threads in (1, 2, 7):
        fr.set_num_threads(n_threads)
        try:
            same(fr.compare(scores, **options), expected)
        finally:
            fr.set_num_threads(None)


def far_apart(n_queries=40):
    values = np.random.default_rng(0).random((3, n_queries)) + np.array([[0.0], [0.02], [1.0]])
    return fr.Scores(values, systems="abc", queries=range(n_queries), measure="gain")


@pytest.mark.parametrize("correction", [*STEPWISE, "none", "maxt", "maxt_stepdown"])
def test_clear_cases_stop_early(correction):
    result = fr.compare(
        far_apart(), test="randomization", correction=correction, resampling_risk=1e-3, interval="t", rng=0
    )
    assert result.significant.tolist() == [False, True, True]
    assert result.n_resamples <= 4096
    assert result.stopping.n_resamples_asked == 1_000_000
    assert f"settled at {result.n_resamples:,} of 1,000,000 resamples" in result.notes[-1]


def test_undecided_pairs_are_named():
    d = np.resize([0.1, -0.1], 40)
    values = np.stack([d + 0.031, np.zeros(40), d + 0.9])  # sign flips of the first pair: p is near .05
    scores = fr.Scores(values, systems="abc", queries=range(40), measure="gain")
    options = {"test": "randomization", "correction": "none", "interval": "t", "rng": 0}
    exactish = fr.compare(scores, n_resamples=200_000, **options)
    result = fr.compare(scores, alpha=exactish.pvalue[0], n_resamples=5000, resampling_risk=1e-3, **options)
    assert result.n_resamples == 5000
    assert result.stopping.undecided.tolist() == [True, False, False]
    assert result.notes[-1] == (
        "undecided at 5,000 resamples (resampling risk 0.001): a - b; more resamples could change their marks"
    )


def test_equivalence_bounds_the_larger_of_both_sides():
    options = {"margin": 0.3, "test": "randomization", "rng": 0, "interval": "t"}
    result = fr.compare(far_apart(), resampling_risk=1e-3, **options)
    assert result.significant.tolist() == [True, False, False]
    assert result.n_resamples < 10_000
    assert (result.stopping.pvalue_low <= result.pvalue).all()
    assert (result.pvalue <= result.stopping.pvalue_high).all()


def test_exact_enumeration_has_nothing_to_stop():
    result = fr.compare(random_scores(4, 12), resampling_risk=1e-3, rng=0)
    assert result.exact
    assert (
        result.stopping.pvalue_low.tolist() == result.pvalue.tolist() == result.stopping.pvalue_high.tolist()
    )
    assert result.stopping.adjusted_low.tolist() == result.pvalue_adjusted.tolist()
    assert not result.stopping.undecided.any()
    assert "exact: all 4096 sign flips" in result.notes


def test_intervals_draw_no_more_than_without():
    options = {"test": "randomization", "rng": 0}
    plain = fr.compare(far_apart(), **options)
    stopped = fr.compare(far_apart(), resampling_risk=1e-3, n_resamples=10**6, **options)
    assert (stopped.low.tolist(), stopped.high.tolist()) == (plain.low.tolist(), plain.high.tolist())


def test_the_table_has_what_stopping_says():
    plain = fr.compare(far_apart(), test="randomization", rng=0).to_arrow()
    table = fr.compare(far_apart(), test="randomization", rng=0, resampling_risk=1e-3).to_arrow()
    assert table.column_names == [
        *plain.column_names,
        *("pvalue_low", "pvalue_high", "adjusted_low", "adjusted_high", "undecided"),
    ]


def test_progress_reaches_its_end():
    seen = []
    fr.compare(
        far_apart(),
        test="randomization",
        rng=0,
        resampling_risk=1e-3,
        progress=lambda done, total: seen.append(done / total),
    )
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"resampling_risk": 0}, "resampling_risk must be above 0 and at most 0.1"),
        ({"resampling_risk": 0.5}, "resampling_risk must be above 0 and at most 0.1"),
        ({"resampling_risk": float("nan")}, "resampling_risk must be above 0"),
        ({"resampling_risk": "small"}, "resampling_risk must be above 0"),
        ({"resampling_risk": True}, "resampling_risk must be above 0"),
        ({"resampling_risk": 0.01, "test": "t"}, 'use test="randomization"'),
        ({"resampling_risk": 0.01, "baseline": "a"}, 'use test="randomization"'),
        ({"resampling_risk": 0.01, "correction": "holm", "n_resamples": 500}, "use at least 1200"),
    ],
)
def test_wrong_choices_name_the_way_out(options, says):
    with pytest.raises(ValueError, match=says):
        fr.compare(far_apart(), **options)


@pytest.mark.long
@pytest.mark.parametrize("correction", ["maxt", "maxt_stepdown", "holm", "bh", "none"])
def test_marks_are_those_of_all_flips(correction):
    risk, runs, wrong, settled, drawn = 0.1, 400, 0, 0, 0
    options = {"test": "randomization", "correction": correction, "interval": "t"}
    for seed in range(runs):
        values = np.random.default_rng(seed).normal([[0.0], [0.3], [0.6]], 1.0, (3, 14))
        scores = fr.Scores(values, systems="abc", queries=range(14), measure="gain")
        exact = fr.compare(scores, n_resamples=2**14, **options)
        stopped = fr.compare(scores, n_resamples=2**14 - 1, resampling_risk=risk, rng=seed, **options)
        known = ~stopped.stopping.undecided
        wrong += (stopped.significant != exact.significant)[known].any()
        assert (known | (stopped.n_resamples == 2**14 - 1)).all()
        settled += known.all()
        drawn += stopped.n_resamples
    assert exact.exact
    assert wrong <= risk * runs
    assert settled > 0.7 * runs
    assert drawn < 0.5 * runs * 2**14
