"""NumRel by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, RUN_A, check

import fastrank as fr


def test_case_a():
    check({"NumRel": 3, "num_rel": 3, "NumRel(rel=2)": 2}, QRELS_A, RUN_A)


def test_a_query_that_is_not_answered_has_its_relevant_documents():
    scores = fr.evaluate({"q": {"a": 1}, "r": {"a": 1, "b": 2}}, {"q": {"a": 1.0}}, "NumRel")
    assert scores.values[0, 0].tolist() == [1.0, 2.0]
    assert scores.means().item() == 3.0
