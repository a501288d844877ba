"""bpref by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, QRELS_C, RUN_A, RUN_C, check, value

import fastrank as fr


def test_case_a():
    check({"Bpref": 2 / 3}, QRELS_A, RUN_A)


def test_negative_grades_are_passed_over():
    check({"Bpref": 0.5}, QRELS_C, RUN_C)


def test_nothing_judged_not_relevant():
    assert value({"q": {"a": 1}}, {"q": {"x": 2.0, "a": 1.0}}, "Bpref") == 1.0


def test_judged_not_relevant_above():
    # R = 2, N = 3: the second relevant document stands below two non-relevant ones, of min(R, N) = 2.
    assert float(fr.bpref([1, 0, 0, 1, 0])) == 0.5
    # n above it is limited to R = 1 while min(R, N) = 1.
    assert float(fr.bpref([0, 0, 0, 1])) == 0.0
