"""Pairs of lists for correlations: every form of input, axis, broadcasting and the rule for NaN, in one place."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.lists import Lists, is_pair, is_ragged, ragged_lists
from fastrank.arrays.orderly import as_ordered, orderly
from fastrank.kernels.missing_values import lists_with_nan

NAN_POLICIES = ("propagate", "omit", "raise")


class Pairs(NamedTuple):
    """Two flat float64 arrays of equal lists. Values order and tie as the given ones; wide integers are ranks."""

    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.int64]
    shape: tuple[int, ...]  # of the batch of lists; () for one pair
    missing: npt.NDArray[np.bool_] | None = None  # lists with a NaN, under "propagate"
    width: int | None = None  # common length of the lists, where it is known

    @property
    def longest(self) -> int:
        """Length of the longest list."""
        return int(np.diff(self.offsets).max(initial=0)) if self.width is None else self.width


def read_pairs(x: Any, y: Any, *, axis: int | None, nan_policy: str, mark_missing: bool = True) -> Pairs:
    """Return what `x` and `y` hold, pairs with NaN dealt with as `nan_policy` says.

    Without `mark_missing`, lists with NaN are left to the caller under "propagate": whoever looks at every value
    anyway sees them.
    """
    if nan_policy not in NAN_POLICIES:
        raise ValueError(
            f"nan_policy: must be one of {', '.join(map(repr, NAN_POLICIES))}, got {nan_policy!r}"
        )
    pairs = _read(x, y, axis)
    return with_nan_policy(pairs, nan_policy) if mark_missing or nan_policy != "propagate" else pairs


def _read(x: Any, y: Any, axis: int | None) -> Pairs:
    if type(x) is type(y) is np.ndarray:  # asking for Arrow lists takes as long as all of this
        left, right = as_ordered(x, "x"), as_ordered(y, "y")
    elif is_ragged(x) or is_ragged(y):
        return _ragged(x, y, axis)
    else:
        left, right = as_ordered(x, "x"), as_ordered(y, "y")
    pairs = _one(left, right, axis) if left.ndim == right.ndim == 1 else _batch(left, right, axis)
    if isinstance(x, np.ma.MaskedArray) or isinstance(y, np.ma.MaskedArray):
        return _kept(pairs, ~_masked(x, y, axis))
    return pairs


def finish(values: npt.NDArray[Any], pairs: Pairs, keepdims: bool, axis: int | None) -> Any:
    """Give one value a list the shape of the batch; a scalar for one pair."""
    if values.ndim and not pairs.shape and not keepdims:
        return values[0]
    shaped = values.reshape(pairs.shape)
    return np.expand_dims(shaped, -1 if axis is None else axis) if keepdims else shaped


def _one(x: npt.NDArray[Any], y: npt.NDArray[Any], axis: int | None) -> Pairs:
    if len(x) != len(y):
        raise ValueError(
            f"x and y: lists of {len(x)} and {len(y)} values; every value of x needs its partner in y"
        )
    if axis is not None:
        _check_axis(axis, 1)
    return Pairs(orderly(x), orderly(y), _ends_of_one(len(x)), (), None, len(x))


@functools.lru_cache(maxsize=1024)
def _ends_of_one(n: int) -> npt.NDArray[np.int64]:
    """Offsets of one list: kept, as a call of 8 µs spends half a one on making them."""
    ends = np.array([0, n], np.int64)
    ends.flags.writeable = False
    return ends


def _batch(x: npt.NDArray[Any], y: npt.NDArray[Any], axis: int | None) -> Pairs:
    x, y = _broadcast(x, y, axis)
    batch, n = x.shape[:-1], x.shape[-1]
    offsets = np.arange(int(np.prod(batch, dtype=np.int64)) + 1) * n
    return Pairs(orderly(x.reshape(-1)), orderly(y.reshape(-1)), offsets, batch, None, n)


def _check_axis(axis: Any, ndim: int) -> None:
    if not isinstance(axis, int | np.integer) or isinstance(axis, bool):
        raise TypeError(f"axis: must be one integer, got {axis!r}; reshape to join several axes")
    if not -ndim <= axis < ndim:
        raise np.exceptions.AxisError(f"axis: {axis} is out of range for {ndim} dimensions; the last is -1")


def _broadcast(
    x: npt.NDArray[Any], y: npt.NDArray[Any], axis: int | None
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Move the lists last and broadcast what is before them; lists themselves never are."""
    if x.ndim == 0 or y.ndim == 0:
        raise ValueError(
            "x and y: expected lists of values, got a single number; two lists of one are [x], [y]"
        )
    shapes = f"shapes {x.shape} and {y.shape}"
    if axis is None:
        raise ValueError(
            f"axis: x and y have {shapes}; say along which axis the lists are, e.g. axis=-1, or ravel() both to "
            "correlate all values at once"
        )
    ndim = max(x.ndim, y.ndim)
    _check_axis(axis, ndim)
    x, y = (np.moveaxis(side[(None,) * (ndim - side.ndim)], axis, -1) for side in (x, y))
    if x.shape[-1] != y.shape[-1]:
        raise ValueError(
            f"x and y: {shapes} have lists of {x.shape[-1]} and {y.shape[-1]} values along axis {axis}"
            f"{_stretched(x, y, axis)}; every value of x needs its partner in y: ravel() both for one pair of "
            "lists, or move an axis"
        )
    try:
        batch = np.broadcast_shapes(x.shape[:-1], y.shape[:-1])
    except ValueError:
        raise ValueError(
            f"x and y: {shapes} have batches of {x.shape[:-1]} and {y.shape[:-1]} lists along axis {axis}, which "
            "do not broadcast; x[:, None] and y[None] correlate each list of x with each of y"
        ) from None
    return np.broadcast_to(x, batch + x.shape[-1:]), np.broadcast_to(y, batch + y.shape[-1:])


