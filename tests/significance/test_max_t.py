"""max-T: its definition, its order, and the error rate it promises."""

import numpy as np
import pytest
from real_scores import random_scores

import fastrank as fr
from fastrank.significance.max_t import max_t_definition, step_down_definition


def test_exact_max_t_follows_the_definition():
    scores = random_scores(4, 12, seed=4)
    result = fr.compare(scores, rng=0)
    patterns = 1.0 - 2.0 * ((np.arange(2**12)[:, None] >> np.arange(12)) & 1)
    first, second = np.triu_indices(4, 1)
    law = max_t_definition(patterns, scores.values[0, first] - scores.values[0, second])
    assert result.exact
    assert result.pvalue_adjusted == pytest.approx(law, abs=2 / 2**12)


def test_exact_step_down_follows_the_definition():
    scores = random_scores(5, 12, seed=4)
    result = fr.compare(scores, correction="maxt_stepdown", rng=0)
    patterns = 1.0 - 2.0 * ((np.arange(2**12)[:, None] >> np.arange(12)) & 1)
    first, second = np.triu_indices(5, 1)
    law = step_down_definition(patterns, scores.values[0, first] - scores.values[0, second])
    assert (result.exact, result.correction) == (True, "maxt_stepdown")
    assert result.pvalue_adjusted == pytest.approx(law, abs=2 / 2**12)


@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
@pytest.mark.parametrize("test", ["randomization", "bootstrap"])
def test_step_down_lies_between_p_and_the_single_step(test, alternative):
    scores = random_scores(8, 40, decimals=2)
    options = {"test": test, "alternative": alternative, "interval": "t", "rng": 0}
    single = fr.compare(scores, correction="maxt", **options)
    steps = fr.compare(scores, correction="maxt_stepdown", **options)
    assert steps.pvalue.tolist() == single.pvalue.tolist()
    assert (steps.pvalue <= steps.pvalue_adjusted).all()
    assert (steps.pvalue_adjusted <= single.pvalue_adjusted).all()
    assert (steps.pvalue_adjusted < single.pvalue_adjusted).any()
    sign = {"two-sided": np.abs, "less": np.negative, "greater": np.positive}[alternative]
    most = int(np.argmax(sign(steps.statistic)))
    assert steps.pvalue_adjusted[most] == single.pvalue_adjusted[most]
    order = np.argsort(-sign(steps.statistic))
    assert (np.diff(steps.pvalue_adjusted[order]) >= 0).all()


@pytest.mark.parametrize("test", ["randomization", "bootstrap"])
def test_adjusted_is_never_below_and_keeps_the_order_of_t(test):
    result = fr.compare(random_scores(9, 60), test=test, rng=0)
    assert (result.pvalue_adjusted >= result.pvalue).all()
    order = np.argsort(-np.abs(result.statistic))
    assert (np.diff(result.pvalue_adjusted[order]) >= 0).all()


def test_against_a_baseline_the_family_is_smaller():
    scores = random_scores(8, 60)
    pairs = fr.compare(scores, rng=0)
    baseline = fr.compare(scores, "s0", test="randomization", rng=0)
    assert baseline.family_size == 7
    assert baseline.pvalue.tolist() == pairs.pvalue[:7].tolist()
    assert (baseline.pvalue_adjusted <= pairs.pvalue_adjusted[:7]).all()


def test_identical_systems_change_no_other_pair():
    scores = random_scores(3, 50)
    twin = fr.concat(
        [scores, fr.Scores(scores.values[0, :1], systems=["twin"], queries=scores.queries, measure="gain")]
    )
    result = fr.compare(twin, rng=0)
    at = list(zip(result.a, result.b, strict=True)).index(("s0", "twin"))
    assert (result.pvalue[at], result.pvalue_adjusted[at]) == (1.0, 1.0)


@pytest.mark.long
@pytest.mark.parametrize("correction", ["maxt", "maxt_stepdown"])
@pytest.mark.parametrize("spread", [1.0, 4.0])
def test_family_wise_error_rate(spread, correction):
    rng = np.random.default_rng(7)
    scale = np.ones((8, 1))
    scale[0] = spread
    runs, found = 1000, 0
    for run in range(runs):
        values = scale * rng.standard_normal((8, 50))
        scores = fr.Scores(values, systems=range(8), queries=range(50), measure="gain")
        found += fr.compare(
            scores, correction=correction, n_resamples=499, interval="t", rng=run
        ).significant.any()
    assert found / runs == pytest.approx(0.05, abs=0.022)
