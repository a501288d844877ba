"""Arrow list arrays to flat values and offsets, zero-copy where Arrow allows it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fastrank.ragged import checked_offsets

_LIST_VIEWS = ("list_view", "large_list_view")


def from_arrow(value: Any, name: str) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64], Any]:
    """Return (values, offsets, null): `null` marks null values, or is None; a null list is an empty one."""
    array = one_array(value, name)
    if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
        raise TypeError(f"{name}: expected Arrow lists of numbers, got {array.type}")
    flat, offsets = flat_lists(array, name)
    return numbers(flat, name), offsets, nulls(flat)


def flat_lists(array: pa.Array, name: str) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """Return the values that the lists hold and, from 0, their offsets."""
    flat, offsets = _flat(array)
    offsets = checked_offsets(offsets, len(flat), name)
    return flat.slice(offsets[0], offsets[-1] - offsets[0]), offsets - offsets[0]


def one_array(value: Any, name: str) -> pa.Array:
    """Return an Arrow array of what offers one, in one piece; lists with offsets."""
    try:
        chunked = pa.chunked_array(value) if hasattr(value, "__arrow_c_stream__") else pa.array(value)
        array = chunked.combine_chunks() if isinstance(chunked, pa.ChunkedArray) else chunked
        array.validate()
    except pa.ArrowInvalid as error:
        raise ValueError(f"{name}: malformed Arrow data: {error}") from None
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    if pa.types.is_fixed_size_list(array.type) or str(array.type).startswith(_LIST_VIEWS):
        array = pa.array(array.to_pylist(), pa.large_list(array.type.value_type))
    return array


def _flat(array: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    if array.null_count:  # a null list may point anywhere: rebuild with empty lists instead
        lengths = np.where(
            array.is_valid().to_numpy(zero_copy_only=False), array.value_lengths().fill_null(0), 0
        )
        return array.flatten(), np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    return array.values, array.offsets.to_numpy()


def numbers(flat: pa.Array, name: str) -> npt.NDArray[Any]:
    """Return the values; a null becomes 0 and is marked by :func:`nulls`."""
    kind = flat.type
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)):
        raise TypeError(f"{name}: expected numbers, got {kind}")
    if pa.types.is_boolean(kind):
        flat = flat.cast(pa.int8())
    if flat.null_count:
        flat = flat.fill_null(0)
    return np.asarray(flat.to_numpy(zero_copy_only=False))


def nulls(flat: pa.Array) -> npt.NDArray[np.bool_] | None:
    """Return where values are null, or None where none is."""
    if not flat.null_count:
        return None
    return np.asarray(flat.is_null().to_numpy(zero_copy_only=False))
