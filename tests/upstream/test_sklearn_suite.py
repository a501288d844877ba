"""scikit-learn's own shipped tests of ranking metrics, run against `fastrank.adapters.sklearn_metrics`."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from peer_suite import outcomes, run_tests

from fastrank.adapters import sklearn_metrics as ours

pytest.importorskip("sklearn", minversion="1.9")  # whose tests and counts these are
metrics = pytest.importorskip("sklearn.metrics")

# The test modules bind the names when they are imported. What each call was for is written down at the end.
PLUGIN = """
import functools, json, os
import sklearn.metrics
import fastrank.adapters.sklearn_metrics as ours
from fastrank.adapters.sklearn_metrics import average_precision, dcg, label_ranking

calls = {}

def noted(name, function):
    calls[name] = set()
    @functools.wraps(function)
    def call(*args, **options):
        calls[name].add(os.environ.get("PYTEST_CURRENT_TEST", "").split("::")[-1].split(" ")[0].split("[")[0])
        return function(*args, **options)
    return call

for name in ours.__all__:
    setattr(sklearn.metrics, name, noted(name, getattr(ours, name)))
average_precision.by_sklearn = dcg.by_sklearn = label_ranking.by_sklearn = noted("by_sklearn", dcg.by_sklearn)

def pytest_unconfigure():
    with open("calls.json", "w") as file:
        json.dump({name: sorted(tests) for name, tests in calls.items()}, file)
"""

# The tests of a module, how many there are at least, and those where scikit-learn answers itself: it refuses, or the
# labels are text, the matrix has one column, or samples of average_precision_score have weights.
SUITES = {
    "test_ranking": (
        "ndcg or dcg or label_ranking or lrap or coverage or average_precision",
        49,
        {
            "test_average_precision_score_binary_pos_label_errors",
            "test_average_precision_score_multiclass_pos_label_errors",
            "test_average_precision_score_multilabel_pos_label_errors",
            "test_coverage_1d_error_message",
            "test_label_ranking_avp",
            "test_lrap_error_raised",
            "test_ndcg_error_single_document",
            "test_ndcg_negative_ndarray_error",
            "test_ranking_metric_pos_label_types",
        },
    ),
    "test_common": (
        "ndcg or dcg or label_ranking or average_precision or coverage",
        94,
        {
            "test_averaging_multilabel",
            "test_binary_sample_weight_invariance",
            "test_continuous_classification_invariance_string_vs_numbers_labels",
            "test_continuous_inf_nan_input",
            "test_format_invariance_with_1d_vectors",
            "test_metrics_dataframe_series",
            "test_metrics_pos_label_error_str",
            "test_multiclass_sample_weight_invariance",
            "test_multilabel_sample_weight_invariance",
        },
    ),
}


# A process of 5 to 10 s on an idle machine; the ranking tests stand for both in the plain run.
@pytest.mark.parametrize(
    "module", [pytest.param(m, marks=[] if m == "test_ranking" else pytest.mark.long) for m in SUITES]
)
def test_scikit_learns_own_tests(module: str, tmp_path: Path) -> None:
    chosen, at_least, answered_there = SUITES[module]
    done = run_tests(PLUGIN, ["--pyargs", f"sklearn.metrics.tests.{module}", "-k", chosen], tmp_path)
    passed, failed = outcomes(done.stdout)
    assert not failed, done.stdout[-5000:]
    assert len(passed) >= at_least, done.stdout[-3000:] + done.stderr[-3000:]
    calls = json.loads((tmp_path / "calls.json").read_text())
    assert set(calls.pop("by_sklearn")) <= answered_there
    assert all(set(tests) - answered_there for tests in calls.values()), "each is reached, and answers itself"


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64])
@pytest.mark.parametrize("n", [2, 7, 40, 200])
def test_tied_rows_with_weights(n: int, dtype: type) -> None:
    """Above 16 items the order that argsort leaves tied ones in is nobody's rule."""
    rng = np.random.default_rng(n)
    grades, scores = rng.integers(0, 4, (20, n)), rng.integers(0, max(2, n // 2), (20, n)).astype(dtype)
    grades[0], weights = 0, rng.random(20)
    for options in ({"k": k, "ignore_ties": ties} for k in (None, 1, 3, n + 5) for ties in (False, True)):
        for sample_weight in (None, weights):
            options["sample_weight"] = sample_weight
            assert ours.ndcg_score(grades, scores, **options) == pytest.approx(
                metrics.ndcg_score(grades, scores, **options), rel=1e-12
            )
            for gains in (grades, grades - 2, grades / 3):
                assert ours.dcg_score(gains, scores, log_base=3, **options) == pytest.approx(
                    metrics.dcg_score(gains, scores, log_base=3, **options), rel=1e-12, abs=1e-13
                )


@pytest.mark.parametrize("n", [2, 7, 40])
def test_tied_labels_with_weights(n: int) -> None:
    """Rows without a relevant label, and with nothing else, have values of their own in each metric."""
    sparse = pytest.importorskip("scipy.sparse")
    rng = np.random.default_rng(n)
    labels, scores = (rng.random((20, n)) < 0.3).astype(int), rng.integers(0, max(2, n // 2), (20, n)) / 7
    labels[0], labels[1] = 0, 1
    for weights in (None, rng.random(20)):
        for name in ("label_ranking_average_precision_score", "coverage_error", "label_ranking_loss"):
            forms = (
                (labels,) if name == "coverage_error" else (labels, sparse.csr_array(labels), labels.tolist())
            )
            theirs = getattr(metrics, name)(labels, scores, sample_weight=weights)
            for form in forms:
                found = getattr(ours, name)(form, scores, sample_weight=weights)
                assert found == pytest.approx(theirs, rel=1e-12), name
        for average in ("micro", "macro", "weighted", "samples", None):
            options = {"average": average, "sample_weight": weights}
            with warnings.catch_warnings(record=True) as theirs_said:
                warnings.simplefilter("always")
                theirs = metrics.average_precision_score(labels, scores, **options)
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always")
                found = ours.average_precision_score(labels, scores, **options)
            assert found == pytest.approx(theirs, rel=1e-12)
            assert [str(w.message) for w in said] == [str(w.message) for w in theirs_said]
