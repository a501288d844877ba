"""Scores as a long Arrow table that shares what repeats: no row costs more than its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from fastrank.scores.scores import Scores

ROWS_A_CHUNK = 1 << 16
_FEW_QUERIES = 1 << 12  # then chunks would be so short that a reader is better served by a copy

_SCHEMA = pa.schema([
    ("system", pa.string()), ("query_id", pa.string()), ("measure", pa.string()), ("value", pa.float64()),
])  # fmt: skip


def long_table(scores: Scores) -> pa.Table:
    """Return system, query_id, measure and value, measure by measure and system by system."""
    n = len(scores.queries)
    queries = pa.array(scores.queries, pa.string())
    systems, measures = (
        [pa.repeat(name, min(n, ROWS_A_CHUNK)) for name in names]
        for names in (scores.systems, scores.measures)
    )
    batches = []
    for m, measure in enumerate(measures):
        for s, system in enumerate(systems):
            for begin in range(0, n, ROWS_A_CHUNK):
                values = pa.array(scores.values[m, s, begin : begin + ROWS_A_CHUNK])
                rows = len(values)
                columns = [system[:rows], queries[begin : begin + rows], measure[:rows], values]
                batches.append(pa.record_batch(columns, schema=_SCHEMA))
    table = pa.Table.from_batches(batches, _SCHEMA)
    return table.combine_chunks() if n < _FEW_QUERIES else table
