"""Runs of several systems over shared candidates, made from a seed. Frozen like `inputs`."""

from __future__ import annotations

from typing import Any

import numpy as np


def fusion_runs(n_systems: int, n_queries: int, depth: int) -> dict[str, Any]:
    """Return Arrow tables in memory: string ids, scores in falling order and without ties.

    Every system retrieves `depth` of ``2 * depth`` candidates of a query: two systems share half of what they find.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    rng = np.random.default_rng(20261127)
    names = pa.array([f"q{i}" for i in range(n_queries)])
    queries = names.take(pa.array(np.repeat(np.arange(n_queries), depth)))
    runs = {}
    for system in range(n_systems):
        chosen = rng.random((n_queries, 2 * depth)).argsort(axis=1)[:, :depth]
        digits = pc.utf8_lpad(pc.cast(pa.array(chosen.ravel()), pa.string()), 7, "0")
        scores = -np.sort(-rng.gamma(4.0, 4.0, (n_queries, depth)), axis=1)
        columns = {"query_id": queries, "doc_id": pc.binary_join_element_wise("D", digits, "")}
        runs[f"s{system}"] = pa.table({**columns, "score": scores.ravel()})
    return runs
