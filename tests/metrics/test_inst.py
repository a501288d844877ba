"""INST by hand."""

from __future__ import annotations

import pytest
from hand_cases import QRELS_A, RUN_A, check

import fastrank as fr


def test_case_a():
    # 4/3 of 2 T are still wanted after rank 1, and after rank 2.
    reach = 1, (4 / 7) ** 2, (4 / 7) ** 2 * (7 / 10) ** 2
    check({"INST@3": (2 / 3 + reach[2]) / sum(reach)}, QRELS_A, RUN_A)


def test_arrays_must_be_told_the_scale():
    with pytest.raises(TypeError, match="needs max_grade="):
        fr.inst([1, 0])
    with pytest.raises(ValueError, match="INST: grade 3 is above max_grade=2"):
        fr.inst([3], max_grade=2)


def test_the_whole_list():
    assert fr.inst([1, 0, 2], k=None, max_grade=2) == fr.inst([1, 0, 2], k=3, max_grade=2)
    assert str(fr.parse("INST(k=None)")) == "INST(k=None)"
