"""R-precision by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, QRELS_B, RUN_A, RUN_B, check


def test_case_a():
    check({"Rprec": 2 / 3, "Rprec(rel=2)": 0.5, "r-precision": 2 / 3}, QRELS_A, RUN_A)


def test_a_run_shorter_than_r_is_divided_by_r():
    check({"Rprec": 1 / 3}, QRELS_B, RUN_B)
