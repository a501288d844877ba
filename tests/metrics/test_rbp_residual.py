"""rbp_resid by hand."""

from __future__ import annotations

import pytest
from hand_cases import QRELS_A, RUN_A, check

import fastrank as fr


def test_case_a():
    check({"rbp_resid": 0.1 * 0.9 + 0.9**4, "rbp_resid(p=0.5)": 0.25 + 0.0625}, QRELS_A, RUN_A)


def test_all_judged():
    assert float(fr.rbp_residual([1, 0], p=0.5)) == 0.0


def test_tied_documents():
    # The unjudged one of two tied at ranks 1 and 2 has weight 1/2 or 1/4, and 1/4 is beyond the list.
    found = float(fr.rbp_residual([1, -1], [1.0, 1.0], p=0.5))
    assert found == pytest.approx((0.5 + 0.25) / 2 + 0.25, rel=1e-15)
