"""Pairs of lists for correlations: every form of input, axis, broadcasting and the rule for NaN, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.arrays.dtype import as_numbers
from fastrank.arrays.lists import is_pair, is_ragged, ragged_lists

NAN_POLICIES = ("propagate", "omit", "raise")


@dataclass(frozen=True)
class Pairs:
    """Two flat float64 arrays of equal lists. Values order and tie as the given ones; wide integers are ranks."""

    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.int64]
    shape: tuple[int, ...]  # of the batch of lists; () for one pair
    missing: npt.NDArray[np.bool_] | None = None  # lists with a NaN, under "propagate"


def read_pairs(x: Any, y: Any, *, axis: int | None, nan_policy: str) -> Pairs:
    """Return what `x` and `y` hold, pairs with NaN dealt with as `nan_policy` says."""
    if nan_policy not in NAN_POLICIES:
        raise ValueError(
            f"nan_policy: must be one of {', '.join(map(repr, NAN_POLICIES))}, got {nan_policy!r}"
        )
    if is_ragged(x) or is_ragged(y):
        return _without_nan(_ragged(x, y, axis), nan_policy)
    left, right = as_numbers(x, "x"), as_numbers(y, "y")
    pairs = _one(left, right) if left.ndim == right.ndim == 1 else _batch(left, right, axis)
    if isinstance(x, np.ma.MaskedArray) or isinstance(y, np.ma.MaskedArray):
        pairs = _kept(pairs, ~_masked(x, y, axis))
    return _without_nan(pairs, nan_policy)


def finish(values: npt.NDArray[Any], pairs: Pairs, keepdims: bool, axis: int | None) -> Any:
    """Give one value a list the shape of the batch; a scalar for one pair."""
    if values.ndim and not pairs.shape and not keepdims:
        return values[0]
    shaped = values.reshape(pairs.shape)
    return np.expand_dims(shaped, -1 if axis is None else axis) if keepdims else shaped


def _one(x: npt.NDArray[Any], y: npt.NDArray[Any]) -> Pairs:
    if len(x) != len(y):
        raise ValueError(
            f"x and y: lists of {len(x)} and {len(y)} values; every value of x needs its partner in y"
        )
    return Pairs(orderly(x), orderly(y), np.array([0, len(x)]), ())


def _batch(x: npt.NDArray[Any], y: npt.NDArray[Any], axis: int | None) -> Pairs:
    x, y = _broadcast(x, y, axis)
    batch, n = x.shape[:-1], x.shape[-1]
    rows = int(np.prod(batch, dtype=np.int64))
    return Pairs(orderly(x.reshape(-1)), orderly(y.reshape(-1)), np.arange(rows + 1) * n, batch)


def _broadcast(
    x: npt.NDArray[Any], y: npt.NDArray[Any], axis: int | None
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Move the lists last and broadcast what is before them; lists themselves never are."""
    if x.ndim == 0 or y.ndim == 0:
        raise ValueError("x and y: expected lists of values, got a single number")
    if axis is None:
        raise ValueError(
            f"axis: x and y have shapes {x.shape} and {y.shape}; say along which axis the lists are, "
            "e.g. axis=-1, or ravel() both to correlate all values at once"
        )
    ndim = max(x.ndim, y.ndim)
    if not isinstance(axis, int | np.integer) or not -ndim <= axis < ndim:
        raise ValueError(f"axis: {axis!r} is out of range for {ndim} dimensions")
    x, y = (np.moveaxis(side[(None,) * (ndim - side.ndim)], axis, -1) for side in (x, y))
    if x.shape[-1] != y.shape[-1]:
        raise ValueError(
            f"x and y: lists of {x.shape[-1]} and {y.shape[-1]} values along axis {axis}; only other axes are "
            "broadcast"
        )
    try:
        batch = np.broadcast_shapes(x.shape[:-1], y.shape[:-1])
    except ValueError:
        raise ValueError(
            f"x and y: batches of shapes {x.shape[:-1]} and {y.shape[:-1]} do not broadcast"
        ) from None
    return np.broadcast_to(x, batch + x.shape[-1:]), np.broadcast_to(y, batch + y.shape[-1:])


def _masked(x: Any, y: Any, axis: int | None) -> npt.NDArray[np.bool_]:
    """Pairs of which a side is masked, flat."""
    masks = [np.ma.getmaskarray(np.ma.asanyarray(side)) for side in (x, y)]
    if masks[0].ndim > 1 or masks[1].ndim > 1:
        masks = list(_broadcast(masks[0], masks[1], axis))
    return np.logical_or(*masks).reshape(-1)


def _ragged(x: Any, y: Any, axis: int | None) -> Pairs:
    if axis not in (None, -1):
        raise ValueError(f"axis: ragged lists are always along the last axis, got axis={axis}")
    if not is_ragged(x):
        raise TypeError("x: a dense array, but y holds ragged lists; give both in one form")
    left = ragged_lists(x, "x")
    offsets = x[1] if is_pair(x) else left.offsets
    right = ragged_lists(y if is_ragged(y) else (as_numbers(y, "y"), offsets), "y")
    differ = np.flatnonzero(np.diff(left.offsets)[: len(right.offsets) - 1] != np.diff(right.offsets))
    if len(left.offsets) != len(right.offsets) or len(differ):
        what = f"list {differ[0]} has another length in y" if len(differ) else "other numbers of lists"
        raise ValueError(f"x and y: {what}; every value of x needs its partner in y")
    sides = []
    for lists, name in ((left, "x"), (right, "y")):
        values = orderly(as_numbers(lists.values, name))
        sides.append(values if lists.null is None else np.where(lists.null, np.nan, values))
    return Pairs(sides[0], sides[1], left.offsets, left.shape)


def orderly(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Float64 values in the same order, with the same ties; ranks where float64 could not tell values apart."""
    if values.dtype == np.float64:
        return np.ascontiguousarray(values)
    kind, size = values.dtype.kind, values.dtype.itemsize
    wide = size > 8 if kind == "f" else size == 8 and len(values) > 0
    if wide and (kind == "f" or max(-int(values.min()), int(values.max())) > 2**53):
        ranks = np.unique(values, return_inverse=True)[1].astype(np.float64)
        return np.where(values != values, np.nan, ranks)
    return values.astype(np.float64)


def _without_nan(pairs: Pairs, nan_policy: str) -> Pairs:
    bad = np.isnan(pairs.x)
    bad |= np.isnan(pairs.y)
    if not bad.any():
        return pairs
    if nan_policy == "raise":
        raise ValueError("The input contains nan values; nan_policy='omit' drops those pairs")
    if nan_policy == "omit":
        return _kept(pairs, ~bad)
    before = np.concatenate([[0], np.cumsum(bad)])
    missing = before[pairs.offsets[1:]] > before[pairs.offsets[:-1]]
    return Pairs(pairs.x, pairs.y, pairs.offsets, pairs.shape, missing)


def _kept(pairs: Pairs, keep: npt.NDArray[np.bool_]) -> Pairs:
    kept = np.concatenate([[0], np.cumsum(keep, dtype=np.int64)])
    return Pairs(pairs.x[keep], pairs.y[keep], kept[pairs.offsets], pairs.shape)
