"""Ids of any Arrow type as canonical bytes, and queries as dense codes. Never floats, never only hashes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.kernels.id_bytes import IdBytes

Codes = npt.NDArray[np.int64]


def canonical(column: pa.ChunkedArray | pa.Array, name: str, source: str) -> pa.ChunkedArray | pa.Array:
    """Return ids as large_binary: text as its UTF-8 bytes, integers in decimal. A null id raises."""
    column = encodable(column)
    if column.null_count:
        row = pc.index(pc.is_null(column), True).as_py()
        raise ValueError(f"{source}: null {name} in row {row}; every row needs one: drop the row or name it")
    kind = column.type
    if pa.types.is_dictionary(kind):
        return canonical(pc.cast(column, kind.value_type), name, source)
    if pa.types.is_integer(kind):
        column = pc.cast(column, pa.string())
    elif not _is_text(kind):
        raise TypeError(f"{source}: {name} must be text, bytes or integers, got {kind}; ids are never floats")
    return pc.cast(column, pa.large_binary())


def _is_text(kind: pa.DataType) -> bool:
    names = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view")
    return str(kind) in names or pa.types.is_fixed_size_binary(kind)


def id_bytes(column: pa.ChunkedArray | pa.Array, name: str, source: str) -> IdBytes:
    """Return the ids of a column as flat bytes; one pass, no Python object per id."""
    array = canonical(column, name, source)
    if isinstance(array, pa.ChunkedArray):
        chunks = array.chunks or [pa.array([], pa.large_binary())]
        array = pa.concat_arrays(chunks) if len(chunks) > 1 else chunks[0]
    _, offsets, data = array.buffers()
    starts = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    if not len(array):
        starts = np.zeros(1, dtype=np.int64)
    flat = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)
    return IdBytes(starts, flat)


def ids_at(ids: IdBytes, rows: npt.NDArray[np.int64]) -> pa.Array:
    """Return some of the ids as an Arrow array of bytes."""
    buffers = [None, pa.py_buffer(ids.offsets), pa.py_buffer(ids.data)]
    array = pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(ids.offsets) - 1, buffers)
    return array.take(pa.array(rows))


def query_codes(column: pa.ChunkedArray, known: pa.Array | None, source: str) -> tuple[Codes, pa.Array]:
    """Return a dense code for every row's query, and the queries that the codes count.

    Parameters
    ----------
    column
        The query ids of all rows.
    known
        Canonical ids that fix the codes: other queries get -1. Without it codes count new queries in the
        order of their appearance.
    """
    encoded = _dictionary(column, source)
    own = canonical(encoded.dictionary, "query_id", source)
    codes = encoded.indices.to_numpy().astype(np.int64)
    if known is None:
        return _merged(codes, own)
    places = pc.fill_null(pc.index_in(own, value_set=known), -1).to_numpy(zero_copy_only=False)
    return places.astype(np.int64)[codes] if len(places) else codes, own


def _dictionary(column: pa.ChunkedArray, source: str) -> pa.DictionaryArray:
    column = encodable(column)
    if column.null_count:
        canonical(column, "query_id", source)  # raises, naming the row
    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column)
    merged = column.unify_dictionaries().combine_chunks()
    if isinstance(merged, pa.ChunkedArray):
        merged = merged.chunk(0) if merged.num_chunks else pa.array([], column.type)
    return merged


def encodable(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Return a column that Arrow can encode, unify, take and cast.

    Views become bytes, in dictionaries too; a dictionary that holds a null is taken apart.
    """
    kind = column.type
    if str(kind) in ("string_view", "binary_view"):
        return pc.cast(column, pa.large_binary())
    if not pa.types.is_dictionary(kind):
        return column
    if str(kind.value_type).endswith("_view"):
        column = _of_bytes(column)
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    with_null = any(chunk.dictionary.null_count for chunk in chunks)
    return pc.cast(column, column.type.value_type) if with_null else column


def _of_bytes(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    if isinstance(column, pa.ChunkedArray):
        kind = pa.dictionary(column.type.index_type, pa.large_binary())
        return pa.chunked_array([_of_bytes(chunk) for chunk in column.chunks], kind)
    return pa.DictionaryArray.from_arrays(column.indices, encodable(column.dictionary))


def takeable(table: pa.Table) -> pa.Table:
    """Return a table whose rows Arrow can take and group: no column of views."""
    columns = {name: encodable(table.column(name)) for name in table.column_names}
    return pa.table(columns) if columns else table


def _merged(codes: Codes, own: pa.Array) -> tuple[Codes, pa.Array]:
    """Dictionaries of others may hold unused or repeated values: count only what rows use."""
    used, first = np.unique(codes, return_index=True)
    in_order = used[np.argsort(first)]
    values = own.take(pa.array(in_order))
    unique = pc.unique(values)
    place = np.full(len(own), -1, dtype=np.int64)
    place[in_order] = pc.index_in(values, value_set=unique).to_numpy(zero_copy_only=False)
    return place[codes], unique


def texts(ids: pa.Array, source: str) -> list[str]:
    """Return canonical ids as Python text; bytes that are not UTF-8 are shown escaped."""
    try:
        return pc.cast(ids, pa.large_string()).to_pylist()
    except pa.ArrowInvalid:
        return [value.decode("utf-8", "backslashreplace") for value in ids.to_pylist()]
