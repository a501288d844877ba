"""DCG by hand."""

from __future__ import annotations

from math import log2

import pytest
from hand_cases import QRELS_A, QRELS_C, RUN_A, RUN_C, check

import fastrank as fr


def test_case_a():
    check({"DCG": 3.5, "DCG@1": 2.0, "DCG(gain='exponential')": 6.5, "DCG@2": 2.0}, QRELS_A, RUN_A)


def test_negative_grade_has_no_gain_but_a_rank():
    check({"DCG": 1 / log2(3)}, QRELS_C, RUN_C)


def test_tied_documents_share_their_ranks():
    by_hand = (3 + 1) * (1 + 1 / log2(3)) / 2
    assert float(fr.dcg([3, 1], [0.5, 0.5])) == pytest.approx(by_hand, rel=1e-15)
