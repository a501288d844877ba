"""BPM by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, RUN_A, check


def test_case_a():
    # 2/3 + 1 is more than 1 at rank 3; more than 5/3 is never found.
    check(
        {"BPM": 5 / 9, "BPM@2": 1 / 3, "BPM(T=2)@10": 1 / 6, "BPM(T=2, max_rel=3)": 5 / 3000}, QRELS_A, RUN_A
    )
