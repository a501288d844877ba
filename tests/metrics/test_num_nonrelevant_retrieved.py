"""num_nonrel_judged_ret by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, QRELS_C, RUN_A, RUN_C, check


def test_case_a():
    check({"num_nonrel_judged_ret": 1, "num_nonrel_judged_ret(rel=3)": 2}, QRELS_A, RUN_A)


def test_negative_grade_is_unjudged():
    check({"num_nonrel_judged_ret": 0}, QRELS_C, RUN_C)
