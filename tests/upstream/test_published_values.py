"""Values that pytrec_eval, ranx and pyndeval assert in their own tests, on the same input, written anew.

pytrec_eval: tests/pytrec_eval_tests.py (terrierteam, 68c150b2; its replays of trec_eval's outputs are in
`test_pytrec_eval_adapter.py`); ranx: tests/unit/ranx (2cae52f0); pyndeval: tests/test_pyndeval.py. MIT licences.
"""

from __future__ import annotations

from math import log2

import pyarrow as pa
import pytest

import fastrank as fr
from fastrank.adapters import pytrec_eval, ranx

QRELS = {"q1": {"d1": 0, "d2": 1, "d3": 0}, "q2": {"d2": 1, "d3": 1}, "q10": {}}


@pytest.mark.parametrize(
    ("run", "query", "value"),
    [
        ({"q1": {"d1": 1.0, "d2": 0.0, "d3": 1.5}, "q2": {}}, "q1", 0.5),
        ({"q1": {"d1": 1.0, "d2": 2.0, "d3": 1.5}, "q2": {}}, "q1", 1.0),
        ({"q1": {"d1": 4.0, "d2": 2.0, "d3": 1.5}, "q2": {}}, "q1", 0.6309297535714575),
        ({"q1": {"d1": 1.0, "d2": 2.0, "d3": 1.5}}, "q1", 1.0),
        ({"q1": {}, "q2": {"d1": 1.0, "d2": 0.0, "d3": 1.5}}, "q2", 0.9197207891481876),
    ],
)  # fmt: skip
def test_pytrec_eval_ndcg(run, query, value):
    evaluator = pytrec_eval.RelevanceEvaluator(QRELS, {"map", "ndcg"})
    assert evaluator.evaluate(run)[query]["ndcg"] == pytest.approx(value, rel=1e-15)
    judged = {q: one for q, one in QRELS.items() if one}
    scores = fr.evaluate(judged, {q: one for q, one in run.items() if one}, "nDCG")
    assert dict(zip(scores.queries, scores.values[0, 0], strict=True))[query] == pytest.approx(
        value, rel=1e-15
    )


def test_pytrec_eval_judged_documents_only():
    run = {"q1": {}, "q2": {"d1": 1.0, "d2": 0.0, "d3": 1.5}, "q10": {"d1": 1.0}}
    found = pytrec_eval.RelevanceEvaluator(QRELS, {"map", "ndcg"}, judged_docs_only_flag=True).evaluate(run)
    assert found["q2"]["ndcg"] == 1.0
    assert set(found) == {"q1", "q2"}
    assert (
        fr.evaluate({"q2": QRELS["q2"]}, {"q2": run["q2"]}, "nDCG", judged_only=True).values[0, 0, 0] == 1.0
    )


def test_pytrec_eval_cutoffs_twice():
    run = {"q1": {"d1": 1.0, "d2": 0.0, "d3": 1.5}, "q2": {}}
    evaluator = pytrec_eval.RelevanceEvaluator(QRELS, {"ndcg_cut.1,2,3,1000"})
    wanted = {"ndcg_cut_1": 0.0, "ndcg_cut_2": 0.0, "ndcg_cut_3": 0.5, "ndcg_cut_1000": 0.5}
    assert [evaluator.evaluate(run)["q1"] for _ in range(2)] == [wanted, wanted]


def test_pytrec_eval_names_of_results():
    run = {"q1": {"d1": 1.0, "d2": 0.0, "d3": 1.5}, "q2": {}}

    def names(measures):
        return set(pytrec_eval.RelevanceEvaluator(QRELS, measures).evaluate(run)["q1"])

    counts = {"num_q", "num_rel", "num_rel_ret", "num_ret", "runid"}
    of_sets = {"set_F", "set_map", "set_P", "set_recall", "set_relative_P", "utility"} | counts
    cuts = ("5", "10", "15", "20", "30", "100", "200", "500", "1000")
    official = {"map", "gm_map", "Rprec", "bpref", "recip_rank"} | counts | {f"P_{k}" for k in cuts}
    official |= {f"iprec_at_recall_{level / 10:.2f}" for level in range(11)}
    assert names({"set"}) == of_sets
    assert names({"official"}) == official
    assert names({"official", "set", "ndcg"}) == official | of_sets | {"ndcg"}
    assert len(names({"all_trec"})) == 95
    given = ["ndcg_cut", "ndcg_cut.1,4", "ndcg_cut_20,4", "ndcg_cut_15", "recall.1000", "P"]
    cut = {"ndcg_cut_1", "ndcg_cut_4", "ndcg_cut_15", "ndcg_cut_20", "recall_1000"}
    assert names(given) == cut | {f"P_{k}" for k in cuts}


