"""Accuracy by hand."""

from __future__ import annotations

import numpy as np
from hand_cases import QRELS_A, RUN_A, check, value

import fastrank as fr


def test_case_a():
    check({"Accuracy": 0.75, "Accuracy(rel=3)": 1 / 3}, QRELS_A, RUN_A)


def test_no_value_without_both_kinds():
    assert np.isnan(value({"q": {"a": 1}}, {"q": {"a": 1.0}}, "Accuracy"))
    assert np.isnan(value({"q": {"a": 1}}, {"q": {"b": 1.0}}, "Accuracy"))


def test_tied_documents_are_half_a_pair():
    assert float(fr.accuracy([1, 0, 0], [1.0, 1.0, 0.0])) == 0.75
