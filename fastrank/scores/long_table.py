"""Scores as a long Arrow table that shares what repeats: no row costs more than its value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from fastrank.scores.attributes import DATASET, marked

if TYPE_CHECKING:
    from fastrank.scores.scores import Scores

ROWS_A_CHUNK = 1 << 16
_FEW_QUERIES = 1 << 12  # then chunks would be so short that a reader is better served by a copy


def long_table(scores: Scores) -> pa.Table:
    """Return a row a measure, system and query: all systems of the first measure, then of the next."""
    before, after = _columns_of_queries(scores)
    no_row = _batch(before, after, pa.array([], pa.string()), pa.array([], pa.string()), np.zeros(0))
    table = pa.Table.from_batches(list(_batches(scores, before, after)), no_row.schema)
    return marked(table.combine_chunks() if len(scores.queries) < _FEW_QUERIES else table, scores.attributes)


def _columns_of_queries(scores: Scores) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what names a query, and its other attributes."""
    attributes = {name: pa.array(own) for name, own in scores.attributes.items()}
    data_set = {DATASET: attributes.pop(DATASET)} if DATASET in attributes else {}
    return {**data_set, "query_id": pa.array(scores.query_ids, pa.string())}, attributes


def _batches(scores: Scores, before: dict[str, Any], after: dict[str, Any]) -> Iterator[pa.RecordBatch]:
    n = len(scores.queries)
    repeated = {name: pa.repeat(name, min(n, ROWS_A_CHUNK)) for name in (*scores.systems, *scores.measures)}
    for m, measure in enumerate(scores.measures):
        for s, system in enumerate(scores.systems):
            for begin in range(0, n, ROWS_A_CHUNK):
                here = slice(begin, begin + ROWS_A_CHUNK)
                own, others = (
                    {name: column[here] for name, column in part.items()} for part in (before, after)
                )
                yield _batch(own, others, repeated[system], repeated[measure], scores.values[m, s, here])


def _batch(
    before: dict[str, Any], after: dict[str, Any], system: pa.Array, measure: pa.Array, values: Any
) -> pa.RecordBatch:
    n = len(values)
    columns = {"system": system[:n], **before, "measure": measure[:n], "value": pa.array(values), **after}
    return pa.record_batch({name: column[:n] for name, column in columns.items()})
