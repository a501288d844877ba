"""R by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, QRELS_B, RUN_A, RUN_B, check

import fastrank as fr


def test_case_a():
    check({"R": 2 / 3, "R@1": 1 / 3, "R@3": 2 / 3, "R(rel=2)": 1.0, "recall_1": 1 / 3}, QRELS_A, RUN_A)


def test_most_was_not_retrieved():
    check({"R@5": 1 / 3, "set_recall": 1 / 3}, QRELS_B, RUN_B)


def test_known_number_of_relevant_documents():
    assert fr.recall([[1, 0], [1, 1]], n_relevant=8).tolist() == [0.125, 0.25]
