"""The diversity measures of ndeval, as pyndeval runs it, on generated judgements; skipped where it is not installed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

import fastrank as fr

pyndeval = pytest.importorskip("pyndeval")

# pyndeval's name -> ours; ndeval has nothing beyond rank 20.
AT_RANKS = {
    "ERR-IA": "ERR_IA", "nERR-IA": "nERR_IA", "alpha-DCG": "alpha_DCG", "alpha-nDCG": "alpha_nDCG", "P-IA": "P_IA",
    "strec": "StRecall",
}  # fmt: skip
NAMES = {f"{theirs}@{k}": f"{ours}@{k}" for theirs, ours in AT_RANKS.items() for k in (1, 2, 5, 10, 20)}
NAMES |= {"NRBP": "NRBP", "nNRBP": "nNRBP", "MAP-IA": "AP_IA"}
UNDIVIDED = ("ERR-IA@1", "alpha-DCG@1")  # ndeval forgets the norm of the first rank


def _collection(seed, queries=40, documents=60, subtopics=6):
    rng = np.random.default_rng(seed)
    rows = np.argwhere(rng.random((queries, documents, subtopics)) < 0.12)
    qrels = [(f"q{q}", f"s{s}", f"doc{d}", int(rng.integers(-1, 4))) for q, d, s in rows]
    run = [
        (f"q{q}", f"doc{d}", float(rng.integers(0, 15)))
        for q in range(queries)
        for d in rng.permutation(documents)[: rng.integers(3, documents)]
    ]
    return qrels, run


def _ours(qrels, run, measures, options):
    query, subtopic, document, grade = zip(*qrels, strict=True)
    judged = pa.table({"query_id": query, "doc_id": document, "subtopic_id": subtopic, "relevance": grade})
    query, document, score = zip(*run, strict=True)
    retrieved = pa.table({"query_id": query, "doc_id": document, "score": score})
    parsed = [fr.parse(measure) for measure in measures]
    bound = [
        m.replace(**{name: value for name, value in options.items() if name in m.metric.defaults})
        for m in parsed
    ]
    return fr.evaluate(judged, retrieved, bound, ties="id_ascending")


@pytest.mark.parametrize(
    ("alpha", "beta", "rel"), [(0.5, 0.5, 1), (0.25, 0.8, 2), (0.0, 0.9, 1), (1.0, 0.3, 1), (0.3, 0.5, 1)]
)
def test_values_equal_those_of_pyndeval(alpha, beta, rel):
    """It orders equal scores by rising id; the ideal ranking, like ours, by falling id."""
    qrels, run = _collection(seed=int(10 * alpha) + rel)
    peer = pyndeval.RelevanceEvaluator(
        qrels, list(NAMES), relevance_level=rel, alpha=alpha, beta=beta
    ).evaluate(run)
    ours = _ours(qrels, run, list(NAMES.values()), {"alpha": alpha, "p": beta, "rel": rel})
    covered = {q: {s for query, s, _, g in qrels if query == q and g >= rel} for q in ours.queries}
    assert len(ours.queries) == len(peer) == 40
    for row, theirs in zip(ours.values[:, 0], NAMES, strict=True):
        wanted = [peer[q][theirs] / (len(covered[q]) if theirs in UNDIVIDED else 1) for q in ours.queries]
        assert row == pytest.approx(wanted, rel=1e-12, abs=1e-15), theirs
