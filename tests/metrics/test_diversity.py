"""Measures of documents judged by subtopic, by hand."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from hand_cases import check

import fastrank as fr

# Two subtopics have a relevant document, the third has none; x is unjudged. The ranking is b x a c.
QRELS = {"q": {"a": {"1": 1, "2": 1}, "b": {"1": 1}, "c": {"2": 1}, "z": {"3": 0}}}
RUN = {"q": {"b": 4.0, "x": 3.0, "a": 2.0, "c": 1.0}}


def test_by_hand():
    # Gains: b 1, a 1/2 + 1, c 1/2. The ideal ranking is a c b, with gains of 2, 1/2, 1/2.
    discount = 1 / log2(3)
    perfect, reciprocals = 1 + discount / 2 + 1 / 8, 1 + 1 / 4 + 1 / 12
    check({
        "alpha_DCG@3": 1.75 / (2 * perfect),
        "alpha_nDCG@3": 1.75 / (2 + discount / 2 + 1 / 4),
        "ERR_IA@3": 1.5 / (2 * reciprocals),
        "nERR_IA@3": 1.5 / (2 + 1 / 4 + 1 / 6),
        "NRBP": (1 + 1.5 / 4 + 0.5 / 8) * 0.75 / 2,
        "nNRBP": (1 + 1.5 / 4 + 0.5 / 8) / (2 + 1 / 4 + 1 / 8),
        "AP_IA": ((1 + 2 / 3) / 2 + (1 / 3 + 2 / 4) / 2) / 2,
        "AP_IA@3": ((1 + 2 / 3) / 2 + 1 / 6) / 2,
        "P_IA@3": (2 / 3 + 1 / 3) / 2,
        "StRecall@2": 1 / 2,
        "StRecall@3": 1.0,
    }, QRELS, RUN)  # fmt: skip


def test_parameters_by_hand():
    check({
        "NRBP(alpha=0, p=0.5)": (1 + 2 / 4 + 1 / 8) * 0.5 / 2,
        "NRBP(alpha=1, beta=0.5)": (1 + 1 / 4) / 2,
        "alpha_nDCG(alpha=1)@10": (1 + 1 / 2) / 2,
        "alpha_nDCG(rel=2)@10": 0.0,
        "P_IA": (2 / 4 + 2 / 4) / 2,
    }, QRELS, RUN)  # fmt: skip


def test_the_greedy_ideal_settles_ties_by_the_larger_id_as_ndeval_does():
    """Three documents of two subtopics; one shares a subtopic with each of the others, and is the worst to begin with."""
    shares, one, other = (dict.fromkeys(pair, 1) for pair in ("12", "23", "14"))
    discount = 1 / log2(3)
    last = {"q": {"z": shares, "n": one, "a": other}}
    check({"alpha_nDCG(alpha=1)@2": (2 + 2 * discount) / (2 + discount)}, last, {"q": {"n": 2.0, "a": 1.0}})
    first = {"q": {"a": shares, "n": one, "z": other}}
    check({"alpha_nDCG(alpha=1)@2": 1.0}, first, {"q": {"n": 2.0, "z": 1.0}})


def test_a_ranking_can_be_better_than_the_greedy_one():
    """The document of most subtopics shares them with two that have all between them."""
    judged = {
        "z": {str(s): 1 for s in (1, 2, 4, 5)},
        "a": dict.fromkeys("123", 1),
        "b": dict.fromkeys("456", 1),
    }
    value = fr.evaluate(
        {"q": judged}, {"q": {"a": 2.0, "b": 1.0}}, "alpha_nDCG(alpha=1, rel=1)@2"
    ).values.item()
    assert value == pytest.approx((3 + 3 / log2(3)) / (4 + 1 / log2(3)))
    assert value > 1


def test_names_of_other_tools():
    same = {
        "alpha_nDCG@10": ("alpha-nDCG@10", "α_nDCG@10", "alpha_nDCG(alpha=0.5)@10", "alpha_ndcg_10"),
        "ERR_IA@20": ("ERR-IA@20", "err_ia@20"),
        "AP_IA": ("MAP-IA", "MAP_IA"),
        "StRecall@5": ("strec@5", "STREC@5", "strec_5", "StRecall(rel=1)@5"),
        "NRBP(p=0.8)": ("NRBP(beta=0.8)",),
    }
    for name, spellings in same.items():
        assert {str(fr.parse(spelling)) for spelling in spellings} == {name}
    assert fr.parse("F(beta=2)").parameters["beta"] == 2


def test_arrays():
    grades = np.array([[[0, 1], [1, 1], [1, 0]], [[1, 0], [0, 0], [0, 0]]])
    assert fr.subtopic_recall(grades, k=1).tolist() == [0.5, 1.0]
    assert fr.alpha_ndcg(grades[None], k=1).shape == (1, 2)
    out = np.empty(2)
    assert fr.precision_ia(grades, [[1, 2, 3], [3, 2, 1]], k=2, out=out) is out
    assert out.tolist() == [0.75, 0.5]
    assert fr.subtopic_recall([[1, 0]], ideal=[[1, 0], [0, 1]]) == 0.5


@pytest.mark.parametrize(("call", "message"), [
    (lambda: fr.alpha_ndcg([1, 0]), "relevance: expected documents × subtopics in the last two axes, got 1 dimension"),
    (lambda: fr.alpha_ndcg([[1.0, np.nan]]), r"relevance: NaN at \(0, 1\); a document that is not judged"),
    (lambda: fr.alpha_ndcg([[1], [0]], [1, 1]), "list 0 holds equal scores and alpha_nDCG has no average"),
    (lambda: fr.alpha_ndcg([[1], [0]], [[1], [0]]), r"scores: shape \(2, 1\), but relevance .* has \(2,\)"),
    (lambda: fr.alpha_ndcg([[1], [0]], [1, np.nan]), "scores: NaN in list 0 at position 1"),
    (lambda: fr.alpha_ndcg([[1], [0]], [1, 2], ties="best"), "ties: documents with subtopics have no better"),
    (lambda: fr.alpha_ndcg([[1], [0]], ideal=[[1, 0]]), r"ideal: shape \(1, 2\) does not go with relevance"),
    (lambda: fr.alpha_ndcg([[1], [0]], alpha=2), "alpha_nDCG: alpha=2 must be a number from 0 to 1"),
])  # fmt: skip
def test_bad_array_calls(call, message):
    with pytest.raises(ValueError, match=message):
        call()
