"""RR by hand, and the order of equal scores."""

from __future__ import annotations

import pytest
from hand_cases import QRELS_A, RUN_A, check, value

import fastrank as fr


def test_case_a():
    check({"RR": 1.0, "RR(rel=3)": 1 / 3, "RR(rel=3)@2": 0.0, "mrr": 1.0}, QRELS_A, RUN_A)


def test_equal_scores_by_falling_document_id():
    assert value({"q": {"a": 1, "b": 0}}, {"q": {"a": 1.0, "b": 1.0}}, "RR") == 0.5
    assert value({"q": {"d10": 1}}, {"q": {"d9": 1.0, "d10": 1.0}}, "RR") == 0.5  # bytes, not numbers
    assert value({"q": {"d10": 1}}, {"q": {"d9": 1.0, "d10": 1.0}}, "RR", ties="id_ascending") == 1.0
    numbers = {"q": {10: 1}}, {"q": {9: 1.0, 10: 1.0}}
    assert value(*numbers, "RR") == 0.5
    assert value(*numbers, "RR", ties="numeric_descending") == 1.0
    assert value(*numbers, "RR", ties="numeric_ascending") == 0.5


@pytest.mark.parametrize("high", [1.00000001, 16777217.0])
def test_float32_scores_of_old_trec_eval(high):
    qrels, run = {"q": {"a": 1}}, {"q": {"a": high, "b": float(int(high) - (high > 2))}}
    assert value(qrels, run, "RR", compat="trec_eval-9.0.8") == 0.5
    assert value(qrels, run, "RR", compat="trec_eval-10.0") == 1.0
    assert value(qrels, run, "RR") == 1.0


def test_expected_over_ties():
    assert float(fr.reciprocal_rank([0, 1, 0], [1.0, 1.0, 1.0])) == pytest.approx(11 / 18, rel=1e-15)
    assert float(fr.reciprocal_rank([1, 1, 0], [1.0, 1.0, 1.0])) == pytest.approx(2 / 3 + 1 / 6, rel=1e-15)
