"""INSQ by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, RUN_A, check


def test_case_a():
    weights = 1 / 4, 1 / 9, 1 / 16
    check({"INSQ@3": (2 / 3 * weights[0] + weights[2]) / sum(weights)}, QRELS_A, RUN_A)
    wider = 1 / 16, 1 / 25, 1 / 36
    check({"INSQ(T=2.0, max_rel=3)@3": (2 / 3 * wider[0] + wider[2]) / sum(wider)}, QRELS_A, RUN_A)
