"""One small collection in every form that tables come in."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

import fastrank as fr

MEASURES = ["nDCG@10", "AP", "Bpref", "RBP", "Judged@10"]


def collection(n_queries: int = 12, depth: int = 30, seed: int = 4) -> tuple[pa.Table, pa.Table]:
    """Judgements and a run with tied scores, unjudged documents and integer ids, query by query."""
    rng = np.random.default_rng(seed)
    qrels, run = [], []
    for query in range(n_queries):
        documents = rng.permutation(200)[: 2 * depth].tolist()
        qrels += [
            (query, d, int(g)) for d, g in zip(documents[:depth], rng.integers(-1, 4, depth), strict=True)
        ]
        retrieved = documents[depth // 2 : depth // 2 + depth]
        run += [(query, d, float(s)) for d, s in zip(retrieved, rng.integers(0, 9, depth), strict=True)]
    return _table(qrels, "relevance"), _table(run, "score")


def _table(rows, number):
    queries, documents, numbers = zip(*rows, strict=True)
    return pa.table({"query_id": queries, "doc_id": documents, number: numbers})


def nested(table: pa.Table, lists=pa.large_list) -> pa.Table:
    """One row a query."""
    grouped: dict[int, dict[str, list]] = {}
    *_, number = table.column_names
    for row in table.to_pylist():
        one = grouped.setdefault(row["query_id"], {"doc_id": [], number: []})
        one["doc_id"].append(row["doc_id"])
        one[number].append(row[number])
    columns = {"query_id": pa.array(grouped)}
    for name in ("doc_id", number):
        kind = lists(table.schema.field(name).type)
        columns[name] = pa.array([one[name] for one in grouped.values()], kind)
    return pa.table(columns)


def same_values(one, other) -> bool:
    """Whether two Scores hold the same bits for the same queries, in any order."""
    aligned = other.sel(queries=one.queries)
    return one.values.tobytes() == aligned.values.tobytes()


def reference(**options):
    """The collection's values from plain long tables."""
    return fr.evaluate(*collection(), MEASURES, **options)
