"""binG by hand."""

from __future__ import annotations

from math import log2

from hand_cases import QRELS_A, RUN_A, check


def test_case_a():
    check({"binG": (1 + 1 / log2(3)) / 3, "binG(rel=3)": 1 / log2(4)}, QRELS_A, RUN_A)
