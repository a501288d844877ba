"""Float64 values that order and tie as the given ones do, whatever they are given as."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.arrays.dtype import as_numbers

_FLOAT64 = np.dtype(np.float64)


def as_ordered(value: Any, name: str) -> npt.NDArray[Any]:
    """Return an array of numbers; Python integers that no dtype holds are replaced by their ranks."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return value if value.dtype == _FLOAT64 else as_numbers(value, name)
    array = _array(value, name)
    given = isinstance(value, np.ndarray) or array.dtype.kind != "f"
    # Integers on both sides of 2^63 have become floats; the sum of squares is the quickest question (0.4 µs).
    if array.dtype.kind == "O" or not (given or np.vdot(array, array) < 2.0**126):
        exact = array if array.dtype.kind == "O" else np.asarray(value, dtype=object)
        if all(isinstance(item, numbers.Integral) for item in exact.flat):
            return np.unique(exact, return_inverse=True)[1].reshape(exact.shape)
    return as_numbers(array, name)


def orderly(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Contiguous float64 of a flat array; ranks where float64 could not tell values apart."""
    if values.dtype == _FLOAT64:
        return values if values.flags.c_contiguous else np.ascontiguousarray(values)
    kind, size = values.dtype.kind, values.dtype.itemsize
    wide = size > 8 if kind == "f" else size == 8 and len(values) > 0
    if wide and (kind == "f" or max(-int(values.min()), int(values.max())) > 2**53):
        ranks = np.unique(values, return_inverse=True)[1].astype(np.float64)
        return np.where(values != values, np.nan, ranks)
    return values.astype(np.float64)


def _array(value: Any, name: str) -> npt.NDArray[Any]:
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(
            f"{name}: rows of different lengths; give ragged lists as an Arrow list array or (values, offsets)"
        ) from None
