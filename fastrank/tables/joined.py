"""Joined tables: scores and grades of a document in one row, grouped into queries by any columns."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.tables.arrow_input import read_table
from fastrank.tables.columns import ALIASES, choose_columns
from fastrank.tables.id_runs import encodable
from fastrank.tables.ids import canonical, query_codes, texts
from fastrank.tables.nested import is_list, unnested
from fastrank.tables.origin import with_rows

NAME = "table"  # what errors call it

Integers = npt.NDArray[np.int64]


class JoinedRows(NamedTuple):
    """Rows with `score` and `relevance` (and `doc_id`), the group of each, and the columns that tell groups apart."""

    rows: pa.Table
    codes: Integers
    keys: pa.Table
    labels: list[str]  # what errors call each group


def read_joined(source: Any, by: Sequence[str] | str | None, columns: Mapping[str, str] | None) -> JoinedRows:
    """Read a long table, or one with list columns, from anything with the Arrow C stream."""
    if isinstance(source, str | os.PathLike | Mapping):
        raise TypeError(
            f"table: cannot read a {type(source).__name__}; pass an Arrow table or data frame (anything with "
            "__arrow_c_stream__), or judgements and runs to fastrank.evaluate"
        )
    table, _ = read_table(source, NAME)
    found = choose_columns(table.column_names, "joined", columns, NAME)
    _refuse_one_for_two(found)
    nested = is_list(table.schema.field(found["score"]).type)
    names = _group_columns(table.column_names, by, found, nested=nested)
    codes, first = _group_codes(table, names) if names else _groups_without_keys(table, nested=nested)
    values: dict[str, Any] = {"query_id": codes}
    values |= {name: table.column(found[name]) for name in ("doc_id", "score", "relevance") if name in found}
    rows = unnested(pa.table(values), "joined", NAME)
    if "doc_id" in found:
        at = rows.column_names.index("doc_id")
        rows = rows.set_column(at, "doc_id", encodable(rows.column("doc_id")))
    kept = {name: _takeable(table.column(name)).take(pa.array(first)) for name in names}
    keys: pa.Table = pa.table(kept)
    return JoinedRows(with_rows(rows), _int64(rows.column("query_id")), keys, _labels(keys, first))


def _refuse_one_for_two(found: Mapping[str, str]) -> None:
    if found["score"] == found["relevance"]:
        raise ValueError(
            f"{NAME}: column {found['score']!r} cannot be both score and relevance; "
            "name the other with columns={'relevance': ...}"
        )


def _group_columns(
    names: Sequence[str], by: Sequence[str] | str | None, found: Mapping[str, str], *, nested: bool
) -> list[str]:
    if by is not None:
        given = [by] if isinstance(by, str) else list(by)
        absent = [name for name in given if name not in names]
        if absent:
            raise ValueError(f"by: no column {absent[0]!r}; the table has: {', '.join(names)}")
        return given
    if "query_id" not in found and not nested:
        raise ValueError(
            f"{NAME}: no column for query_id (accepted: {', '.join(ALIASES['query_id'])}); it has: "
            f"{', '.join(names)}; name those that tell queries apart with by=[...], or by=[] if all is one query"
        )
    return [found[name] for name in ("system", "query_id") if name in found]


def _group_codes(table: pa.Table, names: Sequence[str]) -> tuple[Integers, Integers]:
    """Return the group of each row, counted by first appearance, and the first row of each group."""
    n = table.num_rows
    codes = np.zeros(n, dtype=np.int64)
    for name in names:
        column = table.column(name)
        if column.null_count:
            row = pc.index(pc.is_null(column), True).as_py()
            raise ValueError(f"{NAME}: {name} is null in row {row}; name the query of every row or drop it")
        own, known = query_codes(column, None, f"{NAME}, column {name}")
        codes = codes * len(known) + own
        if len(names) > 1:
            codes = _by_appearance(codes)
    first = np.empty(codes.max() + 1 if n else 0, dtype=np.int64)
    first[codes[::-1]] = np.arange(n)[::-1]  # of equal places the last one written stays
    return codes, first


def _by_appearance(codes: Integers) -> Integers:
    _, first, dense = np.unique(codes, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    return place[dense]


def _groups_without_keys(table: pa.Table, *, nested: bool) -> tuple[Integers, Integers]:
    """Every row with lists is a group; a long table is one."""
    if nested:
        return np.arange(table.num_rows), np.arange(table.num_rows)
    return np.zeros(table.num_rows, dtype=np.int64), np.zeros(1, dtype=np.int64)


def _takeable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return text views as text: Arrow cannot take rows of views."""
    kinds = {"string_view": pa.large_string(), "binary_view": pa.large_binary()}
    return column.cast(kinds.get(str(column.type), column.type))


def _int64(column: pa.ChunkedArray) -> Integers:
    return np.asarray(column.to_numpy(), dtype=np.int64)


def _labels(keys: pa.Table, first: Integers) -> list[str]:
    if not keys.num_columns:
        return [f"row {row}" for row in first.tolist()] if len(first) != 1 else ["all rows"]
    parts = [texts(canonical(column, "key", NAME), NAME) for column in keys.columns]
    labels = [", ".join(part) for part in zip(*parts, strict=True)]
    if len(set(labels)) < len(labels):
        labels = [f"{label} (from row {row})" for label, row in zip(labels, first.tolist(), strict=True)]
    return labels
