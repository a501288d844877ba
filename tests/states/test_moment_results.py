"""MomentState's tests are those of SciPy and `compare`, also where variances are hard to get right."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_scores import MATRICES, random_scores, score_matrix
from scipy import stats
from score_parts import moment_state, random_parts, wide

import fastrank as fr
from fastrank.significance.comparison import Comparison


def counted(values, n_parts=3, **options):
    """The state of a matrix in parts."""
    values = np.asarray(values, dtype=np.float64)
    systems = [f"s{i}" for i in range(len(values))]
    states = []
    for part in random_parts(values.shape[1], n_parts, np.random.default_rng(1)):
        states.append(fr.MomentState(systems, **options).update(values[:, part], queries=part))
    return sum(states)


def assert_as_compare(found: Comparison, expected: Comparison, rel: float = 1e-12) -> None:
    for name, value in expected.columns().items():
        got = getattr(found, name)
        if name in ("mean_a", "mean_b", "difference", "n", "wins", "ties", "losses", "a", "b"):
            assert list(got) == list(value), name
        else:
            assert np.asarray(got) == pytest.approx(np.asarray(value), rel=rel, abs=1e-15, nan_ok=True), name


@pytest.mark.parametrize("baseline", [None, "s2"])
@pytest.mark.parametrize("options", [
    {"test": "t"}, {"test": "t", "correction": "bh", "alternative": "less"}, {"test": "tukey"},
    {"test": "tukey", "correction": "holm"}, {"test": "t", "alternative": "greater", "confidence_level": 0.9},
])  # fmt: skip
def test_as_compare(baseline, options):
    scores = random_scores(6, 700, seed=5)
    states = [moment_state(scores).update(wide(scores).take(part)) for part in
              random_parts(700, 5, np.random.default_rng(2))]  # fmt: skip
    found, expected = sum(states).result(baseline, **options), fr.compare(scores, baseline, **options)
    assert_as_compare(found, expected)
    for name in ("test", "correction", "alternative", "interval", "family_size", "notes", "n_resamples"):
        assert getattr(found, name) == getattr(expected, name)


@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
def test_margins_as_compare(alternative):
    scores = random_scores(4, 300, seed=6)
    found = moment_state(scores).update(scores).result(margin=0.02, alternative=alternative)
    expected = fr.compare(scores, margin=0.02, alternative=alternative)
    assert_as_compare(found, expected, rel=1e-10)  # `compare` moves scores on a grid of 2^-44
    assert (found.margin, found.notes) == (expected.margin, expected.notes)


@pytest.mark.long
@pytest.mark.parametrize(("collection", "measure"), MATRICES)
@pytest.mark.parametrize("test", ["t", "tukey"])
def test_as_compare_on_real_matrices(data, collection, measure, test):
    scores = score_matrix(data, collection, measure)
    states = [moment_state(scores).update(wide(scores).take(part)) for part in
              random_parts(len(scores.queries), 4, np.random.default_rng(2))]  # fmt: skip
    assert_as_compare(sum(states).result(test=test), fr.compare(scores, test=test))


@pytest.mark.parametrize("shift", [0.0, 0.999])
def test_as_scipy_where_variances_are_small(shift):
    values = shift + np.random.default_rng(0).random((3, 400)) * 1e-4
    found = counted(values).result()
    for i, (a, b) in enumerate([(0, 1), (0, 2), (1, 2)]):
        expected = stats.ttest_rel(values[a], values[b])
        assert found.statistic[i] == pytest.approx(expected.statistic, rel=1e-9)
        assert found.pvalue[i] == pytest.approx(expected.pvalue, rel=1e-9)


@given(st.lists(st.tuples(*[st.floats(-1, 1)] * 2), min_size=10, max_size=40), st.integers(1, 5))
def test_squares_are_those_of_exact_sums(pairs, n_parts):
    values = np.rint(np.array(pairs).T * 2.0**50) / 2.0**50  # what the state rounds no more
    d = [Fraction(a) - Fraction(b) for a, b in values.T.tolist()]
    mean = sum(d) / len(d)
    squares = float(sum((v - mean) ** 2 for v in d))
    found = counted(values, n_parts).result(correction="none")
    if squares > 1e-20:
        expected = float(mean) / (squares / (len(d) * (len(d) - 1))) ** 0.5
        assert found.statistic[0] == pytest.approx(expected, rel=1e-12)
    assert found.difference[0] == pytest.approx(float(mean), rel=1e-15, abs=1e-300)


def test_scores_of_0_and_1():
    values = np.random.default_rng(3).random((4, 500)) < [[0.5], [0.55], [0.9], [0.999]]
    scores = fr.Scores(values, systems=["s0", "s1", "s2", "s3"], queries=range(500), measure="score")
    expected = fr.compare(scores, test="t")
    found = counted(values).result()
    assert_as_compare(found, expected)
    assert found.pvalue[0] == pytest.approx(
        stats.ttest_rel(values[0] * 1.0, values[1] * 1.0).pvalue, rel=1e-12
    )


@pytest.mark.parametrize("scale", [1.0, 100.0])
def test_identical_systems_and_constant_differences(scale):
    one = np.random.default_rng(0).random(50) * 0.5
    found = counted([one, one, one + 0.1], scale=scale).result()
    assert found.difference[0] == 0
    assert found.pvalue[0] == found.pvalue_adjusted[0] == 1
    assert found.effect_size[0] == 0
    assert np.isnan(found.pvalue[1:]).all()
    assert not found.significant.any()
    scores = fr.Scores([one, one, one + 0.1], systems="abc", queries=range(50), measure="score")
    assert found.notes == fr.compare(scores, test="t").notes
    tukey = counted([one, one], scale=scale).result(test="tukey")
    assert tukey.pvalue_adjusted.tolist() == [1]


def test_lower_is_better_turns_wins():
    values = np.random.default_rng(0).random((2, 30))
    up, down = counted(values).result(), counted(values, higher_is_better=False).result()
    assert up.wins.tolist() == down.losses.tolist() == [int((values[0] > values[1]).sum())]
    assert (up.n - up.wins - up.losses).tolist() == up.ties.tolist()


def test_other_tests_are_refused():
    state = counted(np.random.default_rng(0).random((2, 30)))
    with pytest.raises(ValueError, match=r"test must be one of 't', 'tukey' or None.*compare\(\) has others"):
        state.result(test="wilcoxon")
    with pytest.raises(ValueError, match=r'correction="maxt" takes its maximum over studentised resamples'):
        state.result(correction="maxt")
    with pytest.raises(ValueError, match="alternative must be one of"):
        state.result(alternative="more")
