"""One-sided tests: SciPy's where it has them, a minus b whatever is better, and laws of all tests of pairs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from real_scores import random_scores
from scipy import stats

import fastrank as fr

ONE_SIDED = ["t", "randomization", "bootstrap", "bootstrap_shift", "wilcoxon", "sign"]
DETERMINISTIC = ["t", "wilcoxon", "sign", "tukey"]
OPPOSITE = {"two-sided": "two-sided", "less": "greater", "greater": "less"}


def compared(scores, test, **options):
    return fr.compare(scores, test=test, correction="none", **{"interval": "t", "rng": 5} | options)


@pytest.mark.parametrize("alternative", ["less", "greater"])
def test_t_is_scipys_with_its_interval(alternative):
    scores = random_scores(3, 40)
    result = compared(scores, "t", alternative=alternative)
    for i, (a, b) in enumerate([(0, 1), (0, 2), (1, 2)]):
        law = stats.ttest_rel(scores.values[0, a], scores.values[0, b], alternative=alternative)
        assert result.pvalue[i] == pytest.approx(law.pvalue, rel=1e-12)
        ends = law.confidence_interval(0.95)
        assert (result.low[i], result.high[i]) == pytest.approx((ends.low, ends.high), rel=1e-9)


@pytest.mark.parametrize("alternative", ["less", "greater", "two-sided"])
def test_randomization_is_exact_and_scipys(alternative):
    scores = random_scores(3, 11)
    result = compared(scores, "randomization", alternative=alternative)
    assert result.exact
    for i, (a, b) in enumerate([(0, 1), (0, 2), (1, 2)]):
        d = scores.values[0, a] - scores.values[0, b]
        law = stats.permutation_test(
            (d,), np.mean, permutation_type="samples", n_resamples=np.inf, alternative=alternative
        )
        assert result.pvalue[i] == pytest.approx(law.pvalue, abs=1e-12)


@pytest.mark.parametrize("alternative", ["less", "greater"])
@pytest.mark.parametrize("test", ["bootstrap", "bootstrap_shift"])
def test_bootstraps_are_near_t(test, alternative):
    scores = random_scores(4, 400)
    result, t = (compared(scores, name, alternative=alternative) for name in (test, "t"))
    assert result.pvalue == pytest.approx(t.pvalue, abs=0.03)


@pytest.mark.parametrize("test", ONE_SIDED)
def test_lower_is_better_flips_wins_only(test):
    up = random_scores(2, 60)
    down = fr.Scores(
        up.values[0], systems=up.systems, queries=up.queries, measure="gain", higher_is_better=False,
        bounds=(0.0, 1.0),
    )  # fmt: skip
    one, other = (compared(scores, test, alternative="greater") for scores in (up, down))
    assert one.pvalue.tolist() == other.pvalue.tolist()
    assert one.statistic.tolist() == other.statistic.tolist()
    assert (one.wins[0], one.losses[0]) == (other.losses[0], other.wins[0])


@pytest.mark.parametrize("alternative", ["less", "greater"])
@pytest.mark.parametrize("method", ["t", "studentised", "bca", "percentile"])
def test_intervals_have_one_end(alternative, method):
    scores = random_scores(3, 40)
    one = compared(scores, "t", alternative=alternative, interval=method, n_resamples=999)
    two = compared(scores, "t", confidence_level=0.9, interval=method, n_resamples=999)
    if alternative == "greater":
        assert (one.high == np.inf).all()
        assert one.low == pytest.approx(two.low, abs=1e-12)
    else:
        assert (one.low == -np.inf).all()
        assert one.high == pytest.approx(two.high, abs=1e-12)


@settings(max_examples=5)
@given(st.integers(0, 2**32), st.sampled_from(ONE_SIDED), st.sampled_from(list(OPPOSITE)))
def test_swapping_a_and_b_turns_the_question_round(seed, test, alternative):
    scores = random_scores(2, 25, seed=seed, decimals=2)
    swapped = scores.sel(systems=scores.systems[::-1])
    one = compared(scores, test, alternative=alternative, n_resamples=999)
    other = compared(swapped, test, alternative=OPPOSITE[alternative], n_resamples=999)
    exact = test not in ("randomization", "bootstrap", "bootstrap_shift")
    assert other.difference[0] == pytest.approx(-one.difference[0], abs=1e-15)
    if exact or test != "randomization" or alternative == "two-sided":
        assert other.pvalue[0] == pytest.approx(one.pvalue[0], abs=1e-12)
    else:  # flips of -d are as likely as those of d, but not the same ones
        assert other.pvalue[0] == pytest.approx(one.pvalue[0], abs=6 * one.pvalue_se[0] + 2e-3)


@settings(max_examples=5)
@given(st.integers(0, 2**32), st.sampled_from([*ONE_SIDED, "tukey", "tukey_randomization"]))
def test_a_constant_added_to_both_changes_nothing(seed, test):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 64, (3, 20)) / 256.0  # sums with 0.25 are exact
    one, other = (
        compared(
            fr.Scores(values + more, systems="abc", queries=range(20), measure="m", bounds=(0.0, 1.0)),
            test,
            n_resamples=999,
        )
        for more in (0.0, 0.25)
    )
    assert other.pvalue == pytest.approx(one.pvalue, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("test", [*DETERMINISTIC, "tukey_randomization", "randomization", "bootstrap"])
@pytest.mark.parametrize("alternative", ["two-sided", "less"])
def test_bits_do_not_depend_on_threads_or_query_order(test, alternative):
    if alternative == "less" and test.startswith("tukey"):
        return
    scores = random_scores(5, 60, decimals=2)
    shuffled = scores.sel(queries=np.random.default_rng(0).permutation(scores.queries).tolist())
    options = {"test": test, "alternative": alternative, "interval": "t", "rng": 4, "n_resamples": 2999}
    options["correction"] = "maxt_stepdown" if test in ("randomization", "bootstrap") else None
    expected = fr.compare(scores, **options)
    for n_threads in (1, 2, 7):
        fr.set_num_threads(n_threads)
        try:
            found = fr.compare(shuffled, **options)
        finally:
            fr.set_num_threads(None)
        for name in ("statistic", "pvalue", "pvalue_adjusted", "low", "high", "mde"):
            assert getattr(found, name).tobytes() == getattr(expected, name).tobytes(), name


@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
@pytest.mark.parametrize("test", ONE_SIDED)
def test_identical_systems_have_p_1(test, alternative):
    base = random_scores(1, 20).values[0, 0]
    scores = fr.Scores([base, base], systems="ab", queries=range(20), measure="m")
    result = compared(scores, test, alternative=alternative, n_resamples=999)
    assert (result.pvalue[0], result.pvalue_adjusted[0]) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"alternative": "larger"}, "alternative must be one of 'two-sided'"),
        ({"test": "tukey", "alternative": "less"}, "which has no direction"),
        ({"test": "tukey", "margin": 0.1}, "takes no margin="),
        ({"test": "t", "correction": "maxt_stepdown"}, 'use test="randomization" or "bootstrap"'),
        ({"n_resamples": 0}, "use 9999, and never fewer than 19"),
        ({"n_resamples": 10**12}, "is more than 100000000"),
        ({"margin": 0}, "margin must be a positive number"),
        ({"margin": float("nan")}, "margin must be a positive number"),
        ({"test": "randomization", "correction": "by", "n_resamples": 1300}, "use at least 2200"),
        ({"margin": 0.1, "test": "randomization", "correction": "maxt"}, 'use correction="holm"'),
    ],
)
def test_wrong_choices_name_the_way_out(options, says):
    with pytest.raises(ValueError, match=says):
        fr.compare(random_scores(3, 40), **options)


def test_tukey_needs_complete_scores():
    values = random_scores(3, 40).values[0].copy()
    values[0, 0] = np.nan
    scores = fr.Scores(values, systems="abc", queries=range(40), measure="m")
    with pytest.raises(ValueError, match='test="tukey" needs every system on every query'):
        fr.compare(scores, test="tukey", missing="pairwise")
