"""Vectors from what people have: arrays, nested lists, pandas and polars frames, Arrow tables."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.arrays.orderly import orderly


class Vectors(NamedTuple):
    """Rows of numbers of any kind and layout, not copied where they are an array; and names, where they have some."""

    values: Any
    labels: list[str] | None


def read_vectors(data: Any, rowvar: bool, name: str) -> Vectors:
    """Return the variables of `data` as rows; the variables of a frame or table are its columns."""
    labels = None
    if hasattr(data, "columns") and hasattr(data, "to_numpy"):
        labels, data, rowvar = [str(column) for column in data.columns], _of_frame(data), False
    elif hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__"):
        labels, data, rowvar = *_of_arrow(data), True
    values = data if isinstance(data, np.ma.MaskedArray) else np.asarray(data)
    if values.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, but has dtype {values.dtype}; convert it first")
    if values.ndim != 2:
        raise ValueError(
            f"{name} must have two dimensions, variables and items, but has {values.ndim}; "
            "one pair is what kendalltau and its kin are for"
        )
    return Vectors(values if rowvar else values.T, labels)


def _of_frame(frame: Any) -> npt.NDArray[Any]:
    """One array where columns are of one NumPy kind; else by way of Arrow, column by column.

    One array of different integers, or of integers with gaps, would be of float64.
    """
    kinds = set(frame.dtypes)
    if len(kinds) <= 1:
        values = np.asarray(frame.to_numpy())
        whole = values.dtype.kind == "f" and not str(next(iter(kinds), "float")).lower().startswith("float")
        if values.dtype.kind in "biuf" and not whole:
            return values
    if hasattr(frame, "set_axis"):  # pandas: Arrow takes no name twice
        frame = frame.set_axis([str(i) for i in range(frame.shape[1])], axis=1).reset_index(drop=True)
    return _of_arrow(frame)[1].T


def _of_arrow(data: Any) -> tuple[list[str], npt.NDArray[Any]]:
    import pyarrow as pa

    table = pa.table(data) if hasattr(data, "__arrow_c_stream__") else pa.table(pa.record_batch(data))
    columns = [_of_column(column) for column in table.columns]
    empty = np.zeros((0, table.num_rows))
    return table.column_names, np.stack(columns) if columns else empty


def _of_column(column: Any) -> npt.NDArray[Any]:
    import pyarrow as pa

    if not (
        pa.types.is_integer(column.type)
        or pa.types.is_floating(column.type)
        or pa.types.is_boolean(column.type)
    ):
        return np.asarray(column.to_numpy())
    known = column.is_valid().to_numpy()
    values = column.fill_null(False if pa.types.is_boolean(column.type) else 0).to_numpy()
    return np.where(known, orderly(values), np.nan)
