"""Ids of rankings, integers or text, as flat bytes for kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.kernels.id_bytes import IdBytes

_TEXT = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view")
_TOO_WIDE = "an id does not fit 64 bits with a sign; give such ids as text"


def as_arrow(ids: Any, name: str) -> pa.Array:
    """Return Python or NumPy ids as an Arrow array."""
    try:
        return pa.array(ids)
    except (pa.ArrowException, OverflowError, UnicodeEncodeError) as error:
        kinds = sorted({type(id_).__name__ for id_ in ids})
        if kinds == ["int"]:
            raise ValueError(f"{name}: {_TOO_WIDE}") from None
        if len(kinds) == 1 and not isinstance(ids[0], list | tuple | set):
            raise ValueError(f"{name}: an id cannot be read: {error}") from None
        deeper = "; tied ids are one list deep" if set(kinds) & {"list", "tuple", "set"} else ""
        kind = ", ".join(kinds)
        raise TypeError(f"{name}: ids must be all integers or all text, got {kind}{deeper}") from None


def id_bytes(flat: pa.Array, name: str) -> tuple[IdBytes, str]:
    """Text by its UTF-8 bytes, integers by their eight: one kind of buffer, one compiled kernel."""
    if pa.types.is_dictionary(flat.type):
        flat = flat.cast(flat.type.value_type)
    if flat.null_count:
        raise ValueError(f"{name}: the id at place {pc.index(pc.is_null(flat), True)} is null; leave it out")
    if not len(flat):
        return IdBytes(np.zeros(1, np.int64), np.zeros(0, np.uint8)), ""
    if pa.types.is_integer(flat.type):
        return _integer_bytes(flat, name), "integers"
    return _text_bytes(flat, name), "text"


def _text_bytes(flat: pa.Array, name: str) -> IdBytes:
    if str(flat.type) not in _TEXT and not pa.types.is_fixed_size_binary(flat.type):
        raise TypeError(f"{name}: ids must be integers or text, got {flat.type}; ids are never floats")
    narrow = str(flat.type) in ("string", "binary")
    if not narrow:
        flat = pc.cast(flat, pa.large_binary())
    _, offsets, data = flat.buffers()
    starts: npt.NDArray[Any] = np.frombuffer(offsets, np.int32 if narrow else np.int64)
    starts = starts[flat.offset : flat.offset + len(flat) + 1].astype(np.int64)
    return IdBytes(starts, np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8))


def _integer_bytes(flat: pa.Array, name: str) -> IdBytes:
    try:
        values = pc.cast(flat, pa.int64()).to_numpy()
    except pa.ArrowInvalid:
        raise ValueError(f"{name}: {_TOO_WIDE}") from None
    return IdBytes(np.arange(len(values) + 1) * 8, np.ascontiguousarray(values).view(np.uint8))
