"""The paired t test against SciPy, and against counts that were made with it."""

import numpy as np
import pytest
from real_scores import (
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

COLLECTIONS = [
    ("adhoc5", "ap"),
    ("adhoc5", "p10"),
    ("adhoc5", "rr"),
    ("adhoc6", "ap"),
    ("web2010", "ndcg20"),
    ("web2010", "err20"),
    ("web2011", "ndcg20"),
    ("web2011", "err20"),
]


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


@pytest.mark.parametrize(("collection", "measure"), COLLECTIONS)
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
