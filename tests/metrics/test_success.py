"""Success by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, RUN_A, check

import fastrank as fr


def test_case_a():
    check(
        {
            "Success@1": 1.0,
            "Success(rel=3)@2": 0.0,
            "Success(rel=3)@3": 1.0,
            "Success": 1.0,
            "hit_rate@1": 1.0,
            "hits_at_1": 1.0,
        },
        QRELS_A,
        RUN_A,
    )


def test_probability_over_ties():
    # Two of four tied are relevant: no hit among two draws has probability 1/2 * 1/3.
    assert abs(float(fr.success([1, 1, 0, 0], [0.0] * 4, k=2)) - 5 / 6) < 1e-15
