"""Brings every form of lists (dense arrays, Arrow lists, values with offsets) to flat values and offsets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.ragged import checked_offsets


@dataclass(frozen=True)
class Lists:
    """Flat values of consecutive lists; `present` marks values that are not null or masked."""

    values: npt.NDArray[Any]
    offsets: npt.NDArray[np.int64]
    shape: tuple[int, ...]  # of the batch of lists
    width: int | None = None  # common length of dense lists
    null: npt.NDArray[np.bool_] | None = None


def is_ragged(value: Any) -> bool:
    """Whether a value holds lists of its own: Arrow lists, or a (values, offsets) pair of arrays."""
    return is_arrow(value) or is_pair(value)


def is_arrow(value: Any) -> bool:
    """Whether a value is lists by the Arrow C data interface; a column or a frame of numbers is a dense array."""
    if not (hasattr(value, "__arrow_c_array__") or hasattr(value, "__arrow_c_stream__")):
        return False
    from fastrank.arrays.arrow_lists import holds_lists

    return holds_lists(value)


def is_pair(value: Any) -> bool:
    """Whether a value is (values, offsets): a tuple of two 1-d arrays, the second of integers."""
    return (
        isinstance(value, tuple)
        and len(value) == 2
        and all(isinstance(part, np.ndarray) and part.ndim == 1 for part in value)
        and value[1].dtype.kind in "iu"
    )


def ragged_lists(value: Any, name: str) -> Lists:
    """Read Arrow lists or a (values, offsets) pair."""
    if is_arrow(value):
        from fastrank.arrays.arrow_lists import from_arrow

        values, offsets, null = from_arrow(value, name)
    else:
        offsets, null = checked_offsets(value[1], len(value[0]), name), None
        values, offsets = value[0][offsets[0] : offsets[-1]], offsets - offsets[0]
    return Lists(values, offsets, (len(offsets) - 1,), None, null)


def dense_lists(array: npt.NDArray[Any], axis: int) -> Lists:
    """Move `axis` last and flatten; no copy where the array already lies that way."""
    moved = np.moveaxis(array, axis, -1)
    rows = int(np.prod(moved.shape[:-1], dtype=np.int64))
    width = moved.shape[-1]
    offsets = np.arange(rows + 1, dtype=np.int64) * width
    return Lists(np.ascontiguousarray(moved).reshape(-1), offsets, moved.shape[:-1], width)


def select(lists: Lists, keep: npt.NDArray[np.bool_]) -> Lists:
    """Drop the values where `keep` is False."""
    kept = np.concatenate([[0], np.cumsum(keep, dtype=np.int64)])
    null = None if lists.null is None else lists.null[keep]
    return Lists(lists.values[keep], kept[lists.offsets], lists.shape, None, null)
