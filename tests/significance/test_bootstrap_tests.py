"""Bootstrap tests against numbers made with NumPy, and against each other."""

import numpy as np
import pytest
from real_scores import RESAMPLED, expected_matrix, random_scores, score_matrix

import fastrank as fr
from fastrank.significance.quantise import Quantised
from fastrank.significance.query_keys import query_keys
from fastrank.significance.resample import Plan, bootstrap_sums, collected


@pytest.mark.parametrize(("collection", "measure", "pair"), RESAMPLED)
def test_shift_bootstrap_on_published_collections(data, collection, measure, pair):
    expected = expected_matrix(data, collection, measure)[pair]
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


def definition(scores, seed, n_resamples):
    """Studentised p of all pairs, alone and against the maximum, from the weights themselves."""
    plan = Plan(query_keys(scores.queries), seed, n_resamples)
    n = len(scores.queries)
    tiles = bootstrap_sums(plan, Quantised(np.eye(n), np.ones(1)))
    weights = collected(tiles, n, n_resamples)[0][:, :n_resamples]
    first, second = np.triu_indices(len(scores.systems), 1)
    d = scores.values[0, first] - scores.values[0, second]
    share, centred = 1 / weights.sum(axis=0), d - d.mean(axis=1, keepdims=True)
    shift = (centred @ weights) * share
    t = np.abs(shift) / np.sqrt(((centred**2 @ weights) * share - shift**2) * share)
    observed = (np.abs(d.mean(axis=1)) / (d.std(axis=1) / np.sqrt(n)))[:, None] * (1 - 1e-9)
    return [(1 + (values >= observed).sum(axis=1)) / (n_resamples + 1) for values in (t, t.max(axis=0))]


@pytest.mark.parametrize("n_systems", [2, 3, 12])
def test_p_is_that_of_the_weights_with_one_column_a_pair_or_two(n_systems):
    scores = random_scores(n_systems, 60, seed=4)
    result = fr.compare(scores, test="bootstrap", interval="t", n_resamples=2000, rng=3)
    pvalue, adjusted = definition(scores, 3, 2000)
    assert result.pvalue == pytest.approx(pvalue, abs=1e-12)
    assert result.pvalue_adjusted == pytest.approx(adjusted, abs=1e-12)


@pytest.mark.parametrize("systems", ["abcdef", "ab"])
def test_a_constant_difference_takes_no_part_in_the_maximum(systems):
    values = random_scores(len(systems), 300, seed=1).values[0]
    shifted = np.vstack([values, values[0] + 0.3])  # rounded, not the same number on every query
    both = fr.Scores(shifted, systems=[*systems, "z"], queries=range(300), measure="gain", bounds=(0, 2))
    options = {"test": "bootstrap", "interval": "t", "rng": 1}
    with_z = fr.compare(both, **options)
    assert np.isnan(with_z.pvalue[with_z.b.index("z")])  # as t's: there is no spread to judge it by
    assert np.isnan(with_z.pvalue_adjusted[with_z.b.index("z")])
    # The shifted twin has the t* of its twin, so the maximum over other pairs is the same.
    alone = fr.compare(both.sel(systems=list(systems)), **options)
    same = [with_z.b[i] != "z" for i in range(len(with_z))]
    assert with_z.pvalue_adjusted[same] == pytest.approx(alone.pvalue_adjusted, abs=1e-12)
