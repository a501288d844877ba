"""F by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, QRELS_B, RUN_A, RUN_B, check


def test_case_a():
    check({"F": 4 / 7, "set_F": 4 / 7, "F@1": 0.5, "F(beta=2)": 5 / 8, "F@3": 2 / 3}, QRELS_A, RUN_A)


def test_precision_one_recall_a_third():
    check({"F": 0.5, "F@5": 0.25}, QRELS_B, RUN_B)