@pytest.mark.parametrize(("qrels", "measures", "run", "found"), [
    (QRELS, {"map", "ndcg"}, {}, {}),
    (QRELS, set(), {"q1": {"d1": 1.0}, "q2": {}}, {"q1": {}, "q2": {}}),
    ({}, {"map", "ndcg"}, {"q1": {"d1": 1.0}}, {}),
    ({}, {"map", "ndcg"}, {}, {}),
    (QRELS, set(), {}, {}),
    ({}, set(), {"q1": {"d1": 1.0}}, {}),
    ({}, {}, {}, {}),
])  # fmt: skip
def test_pytrec_eval_of_nothing(qrels, measures, run, found):
    assert pytrec_eval.RelevanceEvaluator(qrels, measures).evaluate(run) == found


def ranked(*documents):
    """Scores that put documents in this order."""
    return {f"d{document}": -float(i) for i, document in enumerate(documents)}


def judged(*documents, grade=1):
    return {f"d{document}": grade for document in documents}


LONG = ranked(4, 5, 6, 2, 1, 7, 3)
SHORT = ranked(2, 4, 3, 1, 5, 6, 7)
GRADES = {"d2": 5, "d4": 4, "d5": 3, "d10": 2}
DCG = (5 / log2(3) + 4 / log2(5) + 3 / log2(6), 2 + 3 / log2(3) + 5 / 2 + 4 / log2(5), 0.0)
BURGES = (31 / log2(3) + 15 / log2(5) + 7 / log2(6), 3 + 7 / log2(3) + 31 / 2 + 15 / log2(5), 0.0)
IDEAL, IDEAL_BURGES = 5 + 4 / log2(3) + 3 / 2 + 2 / log2(5), 31 + 15 / log2(3) + 7 / 2 + 3 / log2(5)
GRADED = (ranked(1, 2, 3, 4, 5), ranked(10, 5, 2, 4, 3), ranked(1, 3, 6, 7, 8))
TWENTY = ranked(*range(1, 21))
POOLED = {
    "1": (judged(2, 5) | judged(1, 4, grade=0), ranked(1, 2, 3, 4)),
    "2": (judged(2, 5) | judged(1, 6, grade=0), ranked(1, 2, 3, 4, 5, 6)),
    "3": (judged(2, 5, 7) | judged(1, 6, 8, grade=0), ranked(1, 2, 3, 4, 5, 6, 7, 8)),
    "4": (judged(2, 4, 6, 9) | judged(1, 3, 7, 8, grade=0), ranked(1, 2, 3, 4, 6, 7, 8)),
}
NONE_OF_4 = ranked(1, 12, 3, 14, 16, 7, 8)

