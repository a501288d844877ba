"""Tables with one row a query: list columns become the long table, without copying values."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from fastrank.ragged import checked_offsets
from fastrank.tables.columns import NEEDED
from fastrank.tables.id_runs import takeable
from fastrank.tables.origin import with_rows


def is_list(kind: pa.DataType) -> bool:
    """Whether an Arrow type holds one list a row."""
    return str(kind).split("<")[0] in (
        "list",
        "large_list",
        "fixed_size_list",
        "list_view",
        "large_list_view",
    )


def _holds_lists(table: pa.Table, name: str) -> bool:
    return name in table.column_names and is_list(table.schema.field(name).type)


def unnested(table: pa.Table, kind: str, source: str) -> pa.Table:
    """Return the long table: query (and system) repeated, list columns flattened."""
    lists = [name for name in NEEDED[kind] if name != "query_id"]
    lists += [name for name in ("doc_id", "subtopic") if name not in lists and _holds_lists(table, name)]
    if not any(is_list(table.schema.field(name).type) for name in lists):
        return table
    flat = [name for name in lists if not is_list(table.schema.field(name).type)]
    if flat:
        raise TypeError(f"{source}: {flat[0]} must be a list column, because another one is")
    batches = [_unnest(batch, lists, source) for batch in with_rows(takeable(table)).to_batches()]
    return pa.Table.from_batches(batches) if batches else _empty(table, lists)


def _unnest(batch: pa.RecordBatch, lists: list[str], source: str) -> pa.RecordBatch:
    columns = {name: _as_list(batch.column(name)) for name in lists}
    lengths = {name: _lengths(column) for name, column in columns.items()}
    first, *others = lists
    for name in others:
        differ = np.flatnonzero(lengths[name] != lengths[first])
        if len(differ):
            row = int(differ[0])
            raise ValueError(
                f"{source}: row {row} has {lengths[first][row]} {first} values but {lengths[name][row]} {name} values"
            )
    owner = pa.array(np.repeat(np.arange(batch.num_rows), lengths[first]))
    repeated = {name: batch.column(name).take(owner) for name in batch.schema.names if name not in lists}
    values = {name: _values(column, name, source) for name, column in columns.items()}
    return pa.RecordBatch.from_pydict({**repeated, **values})


def _as_list(column: pa.Array) -> pa.Array:
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return column
    return pa.array(column.to_pylist(), pa.large_list(column.type.value_type))


def _lengths(column: pa.Array) -> np.ndarray:
    return np.asarray(column.value_lengths().fill_null(0).to_numpy(zero_copy_only=False))


def _values(column: pa.Array, name: str, source: str) -> pa.Array:
    if not column.null_count:  # lying offsets must not reach flatten()
        checked_offsets(column.offsets.to_numpy(), len(column.values), f"{source}: {name}")
    return column.flatten()


def _empty(table: pa.Table, lists: list[str]) -> pa.Table:
    fields = [(f.name, f.type.value_type if f.name in lists else f.type) for f in table.schema]
    return pa.schema(fields).empty_table()
