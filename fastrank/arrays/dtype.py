"""Numbers in: the few dtypes that kernels are compiled for, and what may not be cast to them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

# What to do instead, by kind of dtype.
_WAYS_OUT = {
    "c": "complex numbers have no order; take .real or abs()",
    "U": "convert text with .astype(float), or give numbers in the order meant",
    "S": "convert text with .astype(float), or give numbers in the order meant",
    "O": "convert with .astype(float); None becomes nan",
    "M": "times become numbers with .astype('int64')",
    "m": "durations become numbers with .astype('int64')",
}


def as_numbers(value: Any, name: str) -> npt.NDArray[Any]:
    """Return an array of bool, integers or floats in native byte order."""
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        way_out = _WAYS_OUT.get(array.dtype.kind, "a field of a record is one array")
        raise TypeError(f"{name}: expected numbers, got an array of dtype {array.dtype}; {way_out}")
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def as_scores(values: npt.NDArray[Any], name: str = "scores") -> npt.NDArray[Any]:
    """Return float32 or float64 scores that order as the given ones do."""
    if values.dtype in (np.float32, np.float64):
        return values
    if values.dtype == np.float16 or values.dtype.kind == "b" or values.dtype.itemsize < 4:
        return values.astype(np.float32)
    return exact_float64(values, name)


def as_grades(values: npt.NDArray[Any], name: str = "relevance") -> npt.NDArray[np.float64]:
    """Return grades as float64; every integer grade up to 2**53 is exact."""
    return values if values.dtype == np.float64 else exact_float64(values, name)


def exact_float64(values: npt.NDArray[Any], name: str) -> npt.NDArray[np.float64]:
    """Cast to float64; a whole number above 2**53 that would change raises."""
    floats = values.astype(np.float64)
    if values.dtype.kind in "iu" and values.dtype.itemsize == 8 and len(values):
        wide = max(-int(values.min()), int(values.max())) > 2**53
        changed = np.flatnonzero(_changed(floats, values)) if wide else np.zeros(0, np.int64)
        if len(changed):
            at = int(changed[0])
            raise ValueError(
                f"{name}: value {values[at]} at position {at} has no exact float64; scale it down"
            )
    return floats


def _changed(floats: npt.NDArray[np.float64], values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Return where a cast to float64 changed whole numbers; the largest ones may round up out of their type."""
    outside = floats >= float(np.iinfo(values.dtype).max)
    return outside | (np.where(outside, 0.0, floats).astype(values.dtype) != values)
