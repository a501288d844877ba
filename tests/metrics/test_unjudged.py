"""unj by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, QRELS_C, RUN_A, RUN_C, check


def test_case_a():
    check({"unj@1": 0.0, "unj_2": 0.5, "unj_10": 0.1, "unj": 0.25}, QRELS_A, RUN_A)


def test_negative_grade_is_unjudged():
    check({"unj": 0.5, "unj@1": 1.0}, QRELS_C, RUN_C)
