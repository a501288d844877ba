"""Rows as an Arrow table of many types: text, bytes, views, dictionaries, integers; sliced, in chunks, nested."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pyarrow as pa

from tools.fuzz.small_collections import Rows

Rng = np.random.Generator

_TEXT = (pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view())
_BYTES = _TEXT[3:]
_WHOLE = (pa.int64(), pa.int32(), pa.int16(), pa.uint32())
_NUMBERS = (pa.float64(), pa.float64(), pa.float64(), pa.float32())
_LISTS = (pa.list_, pa.large_list, pa.list_view, pa.large_list_view)


def arrow_table(
    rng: Rng,
    rows: Rows,
    kind: str,
    *,
    nested: bool = False,
    in_memory: bool = True,
    systems: list[str] | None = None,
) -> pa.Table:
    """Return the table of rows; `in_memory` allows types and layouts that Parquet has not."""
    number = "relevance" if kind == "qrels" else "score"
    queries, documents, numbers = (list(column) for column in zip(*rows, strict=True))
    columns = {
        "query_id": _ids(rng, queries, in_memory),
        "doc_id": _ids(rng, documents, in_memory),
        number: _numbers(rng, numbers),
    }
    keys = queries if systems is None else list(zip(queries, systems, strict=True))
    if nested:
        made = _nested(rng, columns, keys, in_memory)
        if systems is not None:
            heads = [i for i, key in enumerate(keys) if i == 0 or key != keys[i - 1]]
            made["system"] = _ids(rng, [systems[i] for i in heads], in_memory)
        return pa.table(made)
    if systems is not None:
        columns["system"] = _ids(rng, systems, in_memory)
    table = pa.table(columns)
    return _cut_up(rng, table) if in_memory else table


def _ids(rng: Rng, ids: list[Any], in_memory: bool) -> pa.Array:
    if isinstance(ids[0], int) and rng.random() < 0.7:
        kind = _WHOLE[int(rng.integers(len(_WHOLE)))]
        try:
            return pa.array(ids, kind)
        except (pa.ArrowInvalid, OverflowError):
            return pa.array(ids, pa.int64())
    values = [str(value) if isinstance(value, int) else value for value in ids]
    kinds = _BYTES if any(isinstance(value, bytes) for value in values) else _TEXT
    kind = kinds[int(rng.integers(len(kinds)))]
    if "view" in str(kind) and not in_memory:
        kind = kinds[0]
    if "binary" in str(kind):
        values = [value.encode() if isinstance(value, str) else value for value in values]
    array = pa.array(values, kind)
    if rng.random() < 0.3 and "view" not in str(kind):
        array = _encoded(rng, array)
    return array


def _encoded(rng: Rng, array: pa.Array) -> pa.Array:
    """A dictionary; it may hold values that nobody uses, and some twice."""
    known = array.dictionary_encode()
    index = known.indices.cast([pa.int8(), pa.int32(), pa.int64()][int(rng.integers(3))])
    values = known.dictionary
    if rng.random() < 0.5:
        values = pa.concat_arrays([values, values])
        twice = rng.integers(0, 2, len(index)) * len(known.dictionary)
        index = pa.array(index.to_numpy() + twice, index.type)
    return pa.DictionaryArray.from_arrays(index, values)


def _numbers(rng: Rng, numbers: list[Any]) -> pa.Array:
    if all(isinstance(number, int) for number in numbers) and rng.random() < 0.8:
        return pa.array(numbers, [pa.int8(), pa.int32(), pa.int64()][int(rng.integers(3))])
    return pa.array([float(number) for number in numbers], pa.float64())


def _cut_up(rng: Rng, table: pa.Table) -> pa.Table:
    """The same rows as a slice of more, or in chunks."""
    if rng.random() < 0.5:
        n = table.num_rows
        before = min(2, n)
        table = pa.concat_tables([table.slice(n - before), table, table.slice(0, 3)]).unify_dictionaries()
        return table.combine_chunks().slice(before, n)
    if rng.random() < 0.5:
        size = int(rng.integers(1, 9))
        return pa.concat_tables([table.slice(i, size) for i in range(0, table.num_rows, size)])
    return table


def _nested(
    rng: Rng, columns: dict[str, pa.Array], queries: list[Any], in_memory: bool
) -> dict[str, pa.Array]:
    """One row a query; its rows follow each other."""
    starts = [i for i in range(len(queries)) if i == 0 or queries[i] != queries[i - 1]]
    bounds = list(itertools.pairwise([*starts, len(queries)]))
    lists = _LISTS[int(rng.integers(len(_LISTS)))] if in_memory else pa.list_
    heads = (
        columns["query_id"].take(pa.array(starts)) if "view" not in str(columns["query_id"].type) else None
    )
    if heads is None:
        heads = pa.array([columns["query_id"][i].as_py() for i in starts], columns["query_id"].type)
    made = {"query_id": heads}
    for name in list(columns)[1:]:
        column = columns[name]
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        made[name] = pa.array([column[a:b].to_pylist() for a, b in bounds], lists(column.type))
    return made
