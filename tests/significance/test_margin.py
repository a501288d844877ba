"""Non-inferiority and equivalence are tests of scores moved by the margin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from real_scores import random_scores
from scipy import stats

import fastrank as fr


@settings(max_examples=5)
@given(st.integers(0, 2**32), st.sampled_from([0.02, 0.1, 0.5]))
def test_two_one_sided_t_tests(seed, margin):
    scores = random_scores(2, 40, seed=seed)
    d = scores.values[0, 0] - scores.values[0, 1]
    above = stats.ttest_1samp(d, -margin, alternative="greater").pvalue
    below = stats.ttest_1samp(d, margin, alternative="less").pvalue
    for alternative, law in (("greater", above), ("less", below), ("two-sided", max(above, below))):
        result = fr.compare(scores, test="t", alternative=alternative, margin=margin)
        assert result.pvalue[0] == pytest.approx(law, rel=1e-8, abs=1e-300)
        assert (result.margin, result.alternative) == (margin, alternative)
        assert result.difference[0] == pytest.approx(d.mean())
        assert (result.low[0], result.high[0]) == pytest.approx(
            tuple(stats.ttest_1samp(d, 0).confidence_interval())
        )


@pytest.mark.parametrize("level", [0.01, 0.05])
def test_equivalent_where_the_interval_lies_within(level):
    scores = random_scores(20, 60)
    result = fr.compare(scores, margin=0.1, alpha=level, confidence_level=1 - 2 * level, correction="none")
    inside = (result.low > -0.1) & (result.high < 0.1)
    assert (result.test, result.interval) == ("t", "t")
    assert (result.significant == inside).all()
    assert 0 < inside.sum() < len(inside)


@pytest.mark.parametrize("test", ["randomization", "wilcoxon", "sign", "bootstrap", "bootstrap_shift"])
def test_other_tests_take_the_moved_scores(test):
    scores = random_scores(2, 30, decimals=1)
    if test == "wilcoxon":  # equal sizes of differences are equal numbers, or not, by their last bit
        uneven = np.random.default_rng(3).random((2, 30))
        scores = fr.Scores(uneven, systems="ab", queries=range(30), measure="gain", bounds=(0.0, 1.0))
    moved = fr.Scores(
        [(scores.values[0, 0] + 0.3).round(12), scores.values[0, 1]],
        systems=scores.systems, queries=scores.queries, measure="gain", bounds=(0.0, 2.0),
    )  # fmt: skip
    options = {"test": test, "alternative": "greater", "interval": "t", "rng": 2}
    one, other = fr.compare(scores, margin=0.3, **options), fr.compare(moved, **options)
    assert one.pvalue[0] == pytest.approx(other.pvalue[0], abs=2e-3 if "boot" in test else 1e-9)


def test_equality_at_the_margin_is_a_tie():
    tenths = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]) / 10
    scores = fr.Scores([tenths, tenths + 0.1], systems="ab", queries=range(12), measure="m")
    assert fr.compare(scores, test="sign", margin=0.1, alternative="greater").pvalue[0] == 1.0


def test_what_a_small_p_says():
    scores = random_scores(3, 30)
    told = {
        side: fr.compare(scores, margin=0.1, alternative=side).notes[-1] for side in ("less", "two-sided")
    }
    assert told["less"] == "a small p says that a - b is less than 0.1"
    assert "within ±0.1" in told["two-sided"]
    assert fr.compare(scores, margin=0.1, test="randomization", rng=0).correction == "holm"
