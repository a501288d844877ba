"""Adapters against the packages whose interfaces they have, on the input that those take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ratio_table.timing import Row, versus

MEASURES = {
    "nDCG@10": {"ndcg_cut_10"},
    "five measures": {"ndcg_cut_10", "map", "recip_rank", "recall_100", "P_10"},
}


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows."""
    n = 50 if quick else 1000
    qrels, run = _judgements(n), _run(n, 100 if quick else 1000)
    for what, measures in MEASURES.items():
        yield _pytrec_eval(f"{what}, dicts of {n} x {len(run['q0'])}", qrels, run, measures)
    yield _label_ranking(2000 if quick else 20_000)


def _judgements(n: int) -> dict[str, dict[str, int]]:
    rng = np.random.default_rng(1)
    return {f"q{q}": {f"doc{d}": int(d % 3) for d in rng.integers(0, 5000, 30).tolist()} for q in range(n)}


def _run(n: int, depth: int) -> dict[str, dict[str, float]]:
    rng = np.random.default_rng(2)
    return {
        f"q{q}": {
            f"doc{d}": score
            for d, score in zip(
                rng.permutation(5000)[:depth].tolist(), rng.random(depth).tolist(), strict=True
            )
        }
        for q in range(n)
    }


def _pytrec_eval(what: str, qrels: Any, run: Any, measures: set[str]) -> Row:
    import pytrec_eval

    import fastrank.adapters.pytrec_eval as adapter

    def ours() -> Any:
        return adapter.RelevanceEvaluator(qrels, measures).evaluate(run)

    def theirs() -> Any:
        return pytrec_eval.RelevanceEvaluator(qrels, measures).evaluate(run)

    found, expected = ours(), theirs()
    assert found.keys() == expected.keys()
    for query, values in expected.items():
        np.testing.assert_allclose([found[query][name] for name in values], list(values.values()), rtol=1e-12)
    return versus(f"pytrec_eval adapter, {what}", "pytrec_eval", ours, theirs, 7)


def _label_ranking(n: int) -> Row:
    from sklearn import metrics

    from fastrank.adapters import sklearn_metrics

    rng = np.random.default_rng(3)
    labels, scores = rng.random((n, 100)) < 0.1, rng.random((n, 100))
    name = "label_ranking_average_precision_score"

    def ours() -> Any:
        return getattr(sklearn_metrics, name)(labels, scores)

    def theirs() -> Any:
        return getattr(metrics, name)(labels, scores)

    np.testing.assert_allclose(ours(), theirs(), rtol=1e-12)
    return versus(f"sklearn adapter, {name}, {n} x 100", "scikit-learn", ours, theirs, 5)
