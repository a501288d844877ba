"""Tukey's HSD blocked by query: published figures, Student's t as the case of two, and a plain definition."""

import numpy as np
import pytest
from real_scores import random_scores, sakai_scores
from scipy import stats

import fastrank as fr
from fastrank.significance.studentised_range import studentised_range_sf
from fastrank.significance.tukey import residual


def test_sakais_analysis_of_variance():
    # Sakai 2018, Table 5.1: SSE .8317 on 38 degrees of freedom, VE .0219, F 2.475, and effect sizes.
    values = sakai_scores().values[0]
    left = residual(values)
    assert (left.mean_square * left.df, left.df) == (pytest.approx(0.8317, abs=5e-5), 38)
    assert left.mean_square == pytest.approx(0.0219, abs=5e-5)
    between = 20 * ((values.mean(axis=1) - values.mean()) ** 2).sum()
    assert between == pytest.approx(0.1083, abs=5e-5)
    assert between / 2 / left.mean_square == pytest.approx(2.475, abs=5e-3)
    result = fr.compare(sakai_scores(), test="tukey")
    assert result.statistic / np.sqrt(20) == pytest.approx([0.5070, 0.6760, 0.1690], abs=5e-5)
    assert result.pvalue_adjusted == pytest.approx([0.2567, 0.0957, 0.8550], abs=5e-5)
    assert (result.correction, result.interval, result.n_resamples) == ("tukey", "t", 0)


@pytest.mark.parametrize(
    "df", [*(pytest.param(df, marks=pytest.mark.long) for df in (1, 2, 9)), 38, 1000, 1e5, 1e7]
)
def test_two_means_are_students_t(df):
    q = np.array([0.0, 1e-3, 0.4, 0.9, 1.7, 3.3, 7, 11, 25, 50])
    law = 2.0 * stats.t.sf(q / np.sqrt(2.0), df)
    few, many = studentised_range_sf(q, 2, df), studentised_range_sf(np.repeat(q, 30), 2, df)[::30]
    representable = law > 1e-250
    assert few[representable] == pytest.approx(law[representable], rel=1e-9)
    assert many[representable] == pytest.approx(law[representable], rel=1e-9)


@pytest.mark.parametrize(("k", "df"), [(3, 38), (10, 441), (100, 4851)])
def test_tail_is_scipys(k, df):
    q = np.array([0.5, 1.5, 3.0, 4.5, 6.0])
    law = stats.studentized_range.sf(q, k, df)
    assert studentised_range_sf(q, k, df) == pytest.approx(law, abs=1e-10)
    assert studentised_range_sf(np.repeat(q, 30), k, df)[::30] == pytest.approx(law, abs=1e-9)


def test_edges_of_the_range():
    assert studentised_range_sf([0.0, np.inf, np.nan], 4, 30).tolist()[:2] == [1.0, 0.0]
    assert np.isnan(studentised_range_sf([np.nan], 4, 30)[0])
    q = np.linspace(0.0, 40.0, 400)
    assert (np.diff(studentised_range_sf(q, 5, 60)) <= 0).all()


def test_two_systems_are_a_paired_t_test():
    scores = random_scores(2, 30)
    tukey, t = fr.compare(scores, test="tukey"), fr.compare(scores, test="t")
    assert tukey.pvalue == pytest.approx(t.pvalue, rel=1e-9)
    assert tukey.pvalue_adjusted == pytest.approx(t.pvalue, rel=1e-9)
    assert tukey.statistic / np.sqrt(2.0) == pytest.approx(t.statistic, rel=1e-12)


def test_definition():
    scores = random_scores(5, 24)
    values = scores.values[0]
    squares = 0.0
    for i in range(5):
        for q in range(24):
            squares += (values[i, q] - values[i].mean() - values[:, q].mean() + values.mean()) ** 2
    error = np.sqrt(squares / (4 * 23) / 24)
    result = fr.compare(scores, "s2", test="tukey")
    assert result.family_size == 4
    for i, system in enumerate((0, 1, 3, 4)):
        q = (values[system].mean() - values[2].mean()) / error
        assert result.statistic[i] == pytest.approx(q)
        assert result.pvalue[i] == pytest.approx(2 * stats.t.sf(abs(q) / np.sqrt(2), 92))
        assert result.pvalue_adjusted[i] == pytest.approx(stats.studentized_range.sf(abs(q), 5, 92), abs=1e-9)


def test_without_variance():
    base = random_scores(1, 20).values[0, 0]
    scores = fr.Scores([base, base, base + 0.25], systems="abc", queries=range(20), measure="m")
    result = fr.compare(scores, test="tukey")
    assert (result.pvalue[0], result.pvalue_adjusted[0]) == (1.0, 1.0)
    assert np.isnan(result.pvalue[1:]).all()
    assert np.isnan(result.pvalue_adjusted[1:]).all()
    assert any("differ by a constant" in note for note in result.notes)
