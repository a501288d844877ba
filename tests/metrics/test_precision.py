"""P by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, QRELS_B, RUN_A, RUN_B, check

import fastrank as fr


def test_case_a():
    check(
        {"P@1": 1.0, "P@2": 0.5, "P@3": 2 / 3, "P@5": 0.4, "P": 0.5, "P(rel=3)@4": 0.25, "set_P": 0.5},
        QRELS_A,
        RUN_A,
    )


def test_divided_by_k_or_by_what_was_retrieved():
    check({"P@5": 0.2, "P": 1.0}, QRELS_B, RUN_B)


def test_expected_over_a_tie_across_the_cutoff():
    assert float(fr.precision([1, 1, 0, 0], [2.0, 1.0, 1.0, 1.0], k=2)) == (1 + 1 / 3) / 2
