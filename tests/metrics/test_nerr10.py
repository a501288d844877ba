"""NERR10 by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, RUN_A, check


def test_case_a():
    reach = 1, 0.9 / 3, 0.81 / 3  # a gain of 2/3 at rank 1 lets a third of the users go on
    check({"NERR10@3": (2 / 3 + reach[2]) / sum(reach)}, QRELS_A, RUN_A)
