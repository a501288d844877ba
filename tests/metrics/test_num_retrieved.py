"""NumRet by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, RUN_A, check

import fastrank as fr
from fastrank.report.evaluation import summary_sheet


def test_case_a():
    check({"NumRet": 4, "num_rel_ret": 2, "NumRelRet": 2, "NumRet(rel=3)": 1}, QRELS_A, RUN_A)


def test_over_queries_it_is_a_sum():
    qrels, run = {"q": {"a": 1}, "r": {"a": 1}}, {"q": {"a": 2.0, "b": 1.0}, "r": {"b": 1.0}}
    assert fr.evaluate(qrels, run, ["num_ret", "num_rel_ret", "P"]).means()[:, 0].tolist() == [3.0, 1.0, 0.25]


def test_the_report_says_what_is_not_a_mean():
    scores = fr.evaluate(QRELS_A, RUN_A, ["P", "NumRet", "gm_map"])
    notes = summary_sheet(scores).notes
    assert notes[:3] == ("means over 1 query", "NumRet: summed", "gm_map: geometric means")
