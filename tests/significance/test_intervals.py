"""Intervals against SciPy and NumPy, and what they cover."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_scores import RESAMPLED, expected_matrix, random_scores, score_matrix
from scipy import stats

import fastrank as fr
from fastrank.significance.order_statistics import quantiles

LEVELS = np.array([[0.0, 0.025, 0.5, 0.975, 1.0]])


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=300),
    st.sampled_from([1e-6, 1e-2, 1.0, 1e4]),
)
def test_quantiles_are_those_of_numpy(values, scale):
    found = quantiles(np.array([values]), np.array([scale]), LEVELS)
    assert found[0] == pytest.approx(np.quantile(values, LEVELS[0]), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("width", [2000, 20_001])
def test_quantiles_of_long_rows(width):
    rows = np.random.default_rng(0).standard_cauchy((3, width))
    found = quantiles(rows, np.array([1e-3, 1.0, 1e3]), np.repeat(LEVELS, 3, axis=0))
    assert found == pytest.approx(np.quantile(rows, LEVELS[0], axis=1).T, rel=1e-12)


def test_infinite_values_are_ordinary():
    rows = np.array([[-np.inf, -np.inf, 0.0, 1.0, np.inf]])
    found = quantiles(rows, np.ones(1), np.array([[0.0, 0.1, 0.5, 0.625, 1.0]]))
    assert found.tolist() == [[-np.inf, -np.inf, 0.0, 0.5, np.inf]]


@pytest.mark.parametrize(("collection", "measure", "pair"), RESAMPLED)
def test_percentile_on_published_collections(data, collection, measure, pair):
    expected = expected_matrix(data, collection, measure)[pair]
    scores = score_matrix(data, collection, measure).sel(systems=[expected["b"], expected["a"]])
    result = fr.compare(scores, interval="percentile", n_resamples=100_000, rng=0)
    tolerance = 0.07 * expected["boot_se_mean"]  # Poisson weights: 1 to 2 % wider at 50 queries
    assert [result.low[0], result.high[0]] == pytest.approx(expected["percentile_ci95"], abs=tolerance)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_bca_agrees_with_scipy(seed):
    scores = random_scores(2, 60, seed=seed)
    d = scores.values[0, 0] - scores.values[0, 1]
    expected = stats.bootstrap((d,), np.mean, n_resamples=50_000, batch=1000, rng=seed).confidence_interval
    result = fr.compare(scores, interval="bca", n_resamples=50_000, rng=seed)
    tolerance = 0.10 * d.std() / np.sqrt(60)
    assert [result.low[0], result.high[0]] == pytest.approx([expected.low, expected.high], abs=tolerance)


@pytest.mark.parametrize("interval", ["studentised", "bca", "percentile"])
@pytest.mark.parametrize("n_queries", [50, 400])
def test_methods_are_near_the_t_interval(interval, n_queries):
    scores = random_scores(5, n_queries)
    result = fr.compare(scores, interval=interval, rng=0)
    for i in range(len(result)):
        a, b = (scores.systems.index(names[i]) for names in (result.a, result.b))
        expected = stats.ttest_rel(scores.values[0, a], scores.values[0, b]).confidence_interval()
        width = expected.high - expected.low
        assert [result.low[i], result.high[i]] == pytest.approx(
            [expected.low, expected.high], abs=0.08 * width
        )


def test_the_default_goes_by_size():
    assert fr.compare(random_scores(2, 50), rng=0).interval == "studentised"
    assert fr.compare(random_scores(2, 1000), rng=0).interval == "percentile"


def test_unknown_interval():
    with pytest.raises(ValueError, match="interval must be one of 't', 'studentised'"):
        fr.compare(random_scores(2, 20), interval="basic")


@pytest.mark.long
@pytest.mark.parametrize(("interval", "least"), [("studentised", 0.935), ("bca", 0.90), ("percentile", 0.90)])
def test_coverage_of_skewed_scores(interval, least):
    rng = np.random.default_rng(11)
    covered, runs = 0, 2000
    for run in range(runs):
        values = np.stack([rng.exponential(size=30), np.zeros(30)])
        scores = fr.Scores(values, systems=["a", "b"], queries=range(30), measure="gain")
        result = fr.compare(scores, "b", interval=interval, n_resamples=999, rng=run)
        covered += result.low[0] <= 1.0 <= result.high[0]
    assert least <= covered / runs <= 0.97
