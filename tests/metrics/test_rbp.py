"""RBP by hand."""

from __future__ import annotations

import pytest
from hand_cases import QRELS_A, RUN_A, check

import fastrank as fr


def test_case_a():
    check(
        {"RBP": 0.328, "RBP(p=0.8)": 0.328, "RBP@1": 0.2, "RBP(p=0.5)": 0.625, "RBP(rel=3)": 0.128},
        QRELS_A,
        RUN_A,
    )


def test_graded_gains():
    check({"RBP(p=0.5, max_grade=3)": 0.5 * 2 / 3 + 0.125}, QRELS_A, RUN_A)


def test_a_grade_above_the_scale_is_refused():
    with pytest.raises(ValueError, match="RBP: grade 3 is above max_grade=2; name the largest grade"):
        fr.rbp([3, 0], max_grade=2)
