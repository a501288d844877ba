"""Attributes of queries in score tables: columns with one value for each query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.tables.delimited import is_numeric
from fastrank.tables.id_runs import encodable
from fastrank.tables.ids import canonical, query_codes

MARK, DATASET, QUERY = b"fastrank", "dataset", "@query"
_BETWEEN = "\x1f"


def attribute_names(
    table: pa.Table, named: Sequence[str] | None, columns: Mapping[str, str] | None, source: str
) -> list[str]:
    """Return the columns named, those that `Scores.to_arrow` marked, and ``dataset`` if it holds text."""
    for name in named or ():
        if name not in table.column_names:
            raise ValueError(
                f"{source}: no column {name!r} for attributes; it has: {', '.join(table.column_names)}"
            )
    taken = set((columns or {}).values())
    return [
        field.name
        for field in table.schema
        if field.name not in taken
        and (field.name in (named or ()) or MARK in (field.metadata or {}) or _is_dataset(table, field.name))
    ]


def _is_dataset(table: pa.Table, name: str) -> bool:
    return name == DATASET and not is_numeric(table.column(name))


def by_dataset(table: pa.Table, query: str, source: str) -> pa.Table:
    """Add what tells queries apart where ids repeat across data sets."""
    datasets, ids = (_texts(table.column(name), name, source) for name in (DATASET, query))
    if pc.any(pc.match_substring(datasets, _BETWEEN)).as_py():
        raise ValueError(f"{source}: the name of a data set holds the character U+001F; rename it")
    return table.append_column(
        QUERY, pc.binary_join_element_wise(datasets, ids, pa.scalar(_BETWEEN, pa.large_string()))
    )


def _texts(column: pa.ChunkedArray, name: str, source: str) -> pa.ChunkedArray:
    return pc.cast(canonical(column, name, source), pa.large_string())


def query_ids(names: Sequence[str]) -> list[str]:
    """Return the ids of queries that `by_dataset` named."""
    return [name.partition(_BETWEEN)[2] for name in names]


def shown_query(name: str) -> str:
    """Return a query as people read it: ``dataset/id`` where `by_dataset` named it."""
    return name.replace(_BETWEEN, "/")


def attribute_values(table: pa.Table, names: Sequence[str], query: str | None, source: str) -> dict[str, Any]:
    """Return every attribute's values, query by query in the order of their appearance."""
    if query is None:
        return {name: table.column(name) for name in names}
    codes, _ = query_codes(
        pa.chunked_array([canonical(table.column(query).combine_chunks(), query, source)]), None, source
    )
    first = np.unique(codes, return_index=True)[1]
    for name in names:
        _refuse_varying(table, name, codes, first, query, source)
    return {name: encodable(table.column(name)).take(pa.array(first)) for name in names}


def _refuse_varying(
    table: pa.Table, name: str, codes: np.ndarray, first: np.ndarray, query: str, source: str
) -> None:
    encoded = pc.dictionary_encode(encodable(table.column(name))).unify_dictionaries().combine_chunks()
    encoded = encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) else encoded
    values = pc.fill_null(encoded.indices, -1).to_numpy()
    odd = np.flatnonzero(values != values[first][codes])
    if len(odd):
        row, other = int(odd[0]), int(first[codes[odd[0]]])
        column = table.column(name)
        shown = table.column(query)[row].as_py()
        shown = shown_query(shown) if isinstance(shown, str) else shown
        raise ValueError(
            f"{source}: attribute {name!r} of query {shown!r} is {column[other].as_py()!r} in row {other} and "
            f"{column[row].as_py()!r} in row {row}; a query has one value"
        )
