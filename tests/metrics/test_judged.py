"""Judged by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, QRELS_C, RUN_A, RUN_C, check


def test_case_a():
    check({"Judged": 0.75, "Judged@1": 1.0, "Judged@2": 0.5, "Judged@10": 0.75}, QRELS_A, RUN_A)


def test_negative_grade_is_unjudged():
    check({"Judged": 0.5, "Judged@1": 0.0}, QRELS_C, RUN_C)
