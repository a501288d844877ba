"""The paired t test against SciPy, and against counts that were made with it."""

import numpy as np
import pytest
from real_scores import (
    MATRICES,
    alpaca_scores,
    expected_matrix,
    expected_table,
    random_scores,
    score_matrix,
    wmt_scores,
)
from scipy import stats

import fastrank as fr
from fastrank.significance.pair_moments import all_pairs, moments_definition, pair_moments
from fastrank.significance.paired_t import paired_t, t_statistic


def significant_pairs(values):
    with np.errstate(invalid="ignore"):
        return int((paired_t(pair_moments(values, all_pairs(len(values)))) < 0.05).sum())


def test_all_pairs_agree_with_scipy():
    values = random_scores(12, 150).values[0]
    moments = pair_moments(values, all_pairs(12))
    for i, (a, b) in enumerate(zip(*np.triu_indices(12, 1), strict=True)):
        expected = stats.ttest_rel(values[a], values[b])
        assert t_statistic(moments)[i] == pytest.approx(expected.statistic, rel=1e-12)
        assert paired_t(moments)[i] == pytest.approx(expected.pvalue, rel=1e-12)


def test_nearly_identical_systems_lose_no_digits():
    x = np.random.default_rng(0).random(500) + 1000.0
    y = x + 1e-6 * np.random.default_rng(1).standard_normal(500)
    moments = pair_moments(np.stack([x, y]), all_pairs(2))
    assert t_statistic(moments)[0] == pytest.approx(stats.ttest_rel(x, y).statistic, rel=1e-12)


def test_moments_follow_the_definition():
    values = np.random.default_rng(2).random((2, 40))
    values[0, 3] = np.nan
    moments = pair_moments(values, all_pairs(2))
    law = moments_definition(values[0], values[1])
    assert (moments.n[0], moments.mean[0], moments.squares[0], moments.cubes[0]) == pytest.approx(
        law, rel=1e-12
    )


@pytest.mark.parametrize(("collection", "measure"), MATRICES)
def test_counts_on_trec_collections(data, collection, measure):
    expected = expected_matrix(data, collection, measure)
    scores = score_matrix(data, collection, measure)
    assert significant_pairs(scores.values[0]) == expected["all_pairs"]["t_p_lt_05"]
    for pair in (expected["top1_vs_top2"], expected["top1_vs_top10"]):
        result = fr.compare(scores.sel(systems=[pair["b"], pair["a"]]), pair["a"], rng=0)
        assert result.difference[0] == pytest.approx(pair["mean_diff"], abs=1e-14)
        if np.isfinite(pair["t"]):
            assert result.statistic[0] == pytest.approx(pair["t"], rel=1e-10)
            assert result.pvalue[0] == pytest.approx(pair["t_p"], rel=1e-10)
            assert result.effect_size[0] == pytest.approx(pair["cohen_dz"], rel=1e-10)
        else:
            assert (result.pvalue[0], result.effect_size[0]) == (1.0, 0.0)


@pytest.mark.parametrize("language", ["ende", "zhen"])
def test_counts_on_wmt(data, language):
    name = f"wmt_mqm/mqm_newstest2020_{language}.avg_seg_scores.tsv.gz"
    assert (
        significant_pairs(wmt_scores(data, name).values[0])
        == expected_table(data, name)["all_pairs"]["t_p_lt_05"]
    )


def test_counts_on_alpaca(data):
    name = "tables/alpaca_eval1_gpt4_preference.csv.gz"
    values = alpaca_scores(data, name).values[0]
    complete = values[~np.isnan(values).any(axis=1)]
    expected = expected_table(data, name)["all_pairs"]
    assert len(complete) * (len(complete) - 1) // 2 == expected["pairs"]
    assert significant_pairs(complete) == expected["t_p_lt_05"]


def test_identical_and_constant_differences():
    base = np.random.default_rng(0).random(30)
    scores = fr.Scores(
        [base, base, base + 0.1], systems=["a", "same", "more"], queries=range(30), measure="gain"
    )
    result = fr.compare(scores, test="t", rng=0)
    assert result.pvalue[0] == 1.0
    assert np.isnan(result.pvalue[1:]).all()
    assert np.isnan(result.pvalue_adjusted[1:]).all()
    assert not result.significant.any()
    assert any("2 pairs differ by a constant" in note for note in result.notes)
    flips = fr.compare(scores, test="randomization", rng=0)
    assert flips.pvalue[0] == 1.0
    assert (flips.pvalue[1:] == 1 / 10_000).all()


@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
@pytest.mark.parametrize("n_queries", [10, 40, 3000])
def test_the_interval_is_scipys(level, n_queries):
    scores = random_scores(4, n_queries, decimals=2)
    result = fr.compare(scores, test="t", confidence_level=level)
    assert (result.interval, result.n_resamples) == ("t", 0)
    x, y = (scores.values[0, [scores.systems.index(s) for s in names]] for names in (result.a, result.b))
    expected = stats.ttest_rel(x, y, axis=1).confidence_interval(level)
    assert result.low == pytest.approx(expected.low, rel=1e-12, abs=1e-14)
    assert result.high == pytest.approx(expected.high, rel=1e-12, abs=1e-14)


def test_test_and_interval_agree_about_zero():
    scores = random_scores(40, 25)
    result = fr.compare(scores, test="t", correction="none", rng=0)
    beside = result.interval, (result.low > 0) | (result.high < 0)
    assert beside[0] == "t"
    assert (beside[1] == (result.pvalue < 0.05)).all()
    assert 0 < beside[1].sum() < len(result)
    by_bootstrap = fr.compare(scores, test="t", interval="percentile", correction="none", rng=0)
    assert (((by_bootstrap.low > 0) | (by_bootstrap.high < 0)) != (result.pvalue < 0.05)).any()


def test_the_interval_of_pairs_with_their_own_queries():
    values = random_scores(3, 40).values[0].copy()
    values[1, 5] = values[2, [7, 8]] = np.nan
    scores = fr.Scores(values, systems="abc", queries=range(40), measure="gain")
    result = fr.compare(scores, "a", test="t", missing="pairwise")
    for i, other in enumerate((1, 2)):
        expected = stats.ttest_rel(values[other], values[0], nan_policy="omit").confidence_interval()
        assert (result.low[i], result.high[i]) == pytest.approx((expected.low, expected.high), rel=1e-12)


def test_the_interval_without_variance_and_beside_other_tests():
    values = np.tile(np.random.default_rng(0).random(20), (3, 1))
    values[2] += 0.25
    scores = fr.Scores(values, systems="abc", queries=range(20), measure="gain")
    result = fr.compare(scores, "a", test="t")
    assert result.low.tolist() == result.high.tolist() == result.difference.tolist()
    other = random_scores(3, 60)
    mixed, plain = fr.compare(other, interval="t", rng=0), fr.compare(other, test="t", rng=0)
    assert (mixed.test, mixed.interval) == ("randomization", "t")
    assert mixed.low.tolist() == plain.low.tolist()
