"""Values of ranx's metrics: grades below the level are gone before anything is computed, but for bpref."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.adapters.ranx.names import Metric
from fastrank.evaluate import evaluate
from fastrank.spec import Measure, parse

Nested = Mapping[str, Mapping[str, Any]]
Values = npt.NDArray[np.float64]

_OURS = {
    "hit_rate": "Success", "precision": "P", "recall": "R", "r-precision": "Rprec", "mrr": "RR", "map": "AP",
    "dcg": "DCG", "dcg_burges": "DCG(gain='exponential')", "ndcg": "nDCG", "ndcg_burges": "nDCG(gain='exponential')",
}  # fmt: skip


def metric_values(metric: Metric, qrels: Nested, run: Nested) -> Values:
    """One value a query, in the order of the run."""
    if metric.name == "bpref":
        return _bpref(metric, qrels, run)
    relevant = {
        query: {document: grade for document, grade in one.items() if int(grade) >= metric.level}
        for query, one in qrels.items()
    }
    return _of_relevant(metric, relevant, run)


def _of_relevant(metric: Metric, relevant: Nested, run: Nested) -> Values:
    if metric.name == "f1":
        p, r = (_of_relevant(metric._replace(name=name), relevant, run) for name in ("precision", "recall"))
        return np.divide(2 * p * r, p + r, out=np.zeros(len(p)), where=p + r > 0)
    if metric.name == "hits":
        found = _measured("NumRet(rel=1)" if metric.k is None else f"P@{metric.k}", relevant, run)
        return found if metric.k is None else np.rint(found * metric.k)
    if metric.name == "rbp":
        largest = max((grade for one in relevant.values() for grade in one.values()), default=1)
        name = parse("RBP").replace(p=metric.p, max_grade=largest) if metric.p else "P@1"
        return largest * _measured(name, relevant, run)
    measure = parse(_OURS[metric.name])
    takes_cutoff = metric.k is not None and "k" in measure.parameters and metric.name != "r-precision"
    return _measured(measure.replace(k=metric.k) if takes_cutoff else measure, relevant, run)


def _bpref(metric: Metric, qrels: Nested, run: Nested) -> Values:
    """Negative grades are judged here; without a document that is not relevant there is no value."""
    judged = {query: {d: max(int(grade), 0) for d, grade in one.items()} for query, one in qrels.items()}
    values = _measured(parse("Bpref").replace(rel=metric.level), judged, run)
    hits = metric_values(Metric("hits", None, 0.0, metric.level), qrels, run)
    for i, query in enumerate(run):
        relevant = sum(grade >= metric.level for grade in judged[query].values())
        if not relevant or (relevant == len(judged[query]) and hits[i]):
            values[i] = np.nan
    return values


def _measured(measure: str | Measure, judged: Nested, run: Nested) -> Values:
    """Our values; equal scores keep the order that the run has them in."""
    known = {query: judged[query] for query, one in run.items() if judged[query] and one}
    if not known:
        return np.zeros(len(run))
    scores = evaluate(known, {"run": {query: run[query] for query in known}}, measure, ties="input")
    found = dict(zip(scores.queries, scores.values[0, 0].tolist(), strict=True))
    return np.array([found.get(query, 0.0) for query in run])
