"""Rprec_mult by hand."""

from __future__ import annotations

import pytest
from hand_cases import QRELS_A, RUN_A, check

import fastrank as fr


def test_case_a():
    check(
        {"Rprec_mult@0.2": 1.0, "Rprec_mult_0.50": 0.5, "Rprec_mult": 2 / 3, "Rprec_mult@2": 1 / 3},
        QRELS_A,
        RUN_A,
    )


def test_a_level_that_is_no_document():
    assert float(fr.r_precision_multiple([1, 0], multiple=0.05)) == 0.0
    with pytest.raises(ValueError, match="Rprec_mult: multiple=0 must be positive"):
        fr.r_precision_multiple([1, 0], multiple=0)
