"""relative_P by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, RUN_A, check

import fastrank as fr


def test_case_a():
    check(
        {
            "relative_P@1": 1.0,
            "relative_P_2": 0.5,
            "relative_P@5": 2 / 3,
            "set_relative_P": 2 / 3,
            "relative_P": 2 / 3,
        },
        QRELS_A,
        RUN_A,
    )


def test_ir_measures_writes_it_as_a_parameter():
    assert fr.parse("SetP(relative=True, rel=2)") == fr.parse("relative_P(rel=2)")
    assert fr.parse("SetP(relative=False)") == fr.parse("P")
