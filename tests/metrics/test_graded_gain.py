"""G by hand."""

from __future__ import annotations

from math import log2

import pytest
from hand_cases import QRELS_A, RUN_A, check, value

import fastrank as fr


def test_case_a():
    # Behind by 3 - 2 at rank 1, by 6 - 5 at rank 3.
    check({"G": (2 / log2(3) + 3 / log2(3)) / 6}, QRELS_A, RUN_A)


def test_gains_below_one_and_fractions():
    # Every rank costs at least 1: behind by 1 - 0.5 at rank 1 and by 2 - 1 at rank 2.
    found = float(fr.graded_gain([0.5, 0.5]))
    assert found == pytest.approx((0.5 / log2(2.5) + 0.5 / log2(3)) / 1, rel=1e-15)


def test_of_two_levels_it_is_binary_g():
    qrels = {"q": {"a": 1, "b": 1, "c": 1, "d": 0}}
    assert value(qrels, RUN_A, "G") == pytest.approx(value(qrels, RUN_A, "binG"), rel=1e-15)


def test_gains_that_cannot_be_summed():
    with pytest.raises(ValueError, match=r"G: a gain of .* is too large to be summed"):
        fr.graded_gain([1023, 1023], gain="exponential")
