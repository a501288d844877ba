"""A table as every kind of object that `fastrank.evaluate` takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.dataset

Rng = np.random.Generator


class Made(NamedTuple):
    """What fastrank is given, the table that it holds, and whether its rows must come query by query."""

    given: Any
    holds: pa.Table
    streams: bool = False


class _Stream:
    """Nothing but the Arrow C stream."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._table.__arrow_c_stream__(requested_schema)


class _Array:
    """Nothing but the Arrow C array of one batch."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._batch = batch

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
        return self._batch.__arrow_c_array__(requested_schema)


def _batch(rng: Rng, table: pa.Table) -> pa.RecordBatch:
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], table.schema)


def _reader(rng: Rng, table: pa.Table) -> Made:
    return Made(table.unify_dictionaries().to_reader(int(rng.integers(1, 9))), table, True)


def _dicts(rng: Rng, table: pa.Table) -> Made | None:
    """Nested dicts; None where the table has lists, bytes or systems, or a document of a query twice."""
    if table.num_columns > 3:  # several systems
        return None
    number = table.column_names[2]
    rows = table.to_pylist()
    keys = [(row["query_id"], row["doc_id"]) for row in rows]
    kinds = {type(value) for key in keys for value in key} | {type(row[number]) for row in rows}
    if not rows or kinds & {list, bytes, type(None)} or len(set(keys)) < len(keys):
        return None
    nested: dict[Any, dict[Any, Any]] = {}
    for row in rows:
        nested.setdefault(row["query_id"], {})[row["doc_id"]] = row[number]
    ordered = [(q, d, v) for q, documents in nested.items() for d, v in documents.items()]
    columns = dict(zip(table.column_names, map(list, zip(*ordered, strict=True)), strict=True))
    return Made(nested, pa.table(columns))


def _polars(rng: Rng, table: pa.Table) -> Made | None:
    import polars

    try:
        frame = polars.from_arrow(table)
    except Exception:  # a type that polars has not
        return None
    return Made(frame.lazy(), frame.to_arrow(), True) if rng.random() < 0.5 else Made(frame, frame.to_arrow())


def _pandas(rng: Rng, table: pa.Table) -> Made | None:
    try:
        frame = table.to_pandas()
        return Made(frame, pa.table(frame))
    except (pa.ArrowException, TypeError, ValueError):  # a type that pandas has not
        return None


def _duckdb(rng: Rng, table: pa.Table) -> Made | None:
    import duckdb

    connection = duckdb.connect()
    try:
        connection.register("rows_of_the_table", table)
        relation = connection.sql("select * from rows_of_the_table")
        return Made(relation, relation.to_arrow_table(), True)
    except Exception:  # a type that duckdb has not
        return None


OBJECTS: dict[str, Callable[[Rng, pa.Table], Made | None]] = {
    "table": lambda rng, table: Made(table, table),
    "batch": lambda rng, table: Made(_batch(rng, table), table),
    "reader": _reader,
    "dataset": lambda rng, table: Made(pa.dataset.dataset(table), table, True),
    "stream": lambda rng, table: Made(_Stream(table), table, True),
    "array": lambda rng, table: Made(_Array(_batch(rng, table)), table),
    "dicts": _dicts,
    "polars": _polars,
    "pandas": _pandas,
    "duckdb": _duckdb,
}
