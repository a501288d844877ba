"""Wilcoxon's signed-rank test is SciPy's, zeros, ties and exact distribution included."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_scores import (
    MATRICES,
    alpaca_scores,
    expected_matrix,
    expected_table,
    random_scores,
    sakai_scores,
    score_matrix,
)
from scipy import stats

import fastrank as fr
from fastrank.significance.wilcoxon import wilcoxon

SIDES = ["two-sided", "less", "greater"]


@given(
    st.integers(0, 2**32),
    st.sampled_from([2, 5, 13, 14, 50, 51, 120]),
    st.sampled_from([0, 1, 8]),
    st.sampled_from(SIDES),
)
def test_agrees_with_scipy(seed, n, decimals, alternative):
    differences = np.random.default_rng(seed).normal(0.2, 1.0, (3, n)).round(decimals)
    plus, pvalue = wilcoxon(differences, alternative)
    for row in range(3):
        if not differences[row].any():
            assert pvalue[row] == 1.0
            continue
        expected = stats.wilcoxon(differences[row], alternative=alternative)
        assert pvalue[row] == pytest.approx(expected.pvalue, abs=1e-12)
        assert (
            plus[row]
            == stats.rankdata(abs(differences[row][differences[row] != 0]))[
                differences[row][differences[row] != 0] > 0
            ].sum()
        )


def test_sakai():
    result = fr.compare(sakai_scores(), test="wilcoxon", correction="none", interval="t")
    assert result.pvalue[0] == pytest.approx(0.04036, abs=5e-6)
    assert any("does not test means" in note for note in result.notes)


@pytest.mark.parametrize(("collection", "measure"), MATRICES)
def test_trec_collections(data, collection, measure):
    expected = expected_matrix(data, collection, measure)
    scores = score_matrix(data, collection, measure)
    for pair in (expected["top1_vs_top2"], expected["top1_vs_top10"]):
        two = scores.sel(systems=[pair["b"], pair["a"]])
        for test, key in (("wilcoxon", "wilcoxon_p"), ("sign", "sign_p"), ("t", "t_p")):
            law = pair[key] if pair["mean_diff"] else 1.0  # identical systems: NaN there, p = 1 here
            found = fr.compare(two, pair["a"], test=test, interval="t").pvalue[0]
            assert found == pytest.approx(law, rel=1e-10)


def test_alpaca(data):
    name = "tables/alpaca_eval1_gpt4_preference.csv.gz"
    expected = expected_table(data, name)["top1_vs_top2"]
    scores = alpaca_scores(data, name).sel(systems=[expected["b"], expected["a"]])
    for test, key in (("t", "t_p"), ("wilcoxon", "wilcoxon_p"), ("sign", "sign_p")):
        result = fr.compare(scores, expected["a"], test=test, interval="t", missing="pairwise")
        assert result.n[0] == expected["n"]
        assert result.pvalue[0] == pytest.approx(expected[key], rel=1e-10)


def test_pairs_with_their_own_queries_and_identical_systems():
    values = random_scores(3, 30).values[0].copy()
    values[1] = values[0]
    values[2, [4, 9]] = np.nan
    scores = fr.Scores(values, systems="abc", queries=range(30), measure="m")
    result = fr.compare(scores, "a", test="wilcoxon", missing="pairwise", interval="t")
    assert result.pvalue[0] == 1.0
    expected = stats.wilcoxon(values[2], values[0], nan_policy="omit").pvalue
    assert result.pvalue[1] == pytest.approx(expected, abs=1e-12)
