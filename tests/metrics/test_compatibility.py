"""Compat by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, RUN_A, check


def test_case_a():
    # The best ranking is a b c: from depth 2 on it shares b, from depth 3 on a too; the run has four documents.
    shared = 0.5 * 1 / 2 + 0.25 * 2 / 3 + 0.125 * 2 / 4
    check(
        {
            "Compat(p=0.5)": shared / (1 + 0.5 + 0.25 + 0.125 * 3 / 4),
            "Compat(p=0.5, normalize=False)": shared / (1 + 0.5 + 0.25 + 0.125),
        },
        QRELS_A,
        RUN_A,
    )


def test_documents_of_one_grade_are_as_good_in_any_order():
    check({"Compat": 1.0}, {"q": {"a": 1, "b": 1}}, {"q": {"b": 2.0, "a": 1.0}})
