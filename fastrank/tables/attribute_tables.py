"""Tables with one row a query: its id, perhaps its data set, and attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from fastrank.tables.ids import canonical, texts
from fastrank.tables.score_attributes import DATASET
from fastrank.tables.score_columns import NAMES
from fastrank.tables.score_tables import read_rows


class AttributeRows(NamedTuple):
    """Ids of queries, their data sets where rows tell them, and the values of each attribute, row by row."""

    source: str
    queries: list[str]
    datasets: list[str] | None
    attributes: dict[str, list[Any]]


def read_attributes(
    source: Any, columns: Mapping[str, str] | None, names: Sequence[str] | None, *, by_dataset: bool
) -> AttributeRows:
    """Read a table of attributes, or those named; with `by_dataset` its column `dataset` tells queries apart."""
    if isinstance(source, list | tuple):
        raise TypeError(
            "attributes: a sequence has no ids; pass a table or path with one row a query, "
            "or {attribute: {query: value}}"
        )
    if _by_attribute(source):
        source = _table_of(source)
    table, label = read_rows(source, "attributes")
    query = _query_column(table, columns or {}, label)
    own = DATASET if by_dataset and DATASET in table.column_names else None
    wanted = (
        [name for name in table.column_names if name not in (query, own)] if names is None else list(names)
    )
    for name in wanted:
        if name not in table.column_names:
            raise ValueError(f"{label}: no column {name!r}; it has: {', '.join(table.column_names)}")
    if not wanted:
        raise ValueError(f"{label}: no column beside {query!r}; one row a query has its id and attributes")
    queries, datasets = (_ids(table, name, label) if name else None for name in (query, own))
    assert queries is not None
    return AttributeRows(label, queries, datasets, {name: table.column(name).to_pylist() for name in wanted})


def _by_attribute(source: Any) -> bool:
    return (
        isinstance(source, Mapping) and bool(source) and all(isinstance(v, Mapping) for v in source.values())
    )


def _table_of(source: Mapping[str, Mapping[Any, Any]]) -> pa.Table:
    """Return ``{attribute: {query: value}}`` as rows; a query that one of them does not tell of has a null there."""
    queries = list(dict.fromkeys(query for values in source.values() for query in values))
    columns = {
        str(name): pa.array([values.get(query) for query in queries]) for name, values in source.items()
    }
    return pa.table({"query_id": pa.array(queries), **columns})


def _query_column(table: pa.Table, columns: Mapping[str, str], label: str) -> str:
    for name in columns:
        if name != "query_id":
            raise ValueError(f"columns: {name!r}: only query_id can be named here")
    given = columns.get("query_id")
    found = given or next((name for name in ("_id", *NAMES["query_id"]) if name in table.column_names), None)
    if found is None or found not in table.column_names:
        missing = (
            f"no column {given!r}"
            if given
            else "no column for query_id (accepted: query_id, qid, topic, ...)"
        )
        raise ValueError(
            f"{label}: {missing}; it has: {', '.join(table.column_names)}; columns={{'query_id': ...}}"
        )
    return found


def _ids(table: pa.Table, name: str, label: str) -> list[str]:
    ids = canonical(table.column(name), name, label)
    ids = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
    return texts(ids, label)
