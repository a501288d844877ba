"""Rndcg by hand."""

from __future__ import annotations

from math import log2

import pytest
from hand_cases import QRELS_A, RUN_A, check

import fastrank as fr


def test_case_a():
    by_level = 2 / 3, 2 / (3 + 2 / log2(3)), 3.5 / (3.5 + 2 / log2(3))
    check({"Rndcg": sum(by_level) / 3}, QRELS_A, RUN_A)


def test_the_end_of_the_list_counts_where_it_is_two_beyond_the_levels():
    assert float(fr.ndcg_levels([0, 1])) == 0.0  # the level ends at rank 1
    at_the_end = 1 / log2(4)
    assert float(fr.ndcg_levels([0, 0, 1])) == pytest.approx((0 + at_the_end) / 2, rel=1e-15)
