"""SetAP by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, QRELS_B, RUN_A, RUN_B, check


def test_case_a():
    check({"SetAP": 1 / 3, "set_map": 1 / 3, "SetAP(rel=2)": 0.5}, QRELS_A, RUN_A)


def test_precision_one_recall_a_third():
    check({"SetAP": 1 / 3}, QRELS_B, RUN_B)
