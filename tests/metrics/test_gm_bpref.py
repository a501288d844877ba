"""gm_bpref by hand."""

from __future__ import annotations

import pytest
from hand_cases import QRELS_A, RUN_A, check

import fastrank as fr


def test_case_a():
    check({"gm_bpref": 2 / 3}, QRELS_A, RUN_A)


def test_the_mean_over_queries_is_geometric():
    qrels = {"q": QRELS_A["q"], "r": {"a": 1, "b": 0}}
    scores = fr.evaluate(qrels, {"q": RUN_A["q"], "r": {"b": 2.0, "a": 1.0}}, "gm_bpref")
    assert scores.means().item() == pytest.approx((2 / 3 * 1e-5) ** 0.5, rel=1e-14)
