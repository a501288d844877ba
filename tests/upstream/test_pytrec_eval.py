"""Random runs through the real pytrec_eval, which is trec_eval 9.0.8: ties, unicode ids, float32, negative grades."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import judged_runs

import fastrank as fr

pytrec_eval = pytest.importorskip("pytrec_eval")

MEASURES = {
    "map": "AP", "Rprec": "Rprec", "bpref": "Bpref", "recip_rank": "RR", "ndcg": "nDCG", "ndcg_cut_5": "nDCG@5",
    "ndcg_cut_1000": "nDCG@1000", "P_5": "P@5", "P_30": "P@30", "recall_5": "R@5", "map_cut_5": "AP@5",
    "success_1": "Success@1", "success_5": "Success@5", "set_P": "P", "set_recall": "R", "set_F": "F",
    "num_q": "NumQ", "num_ret": "NumRet", "num_rel": "NumRel", "num_rel_ret": "NumRet(rel=1)",
    "num_nonrel_judged_ret": "num_nonrel_judged_ret", "gm_map": "gm_map", "gm_bpref": "gm_bpref", "infAP": "infAP",
    "iprec_at_recall_0.00": "IPrec@0", "iprec_at_recall_0.10": "IPrec@0.1", "iprec_at_recall_0.40": "IPrec@0.4",
    "iprec_at_recall_0.80": "IPrec@0.8", "iprec_at_recall_1.00": "IPrec@1", "11pt_avg": "11pt_avg",
    "Rprec_mult_0.20": "Rprec_mult@0.2", "Rprec_mult_1.40": "Rprec_mult@1.4", "utility": "utility", "binG": "binG",
    "G": "G", "ndcg_rel": "ndcg_rel", "Rndcg": "Rndcg", "relative_P_5": "relative_P@5",
    "set_relative_P": "relative_P", "set_map": "SetAP",
}  # fmt: skip
WITHOUT_LEVEL = ("ndcg", "G", "Rndcg", "num_q", "num_ret")
LEVELLED = tuple(name for name in MEASURES if not name.startswith(WITHOUT_LEVEL))


def peer(qrels, run, names, level=1, judged_only=False):
    evaluator = pytrec_eval.RelevanceEvaluator(
        qrels, set(names), relevance_level=level, judged_docs_only_flag=judged_only
    )
    return evaluator.evaluate(run)


def compare(qrels, run, names, level=1, judged_only=False):
    expected = peer(qrels, run, names, level, judged_only)
    if not expected:
        with pytest.raises(ValueError, match="no query in common"):
            fr.evaluate(qrels, run, "AP", compat="trec_eval-9.0.8")
        return
    measures = [fr.parse(MEASURES[name]) for name in names]
    if level != 1:
        measures = [measure.replace(rel=level) for measure in measures]
    scores = fr.evaluate(qrels, run, measures, compat="trec_eval-9.0.8", judged_only=judged_only)
    for name, measure in zip(names, measures, strict=True):
        values = scores[measure].values[0, 0]
        for query, value in zip(scores.queries, values, strict=True):
            if query in expected:
                wanted = _plain(name, expected[query][name])
                assert value == pytest.approx(wanted, rel=1e-12, abs=1e-15), (name, query)
            else:
                assert np.isnan(value)
        of_queries = [one[name] for one in expected.values()]
        if not np.isnan(of_queries).any():
            mean = pytrec_eval.compute_aggregated_measure(name, of_queries)
            assert scores[measure].means()[0, 0] == pytest.approx(mean, rel=1e-12, abs=1e-15)


def _plain(name, value):
    """pytrec_eval keeps logarithms for geometric means; where nothing was retrieved its iprec is 0 / 0, ours is 0."""
    if name.startswith("gm_"):
        return math.exp(value)
    return 0.0 if name.startswith(("iprec", "11pt")) and math.isnan(value) else value


@settings(max_examples=150)
@given(collection=judged_runs())
def test_random_collections(collection):
    compare(*collection, list(MEASURES))


@settings(max_examples=50)
@given(collection=judged_runs(), level=st.integers(2, 3))
def test_relevance_levels(collection, level):
    compare(*collection, list(LEVELLED), level)


@settings(max_examples=50)
@given(collection=judged_runs())
def test_judged_documents_only(collection):
    compare(*collection, list(MEASURES), judged_only=True)


def test_long_tied_runs():
    rng = np.random.default_rng(1)
    qrels, run = {}, {}
    for q in range(20):
        documents = [f"doc-{i}" for i in rng.permutation(3000)[:1500]]
        qrels[f"q{q}"] = {d: int(g) for d, g in zip(documents[:400], rng.integers(-1, 4, 400), strict=True)}
        scores = rng.integers(0, 40, 1300).astype(np.float32) / np.float32(7)
        run[f"q{q}"] = {d: float(s) for d, s in zip(documents[200:], scores, strict=True)}
    compare(qrels, run, list(MEASURES))
    compare(qrels, run, list(MEASURES), judged_only=True)
    compare(qrels, run, list(LEVELLED), level=2)
