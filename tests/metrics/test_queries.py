"""Rules about queries: missing, unjudged, without a relevant document; what is counted."""

from __future__ import annotations

import numpy as np
import pytest

import fastrank as fr

QRELS = {"q1": {"a": 1, "b": 1, "c": 0}, "q2": {"a": 1}}
RUN = {"q1": {"c": 3.0, "a": 2.0, "b": 1.0}, "other": {"a": 1.0}}  # AP of q1: (1/2 + 2/3) / 2


def test_missing_query():
    worst = fr.evaluate(QRELS, RUN, "AP")
    assert worst.means().item() == pytest.approx(7 / 24, rel=1e-15)  # trec_eval -c: .2917
    skipped = fr.evaluate(QRELS, RUN, "AP", missing="skip")
    assert skipped.means().item() == pytest.approx(7 / 12, rel=1e-15)  # trec_eval: .5833
    assert np.isnan(skipped.values[0, 0, 1])
    with pytest.raises(ValueError, match="run: query 'q2' is judged but not in the run"):
        fr.evaluate(QRELS, RUN, "AP", missing="error")
    for version in ("9.0.8", "10.0"):
        assert fr.evaluate(QRELS, RUN, "AP", compat=f"trec_eval-{version}").means().item() == pytest.approx(
            7 / 12
        )


def test_rules_that_acted_are_counted():
    run = {"q1": {"c": 2.0, "a": 2.0, "x": 1.0}, "other": {"a": 1.0, "b": 0.5}}
    report = fr.evaluate(QRELS, {"s": run}, "AP").report().columns()
    counted = dict(zip(report["rule"], report["count"].tolist(), strict=True))
    assert counted == {
        "judged documents with tied scores": 2,
        "unjudged documents": 1,
        "rows of queries that are not judged": 2,
        "judged queries not answered": 1,
    }


def test_query_without_a_relevant_document_counts_as_nothing_found():
    qrels = {"q1": {"a": 0}, "q2": {"a": 1}}
    run = {"q1": {"a": 1.0}, "q2": {"a": 1.0}}
    for measure in ("nDCG", "AP", "RR", "P@5", "R@5", "Rprec", "Bpref", "F"):
        assert fr.evaluate(qrels, run, measure).values[0, 0, 0] == 0.0
    assert np.isnan(fr.evaluate(qrels, run, "AP", undefined=np.nan).values[0, 0, 0])
    assert fr.evaluate(qrels, run, "AP", undefined=1.0).values.ravel().tolist() == [1.0, 1.0]


def test_judged_only_condenses_the_list():
    qrels, run = {"q": {"a": 1, "b": -1}}, {"q": {"x": 3.0, "b": 2.5, "a": 2.0}}
    assert fr.evaluate(qrels, run, "RR").values.item() == 1 / 3
    assert fr.evaluate(qrels, run, "RR", judged_only=True).values.item() == 1.0
