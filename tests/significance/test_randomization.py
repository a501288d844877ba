"""The sign-flip test: exact for few queries, tie-safe, and as published elsewhere."""

import numpy as np
import pytest
from real_scores import MATRICES, expected_matrix, random_scores, sakai_scores, score_matrix
from scipy import stats

import fastrank as fr
from fastrank.significance.randomization import exact_definition


@pytest.fixture(scope="module")
def sakai():
    return sakai_scores()


def test_sakai_t(sakai):
    result = fr.compare(sakai, test="t", correction="none", rng=0)
    assert result.difference[0] == pytest.approx(0.0750, abs=5e-5)
    assert result.statistic[0] == pytest.approx(2.116, abs=5e-4)
    assert result.effect_size[0] == pytest.approx(0.473, abs=5e-4)
    assert result.pvalue.round(5).tolist()[1:] == [0.12317, 0.52177]
    assert result.pvalue[0] == pytest.approx(0.048, abs=5e-4)


def test_sakai_exact_with_ties(sakai):
    result = fr.compare(sakai.sel(systems=["X", "Y"]), test="randomization", n_resamples=2**20, rng=0)
    assert result.exact
    assert result.pvalue[0] == 0.06591796875
    assert result.pvalue_adjusted[0] == 0.06591796875
    assert result.pvalue_se[0] == 0


def test_sakai_by_resampling_sees_ties(sakai):
    result = fr.compare(sakai.sel(systems=["X", "Y"]), test="randomization", n_resamples=200_000, rng=1)
    assert result.pvalue[0] == pytest.approx(0.06591796875, abs=4 * result.pvalue_se[0])


@pytest.mark.parametrize("decimals", [1, 6])
@pytest.mark.parametrize("n_queries", [10, 13])
def test_exact_agrees_with_scipy_and_the_definition(n_queries, decimals):
    scores = random_scores(3, n_queries, seed=n_queries, decimals=decimals)
    result = fr.compare(scores, test="randomization", rng=0)
    assert result.exact
    for i, (a, b) in enumerate([(0, 1), (0, 2), (1, 2)]):
        d = scores.values[0, a] - scores.values[0, b]
        assert result.pvalue[i] == exact_definition(d.round(decimals))
        if decimals == 6:  # with ties of rounded scores SciPy's tolerance is too small
            found = stats.permutation_test((d,), np.mean, permutation_type="samples", n_resamples=np.inf)
            assert result.pvalue[i] == pytest.approx(found.pvalue, abs=1e-15)


FEW = [("adhoc5", "ap"), ("adhoc5", "p10"), ("web2011", "ndcg20")]
REST = [pytest.param(*matrix, marks=pytest.mark.long) for matrix in MATRICES if matrix not in FEW]


@pytest.mark.parametrize(("collection", "measure"), [*FEW, *REST])
@pytest.mark.parametrize("pair", ["top1_vs_top2", "top1_vs_top10"])
def test_published_collections(data, collection, measure, pair):
    expected = expected_matrix(data, collection, measure)[pair]
    scores = score_matrix(data, collection, measure).sel(systems=[expected["b"], expected["a"]])
    result = fr.compare(scores, test="randomization", n_resamples=100_000, rng=3)
    error = np.hypot(expected["se_perm"], result.pvalue_se[0])
    assert result.pvalue[0] == pytest.approx(expected["signflip_p2"], abs=4 * error)


def test_a_pair_does_not_know_of_other_systems():
    scores = random_scores(6, 60)
    alone = fr.compare(scores.sel(systems=["s1", "s4"]), test="randomization", rng=5)
    among = fr.compare(scores, test="randomization", rng=5)
    at = list(zip(among.a, among.b, strict=True)).index(("s1", "s4"))
    assert alone.pvalue[0] == among.pvalue[at]
