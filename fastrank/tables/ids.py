"""Ids of any Arrow type as canonical bytes, and queries as dense codes. Never floats, never only hashes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank import parallel
from fastrank.kernels.decimal_ids import room_for_decimals, write_decimals
from fastrank.kernels.id_bytes import IdBytes
from fastrank.tables.id_runs import encodable, flat_text, id_runs, refuse_other_types

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
    refuse_other_types(kind, name, source)
    if pa.types.is_integer(kind):
        column = pc.cast(column, pa.string())
    return pc.cast(column, pa.large_binary())


def id_bytes(column: pa.ChunkedArray | pa.Array, name: str, source: str) -> IdBytes:
    """Return the ids of a column as flat bytes; one pass, no Python object per id."""
    if pa.types.is_integer(column.type) and not column.null_count:
        values = column.to_numpy()
        if values.dtype != np.uint64 or not len(values) or values.max() < 1 << 63:
            return _decimals(values.astype(np.int64, copy=False))
    array = column if _is_flat(column.type) and not column.null_count else canonical(column, name, source)
    if isinstance(array, pa.ChunkedArray):
        chunks = array.chunks or [pa.array([], pa.large_binary())]
        array = pa.concat_arrays(chunks) if len(chunks) > 1 else chunks[0]
    flat = flat_text(array)
    return IdBytes(flat.offsets.astype(np.int64, copy=False), flat.data)


def _decimals(values: Codes) -> IdBytes:
    offsets = np.empty(len(values) + 1, dtype=np.int64)
    data = np.empty(room_for_decimals(len(values)), dtype=np.uint8)
    parallel.run(write_decimals, (values,), (offsets, data), 1)
    return IdBytes(offsets, data)


def _is_flat(kind: pa.DataType) -> bool:
    return str(kind) in ("string", "binary", "large_string", "large_binary")


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
        order of their appearance. They are looked up once a run of rows, not a row.
    """
    column = encodable(column)
    if column.null_count:
        canonical(column, "query_id", source)  # raises, naming the row
    starts, heads = id_runs(column, "query_id", source)
    own = canonical(heads, "query_id", source)
    values = pc.unique(own) if known is None else known
    codes = pc.fill_null(pc.index_in(own, value_set=values), -1).to_numpy(zero_copy_only=False)
    return np.repeat(codes.astype(np.int64), np.diff(starts, append=len(column))), values


def texts(ids: pa.Array, source: str) -> list[str]:
    """Return canonical ids as Python text; bytes that are not UTF-8 are shown escaped."""
    try:
        return pc.cast(ids, pa.large_string()).to_pylist()
    except pa.ArrowInvalid:
        return [value.decode("utf-8", "backslashreplace") for value in ids.to_pylist()]
