"""nDCG by hand."""

from __future__ import annotations

from math import log2

import pytest
from hand_cases import QRELS_A, QRELS_B, QRELS_C, QRELS_D, RUN_A, RUN_B, RUN_C, RUN_D, check, value

import fastrank as fr


def test_published_values():
    check(
        {"nDCG": 0.735007, "nDCG(gain='exponential')": 0.692020, "nDCG(dcg='exp-log2')": 0.692020},
        QRELS_A,
        RUN_A,
    )


def test_ideal_is_cut_at_k_but_not_at_what_was_retrieved():
    found = {k: round(value(QRELS_B, RUN_B, f"nDCG@{k}"), 4) for k in (1, 2, 10)}
    assert found == {1: 1.0, 2: 0.7039, 10: 0.63}
    assert round(value(QRELS_B, RUN_B, "ndcg"), 4) == 0.63


def test_negative_grade_has_no_gain_but_a_rank():
    assert round(value(QRELS_C, RUN_C, "nDCG"), 4) == 0.2398


def test_two_grades():
    assert round(value(QRELS_D, RUN_D, "nDCG"), 4) == 0.8597


def test_gains_by_grade():
    by_hand = (9 + 3 / 2) / (9 + 9 / log2(3))
    assert float(fr.ndcg([2, 0, 1], ideal=[2, 2], gain={1: 3, 2: 9})) == pytest.approx(by_hand, rel=1e-15)


def test_trec_eval_gains_are_read():
    assert fr.parse("ndcg.1=3,2=9") == fr.parse("nDCG(gains={1: 3, 2: 9})")


def test_no_gain_at_all():
    assert fr.ndcg([[0, 0], [-1, -2]]).tolist() == [0.0, 0.0]


def test_best_and_worst_go_by_grade_also_where_a_mapping_gives_the_smaller_grade_the_larger_gain():
    # grade 3 first, though grade 2 is worth more: (3/1 + 9/log2(3)) and (9/1 + 3/log2(3))
    larger_first = float(fr.dcg([2, 3], [1.0, 1.0], gain={2: 9}, ties="best"))
    smaller_first = float(fr.dcg([2, 3], [1.0, 1.0], gain={2: 9}, ties="worst"))
    assert round(larger_first, 6) == 8.678368
    assert round(smaller_first, 6) == 10.892789
