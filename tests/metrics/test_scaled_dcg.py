"""SDCG by hand."""

from __future__ import annotations

from math import log2

from hand_cases import QRELS_A, RUN_A, check


def test_case_a():
    check({"SDCG@3": (2 / 3 + 1 / 2) / (1 + 1 / log2(3) + 1 / 2), "SDCG(max_rel=4)@1": 0.5}, QRELS_A, RUN_A)
