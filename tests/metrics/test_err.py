"""ERR by hand."""

from __future__ import annotations

import pytest
from hand_cases import QRELS_A, RUN_A, check, value

import fastrank as fr


def test_case_a():
    check({"ERR": 0.375 + 0.625 * 0.875 / 3, "ERR(max_grade=4)@10": 0.305990, "ERR@2": 0.375}, QRELS_A, RUN_A)


def test_the_scale_is_that_of_all_judgements_and_is_in_the_name():
    scores = fr.evaluate({"q": {"a": 1}, "r": {"a": 3}}, {"q": {"a": 1.0}, "r": {"b": 1.0}}, "ERR@10")
    assert scores.measures == ("ERR(max_grade=3)@10",)
    assert scores["ERR@10"].values[0, 0].tolist() == [1 / 8, 0.0]


def test_arrays_must_be_told_the_scale():
    with pytest.raises(TypeError, match="needs max_grade="):
        fr.err([1, 0])
    with pytest.raises(ValueError, match="ERR: grade 3 is above max_grade=2"):
        fr.err([3], max_grade=2)


def test_no_relevant_document_anywhere():
    assert value({"q": {"a": 0}}, {"q": {"a": 1.0}}, "ERR") == 0.0
