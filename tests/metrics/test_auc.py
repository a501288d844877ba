"""AUC by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hand_cases import QRELS_A, QRELS_B, QRELS_C, RUN_A, RUN_B, RUN_C, check, value

import fastrank as fr


def test_case_a():
    # Above d, which is judged not relevant, stand b and a; c was not retrieved and stands below. With rel=3 only b
    # stands above a.
    check({"AUC": 2 / 3, "AUC(rel=3)": 2 / 3, "roc_auc": 2 / 3}, QRELS_A, RUN_A)


def test_what_was_not_retrieved_is_in_no_order():
    qrels = {"q": {"a": 1, "b": 0, "c": 1, "d": 0}}
    # a above b and d, c below b; c and d half a pair.
    assert value(qrels, {"q": {"a": 2.0, "b": 1.0}}, "AUC") == (2 + 0.5) / 4


def test_no_value_without_both_kinds():
    assert np.isnan(value(QRELS_B, RUN_B, "AUC"))
    assert np.isnan(fr.auc([[1, 1], [0, 0]])).all()
    qrels = {"q": QRELS_A["q"], "r": QRELS_B["q"], "s": {"a": 1, "b": 0}}
    scores = fr.evaluate(qrels, {"q": RUN_A["q"], "r": RUN_B["q"]}, "AUC")
    assert scores.values.ravel().tolist()[::2] == [pytest.approx(2 / 3), 0.5]
    assert scores.means().item() == pytest.approx((2 / 3 + 0.5) / 2)
    assert "queries without a value: 1" in repr(scores.report())
    filled = fr.evaluate(qrels, RUN_A, "AUC", undefined=0.5).values.ravel()
    assert filled.tolist() == [pytest.approx(2 / 3), 0.5, 0.5]


def test_tied_documents_are_half_a_pair():
    rng = np.random.default_rng(3)
    grades, scores = rng.integers(0, 2, 40), rng.integers(0, 6, 40)
    above = scores[grades == 1][:, None] - scores[grades == 0]
    assert float(fr.auc(grades, scores)) == pytest.approx(
        ((above > 0) + 0.5 * (above == 0)).mean(), rel=1e-14
    )


def test_mean_over_users_is_the_mean_of_sklearns():
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(0)
    clicks, model, expected = {}, {}, []
    for user in range(30):
        grades, scores = rng.integers(0, 2, 20), rng.integers(0, 9, 20) / 2
        clicks[f"u{user}"] = {str(item): int(grade) for item, grade in enumerate(grades)}
        model[f"u{user}"] = {str(item): float(score) for item, score in enumerate(scores)}
        expected.append(roc_auc_score(grades, scores))
    found = fr.evaluate(clicks, model, "AUC", ties="average").means().item()
    assert found == pytest.approx(np.mean(expected), rel=1e-14)


def test_unjudged_documents_that_count_as_not_relevant():
    # b x a d, all but c retrieved: (b, a, c) against (x, d): b beats both, a beats d, c stands below both.
    found = fr.evaluate(QRELS_A, RUN_A, "AUC(unjudged=True)").values.item()
    assert found == pytest.approx(3 / 6)
    # b, in the pool but unjudged, stands above the first relevant document; the second one is not retrieved.
    assert fr.evaluate(QRELS_C, RUN_C, "AUC(unjudged=True)").values.item() == 0
