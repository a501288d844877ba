"""Input that needs none of SciPy's rules for axes, NaN and masks, as flat lists for one compiled loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class PlainLists:
    """Equal lists of values that order and tie as SciPy sees them."""

    x: npt.NDArray[Any]
    y: npt.NDArray[Any]
    offsets: npt.NDArray[np.int64]
    shape: tuple[int, ...]


def plain_lists(x: Any, y: Any, axis: Any, *, nan_is_plain: bool) -> PlainLists | None:
    """Return the lists, or None where SciPy's own decorator has to decide."""
    if type(x) not in (np.ndarray, list) or type(y) not in (np.ndarray, list):
        return None
    x, y = np.asarray(x), np.asarray(y)
    if x.dtype.kind not in "biuf" or y.dtype.kind not in "biuf" or x.shape != y.shape or x.ndim == 0:
        return None
    if axis is None or x.ndim == 1:
        if axis not in (None, 0, -1) or isinstance(axis, bool):
            return None
        x, y, shape = x.ravel(), y.ravel(), ()
    elif type(axis) is int and -x.ndim <= axis < x.ndim:
        x, y = np.moveaxis(x, axis, -1), np.moveaxis(y, axis, -1)
        shape = x.shape[:-1]
    else:
        return None
    n = x.shape[-1]
    if n < 2 or x.size == 0:
        return None
    common = np.result_type(x.dtype, y.dtype)
    x, y = orderly(x.astype(common, copy=False).ravel()), orderly(y.astype(common, copy=False).ravel())
    if x.dtype == np.float64 and (np.isnan(x).any() or np.isnan(y).any()) and not nan_is_plain:
        return None
    return PlainLists(x, y, np.arange(x.size // n + 1, dtype=np.int64) * n, shape)


def orderly(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Flat float64, int64 or uint64 values in the order of the given ones; ranks of anything else."""
    kind, size = values.dtype.kind, values.dtype.itemsize
    if kind == "f" and size <= 8:
        return np.ascontiguousarray(values, dtype=np.float64)
    if kind in "bi" or (kind == "u" and size < 8):
        return np.ascontiguousarray(values, dtype=np.int64)
    if kind == "u":
        return np.ascontiguousarray(values, dtype=np.uint64)
    ranks = np.unique(values, return_inverse=True)[1].ravel().astype(np.float64)
    return np.where(values != values, np.nan, ranks)
