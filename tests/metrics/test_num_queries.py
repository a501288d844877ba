"""NumQ by hand."""

from __future__ import annotations

import fastrank as fr


def test_how_many_queries_a_mean_is_over():
    qrels, run = {"q": {"a": 1}, "r": {"a": 0}}, {"q": {"a": 1.0}}
    assert fr.evaluate(qrels, run, "num_q").means().item() == 2.0
    assert fr.evaluate(qrels, run, "NumQ", missing="skip").means().item() == 1.0
