"""Where the id of a column changes from one row to the next: once a query, where rows come query by query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank import parallel
from fastrank.kernels.id_bytes import IdBytes
from fastrank.kernels.id_lookup import mark_changes

Integers = npt.NDArray[np.int64]

_TEXT = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view")


def id_runs(column: pa.ChunkedArray | pa.Array, name: str, source: str) -> tuple[Integers, pa.Array]:
    """Return the rows where another id begins, and the ids there; a dictionary's neighbours may yet be equal."""
    refuse_other_types(column.type, name, source)
    array = _one_array(encodable(column))
    if not len(array):
        return np.zeros(0, dtype=np.int64), array
    if pa.types.is_run_end_encoded(array.type):
        return _given_runs(array)
    if pa.types.is_dictionary(array.type):
        codes = array.indices.to_numpy()
        starts = _changes(codes)
        return starts, array.dictionary.take(pa.array(codes[starts]))
    starts = _changes(array.to_numpy()) if pa.types.is_integer(array.type) else _text_changes(array)
    return starts, array.take(pa.array(starts))


def refuse_other_types(kind: pa.DataType, name: str, source: str) -> None:
    """Raise ``TypeError`` where a column cannot be one of ids."""
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        kind = kind.value_type
    if not (pa.types.is_integer(kind) or pa.types.is_fixed_size_binary(kind) or str(kind) in _TEXT):
        raise TypeError(f"{source}: {name} must be text, bytes or integers, got {kind}; ids are never floats")


def _one_array(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    if isinstance(column, pa.Array):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    merged = column.unify_dictionaries().combine_chunks()
    return merged if isinstance(merged, pa.Array) else pa.concat_arrays(merged.chunks)


def _given_runs(array: pa.RunEndEncodedArray) -> tuple[Integers, pa.Array]:
    """Return where the runs begin, and what they hold; neighbours may be equal."""
    first, n = array.find_physical_offset(), array.find_physical_length()
    ends = array.run_ends.slice(first, n).to_numpy().astype(np.int64) - array.offset
    return np.append(0, ends[:-1]), encodable(array.values.slice(first, n))


def _changes(values: npt.NDArray[np.integer]) -> Integers:
    changes = np.empty(len(values), dtype=np.bool_)
    changes[0] = True
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return np.flatnonzero(changes)


def _text_changes(array: pa.Array) -> Integers:
    changes = np.empty(len(array), dtype=np.bool_)
    parallel.run(mark_changes, (flat_text(array),), (changes,), len(array))
    return np.flatnonzero(changes)


def encodable(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Return a column that Arrow can encode, unify, take and cast.

    Views become bytes, in dictionaries too; a dictionary that holds a null is taken apart.
    """
    kind = column.type
    if str(kind) in ("string_view", "binary_view"):
        return _view_bytes(column)
    if not pa.types.is_dictionary(kind):
        return column
    if str(kind.value_type).endswith("_view"):
        column = _of_bytes(column)
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    with_null = any(chunk.dictionary.null_count for chunk in chunks)
    return pc.cast(column, column.type.value_type) if with_null else column


def _view_bytes(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Return views as bytes; where null, a view may hold any length, and Arrow would ask for as much memory."""
    if not column.null_count:
        return pc.cast(column, pa.large_binary())
    if isinstance(column, pa.ChunkedArray):
        return pa.chunked_array([_view_bytes(chunk) for chunk in column.chunks], pa.large_binary())
    valid, views, *data = column.buffers()
    own = np.frombuffer(views, dtype=np.uint64)[: 2 * (column.offset + len(column))].reshape(-1, 2).copy()
    own[column.offset :][column.is_null().to_numpy(zero_copy_only=False)] = 0
    buffers = [valid, pa.py_buffer(own), *data]
    cleared = pa.Array.from_buffers(column.type, len(column), buffers, offset=column.offset)
    return pc.cast(cleared, pa.large_binary())


def _of_bytes(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    if isinstance(column, pa.ChunkedArray):
        kind = pa.dictionary(column.type.index_type, pa.large_binary())
        return pa.chunked_array([_of_bytes(chunk) for chunk in column.chunks], kind)
    return pa.DictionaryArray.from_arrays(column.indices, encodable(column.dictionary))


def takeable(table: pa.Table) -> pa.Table:
    """Return a table whose rows Arrow can take and group: no column of views."""
    columns = {name: encodable(table.column(name)) for name in table.column_names}
    return pa.table(columns) if columns else table


def without_dictionaries(table: pa.Table) -> pa.Table:
    """Arrow gathers no dictionary-encoded values into lists, nor groups by them where chunks have different ones."""
    columns = {name: table.column(name) for name in table.column_names}
    return pa.table({
        name: column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for name, column in columns.items()
    })  # fmt: skip


def one_table(tables: Sequence[pa.Table]) -> pa.Table:
    """Return the rows of tables of which some may have a dictionary, or a view, where others have text."""
    if any(table.schema != tables[0].schema for table in tables):
        tables = [without_dictionaries(takeable(table)) for table in tables]
    return pa.concat_tables(tables, promote_options="permissive")


def flat_text(array: pa.Array) -> IdBytes:
    """Return text or bytes where they are, offsets of 32 bits, too: widening takes as long as looking for changes."""
    narrow = str(array.type) in ("string", "binary")
    if not narrow and str(array.type) not in ("large_string", "large_binary"):
        array = pc.cast(array, pa.large_binary())
    _, offsets, data = array.buffers()
    starts: npt.NDArray[Any] = np.zeros(1, dtype=np.int32 if narrow else np.int64)
    if len(array):
        starts = np.frombuffer(offsets, dtype=starts.dtype)[array.offset : array.offset + len(array) + 1]
    return IdBytes(starts, np.frombuffer(data, dtype=np.uint8) if data else np.zeros(0, dtype=np.uint8))


def holds_x(text: pa.ChunkedArray) -> bool:
    """Whether a letter x stands anywhere in text or bytes: Arrow takes 0x1F for 31."""
    for chunk in text.chunks:
        ids = flat_text(chunk)
        data = ids.data[ids.offsets[0] : ids.offsets[-1]]
        if ((data == ord("x")) | (data == ord("X"))).any():
            return True
    return False