def _stretched(x: npt.NDArray[Any], y: npt.NDArray[Any], axis: int) -> str:
    """What NumPy would have made of lists of different lengths."""
    if 1 not in (x.shape[-1], y.shape[-1]):
        return ""
    try:
        *whole, n = np.broadcast_shapes(x.shape, y.shape)
    except ValueError:
        return ""
    whole.insert(axis % x.ndim, n)
    return f" (broadcast to {tuple(whole)}, the single value would be a constant list, without a correlation)"


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
    right = ragged_lists(y, "y") if is_ragged(y) else _values_for(x, left, y)
    lists = len(left.offsets) - 1, len(right.offsets) - 1
    if lists[0] != lists[1]:
        raise ValueError(f"x and y: {lists[0]} and {lists[1]} lists; every list of x needs its partner in y")
    lengths = np.diff(left.offsets), np.diff(right.offsets)
    if not np.array_equal(*lengths):
        at = int(np.flatnonzero(lengths[0] != lengths[1])[0])
        raise ValueError(
            f"x and y: list {at} has {lengths[0][at]} values in x and {lengths[1][at]} in y; every value of x needs "
            "its partner in y"
        )
    sides = (_with_null(left, "x"), _with_null(right, "y"))
    return Pairs(*sides, left.offsets, left.shape)


def _values_for(x: Any, left: Lists, y: Any) -> Lists:
    """Flat values of y, for the lists of x."""
    values, expected = as_ordered(y, "y"), len(x[0]) if is_pair(x) else len(left.values)
    if values.ndim != 1 or len(values) != expected:
        raise ValueError(
            f"y: an array of shape {values.shape} for the {expected} values of x's ragged lists; give y as x, or "
            "flat values for the same lists"
        )
    return ragged_lists((values, x[1] if is_pair(x) else left.offsets), "y")


def _with_null(lists: Lists, name: str) -> npt.NDArray[np.float64]:
    values = orderly(as_ordered(lists.values, name))
    return values if lists.null is None else np.where(lists.null, np.nan, values)


def with_nan_policy(pairs: Pairs, nan_policy: str) -> Pairs:
    """Mark lists with NaN, drop pairs with one, or raise."""
    missing = np.empty(len(pairs.offsets) - 1, np.bool_)
    parallel.run(
        lists_with_nan, (pairs.x, pairs.y, pairs.offsets), (missing,), len(missing), cost=pairs.offsets
    )
    if not np.count_nonzero(missing):
        return pairs
    if nan_policy == "raise":
        raise ValueError("The input contains nan values; nan_policy='omit' drops those pairs")
    if nan_policy == "omit":
        return _kept(pairs, ~(np.isnan(pairs.x) | np.isnan(pairs.y)))
    return pairs._replace(missing=missing)


def _kept(pairs: Pairs, keep: npt.NDArray[np.bool_]) -> Pairs:
    kept = np.concatenate([[0], np.cumsum(keep, dtype=np.int64)])
    return Pairs(pairs.x[keep], pairs.y[keep], kept[pairs.offsets], pairs.shape)
