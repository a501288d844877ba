"""ndcg_rel by hand."""

from __future__ import annotations

from math import log2

from hand_cases import QRELS_A, RUN_A, check


def test_case_a():
    whole = 3.5 / (3.5 + 2 / log2(3))
    check({"ndcg_rel": (2 / 3 + whole + whole) / 3}, QRELS_A, RUN_A)
