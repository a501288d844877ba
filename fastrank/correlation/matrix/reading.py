"""Vectors from what people have: arrays, nested lists, pandas and polars frames, Arrow tables."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt


class Vectors(NamedTuple):
    """Rows of float64, or of int64 in the order of the integers given; and their names, where they have some."""

    values: npt.NDArray[np.float64 | np.int64]
    labels: list[str] | None


def read_vectors(data: Any, rowvar: bool, name: str) -> Vectors:
    """Return the variables of `data` as rows; the variables of a frame or table are its columns."""
    labels = None
    if hasattr(data, "columns") and hasattr(data, "to_numpy"):
        labels, data, rowvar = [str(column) for column in data.columns], _of_frame(data), False
    elif hasattr(data, "__arrow_c_stream__"):
        labels, data, rowvar = *_of_arrow(data), True
    values = _filled(data, name)
    if values.ndim != 2:
        raise ValueError(
            f"{name} must have two dimensions, variables and items, but has {values.ndim}; "
            "one pair is what kendalltau and its kin are for"
        )
    return Vectors(np.ascontiguousarray(values if rowvar else values.T), labels)


def _of_frame(frame: Any) -> npt.NDArray[Any]:
    values = frame.to_numpy()
    if values.dtype == object and hasattr(frame, "dtypes") and hasattr(frame, "isna"):
        values = frame.to_numpy(dtype=float, na_value=np.nan)  # pandas' nullable numbers
    return np.asarray(values)


def _of_arrow(data: Any) -> tuple[list[str], npt.NDArray[Any]]:
    import pyarrow as pa

    table = pa.table(data)
    columns = [column.to_numpy() for column in table.columns]
    empty = np.zeros((0, table.num_rows))
    return table.column_names, np.stack(columns) if columns else empty


def _filled(data: Any, name: str) -> npt.NDArray[np.float64 | np.int64]:
    array = np.ma.asanyarray(data) if isinstance(data, np.ma.MaskedArray) else np.asarray(data)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, but has dtype {array.dtype}; convert it first")
    if isinstance(array, np.ma.MaskedArray):
        array = np.ma.filled(array.astype(np.float64), np.nan)
    if array.dtype.kind == "f":
        return np.asarray(array, np.float64)
    if array.dtype == np.uint64 and array.size and array.max() > np.iinfo(np.int64).max:
        return (array ^ np.uint64(1 << 63)).astype(np.uint64).view(np.int64)  # the same order
    return np.asarray(array, np.int64)