# ranx's name, ours (None: no measure, but a count), and for each of some queries (judgements, run, value).
RANX = [
    ("hits@5", None, [(judged(1, 4, 5, 6), ranked(1, 2, 3, 4, 5, 7), 3), (judged(1, 4, 6), ranked(1, 2, 4, 3, 5, 7), 2)]),
    ("hit_rate@5", "Success@5", [(judged(9, 6, 8), ranked(1, 2, 3, 4, 5, 7), 0), (judged(1, 2, 4), ranked(1, 2, 4, 3, 5, 7), 1)]),
    ("precision@5", "P@5", [(judged(1, 4, 5, 6), ranked(1, 2, 3, 4, 5, 7), 3 / 5), (judged(1, 2, 3), LONG, 2 / 5), (judged(4, 5, 6, 7), LONG, 3 / 5), (judged(8, 9), LONG, 0)]),
    ("map@6", "AP@6", [(judged(1, 4, 5, 6), ranked(1, 2, 3, 4, 5, 7), 0.525)]),
    ("mrr@5", "RR@5", [(judged(3), ranked(2, 3, 1, 4, 5), 1 / 2), (judged(3), ranked(2, 1, 4, 5), 0), (judged(1), ranked(1, 2, 3, 4, 5), 1)]),
    ("r-precision", "Rprec", [(judged(1, 2, 3), SHORT, 2 / 3), (judged(1, 2), SHORT, 1 / 2)]),
    ("recall@2", "R@2", [(judged(1, 2, 3), SHORT, 1 / 3), (judged(1, 2), SHORT, 1 / 2)]),
    ("dcg@10", "DCG@10", [(GRADES, run, value) for run, value in zip(GRADED, DCG, strict=True)]),
    ("dcg_burges@10", "DCG(gain='exponential')@10", [(GRADES, run, value) for run, value in zip(GRADED, BURGES, strict=True)]),
    ("ndcg@10", "nDCG@10", [(GRADES, run, value / IDEAL) for run, value in zip(GRADED, DCG, strict=True)]),
    ("ndcg_burges@10", "ndcg_burges@10", [(GRADES, run, value / IDEAL_BURGES) for run, value in zip(GRADED, BURGES, strict=True)]),
    ("rbp.5", "rbp.5", [(judged(1, 2, 6, 11, 17), TWENTY, 0.7661)]),
    ("rbp.8", "rbp.8", [(judged(1, 2, 6, 11, 17), TWENTY, 0.4526)]),
    ("rbp.95", "rbp.95", [(judged(1, 2, 6, 11, 17), TWENTY, 0.1881)]),
    ("bpref", "Bpref", [(*POOLED["1"], 1 / 4), (*POOLED["2"], 1 / 2), (*POOLED["3"], 5 / 9), (*POOLED["4"], 7 / 16)]),
    ("f1", "F", [(*POOLED["1"], 1 / 3), (*POOLED["2"], 1 / 2), (*POOLED["3"], 6 / 11), (POOLED["4"][0], NONE_OF_4, 0)]),
]  # fmt: skip


@pytest.mark.parametrize(("theirs", "measure", "queries"), RANX, ids=[row[0] for row in RANX])
def test_ranx(theirs, measure, queries):
    qrels = {f"q{i}": grades for i, (grades, _, _) in enumerate(queries)}
    run = {f"q{i}": one for i, (_, one, _) in enumerate(queries)}
    wanted = pytest.approx(
        [value for *_, value in queries], rel=1e-12, abs=0.51e-4 if "rbp" in theirs else 1e-15
    )
    assert ranx.evaluate(qrels, run, theirs, return_mean=False) == wanted
    rules = {"depth": 5} if measure is None else {}
    assert fr.evaluate(qrels, run, measure or "NumRet(rel=1)", **rules).values[0, 0] == wanted


@pytest.mark.parametrize("metric", ["precision", "recall", "f1"])
def test_ranx_of_an_empty_result(metric):
    qrels = {"q_1": {"doc_a": 1}, "q_2": {"doc_b": 1}, "q_3": {"doc_c": 1}, "q_4": {"doc_d": 1}}
    run = {"q_1": {"doc_a": 1.0}, "q_2": {"doc_b": 1.0}, "q_3": {}, "q_4": {"doc_d": 1.0}}
    assert ranx.evaluate(qrels, run, metric) == 0.75
    assert fr.evaluate(qrels, run, metric).means()[0, 0] == 0.75


def test_pyndeval():
    rows = [("0", "a", "A"), ("0", "b", "B"), ("0", "b", "D"), ("0", "c", "C")]
    query, subtopic, document = zip(*rows, strict=True)
    qrels = pa.table({"query_id": query, "subtopic": subtopic, "doc_id": document, "relevance": [1] * 4})
    run = {"0": {"A": 9.3, "D": 8.4, "E": 8.1, "B": 7.6}}
    wanted = {
        "ERR_IA@5": 0.3933, "ERR_IA@10": 0.3907, "ERR_IA@20": 0.3907, "nERR_IA@5": 0.8297, "nERR_IA@10": 0.8297,
        "nERR_IA@20": 0.8297, "alpha_DCG@5": 0.4052, "alpha_DCG@10": 0.3998, "alpha_DCG@20": 0.3997,
        "alpha_nDCG@5": 0.7868, "alpha_nDCG@10": 0.7868, "alpha_nDCG@20": 0.7868, "NRBP": 0.3906, "nNRBP": 0.8620,
        "AP_IA": 0.5, "P_IA@5": 0.2, "P_IA@10": 0.1, "P_IA@20": 0.05, "StRecall@5": 0.6666, "StRecall@10": 0.6666,
        "StRecall@20": 0.6666,
    }  # fmt: skip
    scores = fr.evaluate(qrels, run, list(wanted), ties="id_ascending")
    found = {name: scores[name].values[0, 0, 0] for name in wanted}
    assert found == pytest.approx(wanted, abs=1e-4)
