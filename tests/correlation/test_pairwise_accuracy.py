"""Pairwise accuracy and tau_23: the definition over all pairs, published cases, WMT 2020 scores."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from meta_evaluation_cases import (
    accuracy_definition,
    calibration_definition,
    counts_definition,
    lists_of,
    made_metric,
    mqm_scores,
    score_arrays,
    with_gaps,
)
from strategies import layouts

import fastrank as fr

AVERAGES = ["item", "system", "pooled"]


def counts_of(result):
    return (
        result.concordant,
        result.discordant,
        result.ties_human,
        result.ties_metric,
        result.ties_both,
    )


def near(value, exact):
    return math.isnan(value) if exact is None else value == pytest.approx(float(exact), abs=1e-15)


@pytest.mark.parametrize("average", AVERAGES)
@given(scores=score_arrays(), epsilon=st.sampled_from([0.0, 0.25, 0.5, 1.0, 3, math.inf]))
def test_given_epsilon_is_the_definition(average, scores, epsilon):
    lists = lists_of(*scores, average)
    result = fr.pairwise_accuracy(*scores, average=average, epsilon=epsilon)
    expected = accuracy_definition(lists, epsilon)
    assert near(result.accuracy, expected)
    assert counts_of(result) == tuple(
        np.sum([np.zeros(5, int), *(counts_definition(scores, epsilon) for scores in lists)], axis=0)
    )
    assert result.n_pairs == sum(counts_of(result))
    assert result.n_lists + result.n_skipped == len(lists)
    assert (result.epsilon, result.calibrated) == (epsilon, False)
    tau = fr.tau_23(*scores, average=average, epsilon=epsilon)
    assert near(tau.statistic, None if expected is None else 2 * expected - 1)
    assert counts_of(tau) == counts_of(result)


@pytest.mark.parametrize("average", AVERAGES)
@given(scores=score_arrays())
def test_calibration_is_the_smallest_best_of_all_differences(average, scores):
    accuracy, epsilon = calibration_definition(lists_of(*scores, average))
    result = fr.pairwise_accuracy(*scores, average=average)
    assert near(result.accuracy, accuracy)
    assert result.epsilon == epsilon
    tau = fr.tau_23(*scores, average=average, epsilon="calibrated")
    assert (tau.epsilon, tau.accuracy) == (result.epsilon, result.accuracy) or math.isnan(tau.accuracy)


@pytest.mark.parametrize("average", AVERAGES)
@pytest.mark.parametrize("scale", [1.0, 1e-300, 1e300, 5e-324])
@pytest.mark.parametrize("gaps", [False, True])
def test_calibration_of_many_pairs(average, scale, gaps):
    """Enough pairs for many buckets and blocks; with and without lists of different lengths."""
    rng = np.random.default_rng(11)
    human = rng.integers(0, 3, (12, 30)).astype(float)
    metric = np.round(human + rng.normal(0, 0.4, human.shape), 2)
    metric[2, 3] = 1e6  # an outlier puts most differences into the first bucket
    metric = np.round(metric * 100) * scale
    if gaps:
        human[rng.random(human.shape) < 0.15] = np.nan
    scores = lists_of(human, metric, average)
    result = fr.pairwise_accuracy(human, metric, average=average)
    pairs = np.array(
        [
            (k, abs(m - n), h == g, (h > g) == (m > n))
            for k, rows in enumerate(scores)
            for (h, m), (g, n) in itertools.combinations(rows, 2)
            if m != n
        ]
    )
    sizes = np.array([math.comb(len(rows), 2) for rows in scores])
    order = np.argsort(pairs[:, 1], kind="stable")
    gain = np.where(pairs[:, 2] == 1, 1.0, -pairs[:, 3])[order] / sizes[pairs[order, 0].astype(int)]
    sums = np.cumsum(gain)
    ends = np.flatnonzero(np.diff(pairs[order, 1], append=np.inf))
    best = ends[np.argmax(sums[ends])]
    expected = accuracy_definition(scores, pairs[order[best], 1] if sums[best] > 0 else 0.0)
    assert result.accuracy == pytest.approx(float(expected), abs=1e-12)


# --- numbers of the reference implementation of Deutsch et al. (mt-metrics-eval, its tests) --------------------------

ROWS_METRIC = [[0, 5, 2, 3, 2], [None, 2, 1, 5, 3], [9, 1, 5, 3, 8], [9, 3, 4, 4, 1], [None] * 5]
ROWS_HUMAN = [[1, 5, 2, 1, 1], [4, 2, 2, 1, 4], [5, 9, 2, 8, 7], [7, 6, None, 3, 2], [None] * 5]


@pytest.mark.parametrize(
    ("human", "metric", "average", "accuracy", "epsilon"),
    [
        ([1, 2, 3, 4], [0, 2, 6, 8], "pooled", 1.0, 0),
        ([1, 1, 1, 4], [0, 2, 6, 8], "pooled", 4 / 6, 4),
        (ROWS_HUMAN, ROWS_METRIC, "system", 0.4916666666666668, 1),
        ([1, 2, 2, 3, 4], [2, 1, 1.5, 5, 3], "pooled", 0.7, 0.5),
    ],
)
def test_calibrated_cases(human, metric, average, accuracy, epsilon):
    result = fr.pairwise_accuracy(human, metric, average=average)
    assert result.accuracy == pytest.approx(accuracy, abs=1e-15)
    assert result.epsilon == epsilon


@pytest.mark.parametrize(
    ("epsilon", "accuracies"),
    [(0, 0.4666666666666667), (1, 0.4916666666666668), (2, 0.38333333333333347), (3, 0.29166666666666674),
     (4, 0.2666666666666667), (5, 0.2), (6, 0.15833333333333335), (7, 0.15833333333333335), (8, 0.1166666666666667)],
)  # fmt: skip
def test_every_threshold_of_the_published_sweep(epsilon, accuracies):
    result = fr.pairwise_accuracy(ROWS_HUMAN, ROWS_METRIC, average="system", epsilon=epsilon)
    assert result.accuracy == pytest.approx(accuracies, abs=1e-15)
    assert (result.n_lists, result.n_skipped, result.n_missing) == (4, 1, 2)


def test_counts_of_the_published_case():
    human, metric = [1, 1, 1, 2, 2, 3, 4], [1, 1, 2, 2, 4, 3, 3]
    assert counts_of(fr.tau_23(human, metric)) == (13, 2, 3, 2, 1)
    assert fr.tau_23(human, metric, epsilon=0.1).statistic == (14 - 7) / 21
    wide = fr.tau_23(human, metric, epsilon=1.0)
    assert counts_of(wide) == (7, 0, 1, 10, 3)
    assert wide.statistic == pytest.approx(-1 / 21)


def test_variants_of_the_published_case():
    human, metric = [1, 2, 2, 3, 4], [2, 1, 1.5, 5, 3]
    assert fr.tau_23(human, metric).statistic == 0.2
    assert fr.pairwise_accuracy(human, metric, epsilon=0).accuracy == 0.6
    assert fr.pairwise_accuracy(human, metric, epsilon=2).accuracy == 0.4


@pytest.mark.parametrize(
    ("human", "sixths"),
    [([1, 2, 3, 4], [6, 4, 3, 1, 0]), ([1, 1, 1, 4], [3, 3, 4, 4, 3])],
)
def test_sweeps_of_six_pairs(human, sixths):
    for epsilon, agreeing in zip((0, 2, 4, 6, 8), sixths, strict=True):
        assert fr.pairwise_accuracy(human, [0, 2, 6, 8], epsilon=epsilon).accuracy == agreeing / 6


@pytest.mark.parametrize(
    ("average", "accuracy", "epsilon"), [("pooled", 8 / 15, 0), ("system", 1 / 3, 2), ("item", 1, 0)]
)
def test_calibration_of_two_systems_on_three_segments(average, accuracy, epsilon):
    """Counted by hand; the published test asks only that the accuracy at the epsilon found is the one returned."""
    human, metric = (np.reshape(side, (2, 3)) for side in ([1, 2, 2, 3, 3, 4], [2, 1, 1.5, 5, 3, 2]))
    found = fr.pairwise_accuracy(human, metric, average=average)
    assert (found.accuracy, found.epsilon) == (pytest.approx(accuracy), epsilon)
    assert fr.pairwise_accuracy(human, metric, average=average, epsilon=epsilon).accuracy == found.accuracy


@pytest.mark.parametrize(
    ("variant", "pooled", "system", "item"), [("b", 0.552, 0.575, 1), ("c", 0.556, 0.611, 1)]
)
def test_kendalltau_averaged(variant, pooled, system, item):
    human, metric = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[2, 1, 4], [3, 3, 7]])
    assert fr.kendalltau(human.ravel(), metric.ravel(), variant=variant).statistic == pytest.approx(
        pooled, abs=5e-4
    )
    for axis, mean in ((1, system), (0, item)):
        assert fr.kendalltau(human, metric, variant=variant, axis=axis).statistic.mean() == pytest.approx(
            mean, abs=5e-4
        )


def test_kendalltau_variants_of_the_published_case():
    human, metric = [1, 2, 2, 3, 4], [2, 1, 1.5, 5, 3]
    assert fr.kendalltau(human, metric).statistic == pytest.approx(0.316227766)
    assert fr.kendalltau(human, metric, variant="c").statistic == 0.32


def test_tau_of_constant_scores_is_defined():
    assert fr.tau_23([1, 1, 1], [1, 2, 3]).statistic == -1
    assert fr.tau_23([1, 1, 1], [5, 5, 5]).statistic == 1


# --- WMT 2020, numbers of the reference implementation run on the same scores (all pairs, sample_rate=1) -------------


@pytest.mark.parametrize(
    ("languages", "gaps", "average", "n_segments", "accuracy", "epsilon"),
    [
        ("ende", False, "item", None, 0.783764300266411, 0.13),
        ("ende", True, "item", None, 0.7838700830590772, 0.07),
        ("ende", False, "system", 150, 0.8859328859060399, 0.02),
        ("ende", True, "system", 150, 0.8879775137954619, 0.02),
        ("ende", False, "pooled", 30, 0.8795763656633222, 0.03),
        ("ende", True, "pooled", 30, 0.8836996336996337, 0.03),
        ("zhen", False, "item", None, 0.829855555555556, 0.38),
        ("zhen", True, "item", None, 0.8297861111111078, 0.38),
        ("zhen", False, "system", 150, 0.96096644295302, 0),
        ("zhen", True, "system", 150, 0.9615465229076221, 0),
        ("zhen", False, "pooled", 30, 0.9730657748049052, 0),
        ("zhen", True, "pooled", 30, 0.9728776125834949, 0),
    ],
)
def test_wmt_mqm_calibrated(data, languages, gaps, average, n_segments, accuracy, epsilon):
    _, human = mqm_scores(data, languages)
    metric = made_metric(human)
    human = with_gaps(human) if gaps else human
    result = fr.pairwise_accuracy(human[:, :n_segments], metric[:, :n_segments], average=average)
    assert result.accuracy == pytest.approx(accuracy, abs=1e-13)
    assert result.epsilon == pytest.approx(epsilon, abs=1e-12)


@pytest.mark.parametrize(
    ("languages", "gaps", "at_0", "tau_at_0", "at_2"),
    [
        ("ende", False, 0.7819777464347268, 0.5639554928694547, 0.4176304654442887),
        ("ende", True, 0.7828592697069411, 0.5657185394138872, 0.4166745024290866),
        ("zhen", False, 0.7986111111111102, 0.5972222222222191, 0.5802333333333326),
        ("zhen", True, 0.798558333333329, 0.5971166666666677, 0.578777777777778),
    ],
)
def test_wmt_mqm_uncalibrated(data, languages, gaps, at_0, tau_at_0, at_2):
    _, human = mqm_scores(data, languages)
    metric = made_metric(human)
    human = with_gaps(human) if gaps else human
    assert fr.pairwise_accuracy(human, metric, epsilon=0).accuracy == pytest.approx(at_0, abs=1e-13)
    assert fr.pairwise_accuracy(human, metric, epsilon=2).accuracy == pytest.approx(at_2, abs=1e-13)
    assert fr.tau_23(human, metric).statistic == pytest.approx(tau_at_0, abs=1e-13)


# --- forms of input ------------------------------------------------------------------------------------------------


def example(seed=1, shape=(6, 40)):
    rng = np.random.default_rng(seed)
    human = rng.integers(0, 4, shape).astype(float)
    return human, human + rng.normal(size=shape)


@pytest.mark.parametrize("average", AVERAGES)
def test_layouts_dtypes_and_threads_give_the_same_result(average):
    human, metric = example(shape=(40, 60))
    human[3, 5] = metric[0, 0] = np.nan
    expected = fr.pairwise_accuracy(human, metric, average=average)
    for one, other in zip(layouts(human).values(), layouts(metric).values(), strict=True):
        assert fr.pairwise_accuracy(one, other, average=average) == expected
    try:
        for threads in (1, 2, 7):
            fr.set_num_threads(threads)
            assert fr.pairwise_accuracy(human, metric, average=average) == expected
    finally:
        fr.set_num_threads(None)


def test_missing_may_be_nan_none_or_masked():
    human, metric = example()
    human[1, 2:9] = np.nan
    expected = fr.pairwise_accuracy(human, metric)
    nones = [[None if v != v else v for v in row] for row in human.tolist()]
    masked = np.ma.masked_array(np.nan_to_num(human), np.isnan(human))
    assert fr.pairwise_accuracy(nones, metric) == expected
    assert fr.pairwise_accuracy(masked, metric) == expected
    assert expected.n_missing == 7


def test_nan_policies():
    human, metric = [[1, 2], [2, np.nan]], [[1, 2], [3, 4]]
    spread = fr.pairwise_accuracy(human, metric, nan_policy="propagate")
    assert math.isnan(spread.accuracy)
    assert math.isnan(spread.epsilon)
    with pytest.raises(ValueError, match="contains NaN"):
        fr.pairwise_accuracy(human, metric, nan_policy="raise")


@pytest.mark.parametrize("shape", [(0,), (1,), (0, 3), (3, 0), (1, 4)])
def test_nothing_to_compare_is_nan(shape):
    result = fr.pairwise_accuracy(np.ones(shape), np.ones(shape))
    assert math.isnan(result.accuracy)
    assert result.n_pairs == 0


def test_integers_beyond_float64_raise():
    with pytest.raises(ValueError, match="no exact float64"):
        fr.pairwise_accuracy([2**60 + 1, 1], [1, 2])
    assert fr.pairwise_accuracy(np.array([2**60, 1], dtype=np.uint64), [2, 1]).accuracy == 1


@pytest.mark.parametrize(
    ("arguments", "options", "error", "words"),
    [
        (([1, 2], [1, 2, 3]), {}, ValueError, "shape"),
        ((np.ones((2, 2, 2)), np.ones((2, 2, 2))), {}, ValueError, "3 dimensions"),
        ((["a", "b"], [1, 2]), {}, TypeError, "human"),
        (([1, 2], np.array(["x", None], dtype=object)), {}, TypeError, "metric.*str"),
        (([1j, 2], [1, 2]), {}, TypeError, "human"),
        (([1, 2], [1, 2]), {"average": "segment"}, ValueError, "'item'"),
        (([1, 2], [1, 2]), {"epsilon": -1}, ValueError, "at least 0"),
        (([1, 2], [1, 2]), {"epsilon": math.nan}, ValueError, "at least 0"),
        (([1, 2], [1, 2]), {"epsilon": "best"}, ValueError, "'calibrated'"),
        (([1, 2], [1, 2]), {"epsilon": None}, TypeError, "NoneType"),
        (([1, 2], [1, 2]), {"nan_policy": "drop"}, ValueError, "'omit'"),
    ],
)
def test_bad_input_raises(arguments, options, error, words):
    with pytest.raises(error, match=words):
        fr.pairwise_accuracy(*arguments, **options)


def test_result_is_a_table_of_one_row():
    result = fr.pairwise_accuracy([1, 2], [1, 2])
    assert result.to_arrow().to_pylist()[0]["accuracy"] == 1.0
    assert float(result) == 1.0
