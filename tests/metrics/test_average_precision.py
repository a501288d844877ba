"""AP by hand."""

from __future__ import annotations

import pytest
from hand_cases import QRELS_A, QRELS_B, QRELS_D, RUN_A, RUN_B, RUN_D, check

import fastrank as fr


def test_case_a():
    check(
        {
            "AP": 5 / 9,
            "AP@1": 1 / 3,
            "AP(rel=2)": 5 / 6,
            "AP(denominator='min(k,R)')@1": 1.0,
            "map_cut_2": 1 / 3,
        },
        QRELS_A,
        RUN_A,
    )


def test_relevant_documents_that_were_not_retrieved_count():
    check({"map_cut_2": 1 / 3, "AP": 1 / 3}, QRELS_B, RUN_B)


def test_relevance_level():
    check({"AP(rel=2)": 0.5, "map-l2": 0.5, "AP": 1.0}, QRELS_D, RUN_D)


def test_tied_documents():
    # One relevant document among three tied: (1 + 1/2 + 1/3) / 3.
    assert float(fr.average_precision([0, 1, 0], [1.0, 1.0, 1.0])) == pytest.approx(11 / 18, rel=1e-15)
    # Two of three: orders 110, 101, 011 give (2 + 5/3 + 7/6) / 3 / 2.
    assert float(fr.average_precision([1, 1, 0], [1.0, 1.0, 1.0])) == pytest.approx(29 / 36, rel=1e-15)


def test_n_relevant_stands_for_the_pool():
    assert fr.average_precision([[1, 0], [0, 1]], n_relevant=[4, 2]).tolist() == [0.25, 0.25]
