"""Bootstrap tests against numbers made with NumPy, and against each other."""

import numpy as np
import pytest
from real_scores import expected_matrix, random_scores, score_matrix

import fastrank as fr


@pytest.mark.parametrize(
    ("collection", "measure"), [("adhoc5", "ap"), ("adhoc5", "rr"), ("web2011", "ndcg20")]
)
def test_shift_bootstrap_on_published_collections(data, collection, measure):
    expected = expected_matrix(data, collection, measure)["top1_vs_top10"]
    scores = score_matrix(data, collection, measure).sel(systems=[expected["b"], expected["a"]])
    result = fr.compare(scores, test="bootstrap_shift", n_resamples=200_000, rng=3)
    # Poisson weights spread 1.009 times as much as multinomial ones at 50 queries: p is a little larger.
    error = 4 * np.hypot(expected["se_boot"], result.pvalue_se[0])
    assert result.pvalue[0] == pytest.approx(
        expected["shift_bootstrap_p2"] * 1.03, abs=error + 0.05 * result.pvalue[0]
    )
    assert any("anti-conservative" in note for note in result.notes)


def test_studentised_bootstrap_follows_its_definition():
    scores = random_scores(2, 40, seed=9)
    result = fr.compare(scores, test="bootstrap", n_resamples=100_000, rng=1)
    d = scores.values[0, 0] - scores.values[0, 1]
    draws = d[np.random.default_rng(0).integers(0, 40, (100_000, 40))]
    t = (draws.mean(axis=1) - d.mean()) / (draws.std(axis=1) / np.sqrt(40))
    p = (np.abs(t) >= abs(d.mean()) / (d.std() / np.sqrt(40))).mean()
    assert result.pvalue[0] == pytest.approx(p, abs=0.01)


def test_tests_agree_where_all_are_valid():
    scores = random_scores(4, 400, seed=2)
    t = fr.compare(scores, test="t", rng=0).pvalue
    for test in ("randomization", "bootstrap", "bootstrap_shift"):
        assert fr.compare(scores, test=test, rng=0).pvalue == pytest.approx(t, abs=0.02)


def test_systems_that_differ_on_one_query_only():
    values = np.zeros((2, 20))
    values[1, 7] = 0.5
    scores = fr.Scores(values, systems=["a", "b"], queries=range(20), measure="gain", bounds=(0.0, 1.0))
    for test in ("randomization", "bootstrap", "bootstrap_shift"):
        assert fr.compare(scores, test=test, rng=0).pvalue[0] > 0.3
    result = fr.compare(scores, test="t", interval="studentised", rng=0)
    assert np.isfinite([result.low[0], result.high[0]]).all()
    assert any("1 intervals are BCa" in note for note in result.notes)
