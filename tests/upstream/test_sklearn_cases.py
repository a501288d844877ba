"""Calls recorded from scikit-learn 1.9.1's own tests of ndcg_score and dcg_score."""

from __future__ import annotations

import json
import lzma

import numpy as np
import pytest

import fastrank as fr

# scikit-learn refuses these, we answer them: a negative grade is in the pool but unjudged, and one document is a list.
ANSWERED_HERE = {
    "test_ranking.py::test_ndcg_negative_ndarray_error",
    "test_ranking.py::test_ndcg_error_single_document",
}


def _cases(data):
    with lzma.open(data / "conformance_cases" / "sklearn_1.9.1_ndcg_cases.json.xz") as file:
        return json.load(file)


def _array(value):
    return np.array(value["__nd__"], dtype=value["dtype"]) if isinstance(value, dict) else np.array(value)


def _ours(case):
    relevance, scores = map(_array, case["args"])
    function = {"ndcg_score": fr.ndcg, "dcg_score": fr.dcg}[case["fn"]]
    options = dict(case["kwargs"])
    if options.pop("ignore_ties", False):  # scikit-learn takes the last of tied documents first
        relevance, scores, options["ties"] = relevance[:, ::-1], scores[:, ::-1], "input"
    return function(relevance, scores, **options)


def test_every_recorded_call(data):
    cases = _cases(data)
    for case in cases:
        if "raises" in case:
            assert case["test"] in ANSWERED_HERE
            assert np.isfinite(_ours(case)).all()
        else:
            assert _ours(case).mean() == pytest.approx(case["result"], rel=1e-12), case["test"]
    assert len(cases) == 14


@pytest.mark.parametrize(("relevance", "scores", "options", "value"), [
    ([1, 0], [1, 1], {}, 0.815465),
    ([1, 0][::-1], [1, 1], {"ties": "input"}, 0.630930),  # ignore_ties=True of [1, 0]: the last index first
    ([3, 2, 0, 1], [0.5, 0.5, 0.5, 0.1], {"k": 2}, 0.637801),
    ([3, 2, 0, 1][::-1], [0.5, 0.5, 0.5, 0.1][::-1], {"k": 2, "ties": "input"}, 0.296082),
])  # fmt: skip
def test_published_values_of_tied_scores(relevance, scores, options, value):
    assert float(fr.ndcg(relevance, scores, **options)) == pytest.approx(value, abs=5e-7)


def test_float32_scores_tie_where_float64_scores_do_not():
    scores = np.array([1.00000001, 1.0])
    assert float(fr.ndcg([1, 0], scores.astype(np.float32))) == pytest.approx(0.815465, abs=5e-7)
    assert float(fr.ndcg([1, 0], scores)) == 1.0


def test_random_lists_with_ties_against_the_library_itself():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(5)
    for n in (2, 7, 40):
        relevance, scores = (
            rng.integers(0, 4, (30, n)),
            rng.integers(0, max(2, n // 3), (30, n)).astype(float),
        )
        for k in (None, 1, 5):
            assert fr.ndcg(relevance, scores, k=k).mean() == pytest.approx(
                metrics.ndcg_score(relevance, scores, k=k), rel=1e-12
            )
            assert fr.dcg(relevance, scores, k=k).mean() == pytest.approx(
                metrics.dcg_score(relevance, scores, k=k), rel=1e-12
            )
