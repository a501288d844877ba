"""What a caller passes becomes lists of grades with scores beside them: form, shape and axis, checked once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.arrays.dtype import as_numbers, as_scores
from fastrank.arrays.lists import Lists, dense_lists, is_pair, is_ragged, ragged_lists, select


def read_lists(relevance: Any, scores: Any, where: Any, axis: int) -> tuple[Lists, npt.NDArray[Any] | None]:
    """Return the lists of grades and, flat beside them, the scores."""
    if is_ragged(relevance):
        grades, keys = _ragged(relevance, scores, axis)
    else:
        grades, keys = _dense(relevance, scores, where, axis)
    if is_ragged(relevance) and where is not None:
        raise ValueError("where: masks dense arrays; leave the values out of ragged lists, or make them null")
    return grades, keys


def _ragged(relevance: Any, scores: Any, axis: int) -> tuple[Lists, npt.NDArray[Any] | None]:
    if axis != -1:
        raise ValueError(f"axis: ragged lists are always along the last axis, got axis={axis}")
    grades = ragged_lists(relevance, "relevance")
    if scores is None:
        return grades, None
    if not is_ragged(scores):
        scores = _with_offsets_of(relevance, grades, as_numbers(scores, "scores"))
    other = ragged_lists(scores, "scores")
    if other.null is not None:
        at = int(np.argmax(other.null))
        raise ValueError(f"scores: null at position {at}; every document needs a score")
    _refuse_other_lengths(grades, other)
    return grades, as_scores(as_numbers(other.values, "scores"))


def _with_offsets_of(
    relevance: Any, grades: Lists, scores: npt.NDArray[Any]
) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """Read flat scores with the offsets that the grades came with."""
    values, offsets = relevance if is_pair(relevance) else (grades.values, grades.offsets)
    if scores.shape != values.shape:
        raise ValueError(f"scores: {scores.shape} values for {values.shape} grades of ragged lists")
    return scores, offsets


def _refuse_other_lengths(grades: Lists, scores: Lists) -> None:
    if len(scores.offsets) != len(grades.offsets):
        n, m = len(scores.offsets) - 1, len(grades.offsets) - 1
        raise ValueError(f"scores: {n} lists for {m} lists of relevance")
    differ = np.flatnonzero(scores.offsets != grades.offsets)
    if len(differ):
        raise ValueError(f"scores: list {int(differ[0]) - 1} has another length than its relevance")


def _dense(relevance: Any, scores: Any, where: Any, axis: int) -> tuple[Lists, npt.NDArray[Any] | None]:
    arrays = [as_numbers(relevance, "relevance")]
    if scores is not None:
        if is_ragged(scores):
            raise TypeError("scores: ragged, but relevance is a dense array; give both in one form")
        arrays.append(as_scores(as_numbers(scores, "scores")))
    if where is not None:
        arrays.append(_mask(where))
    if arrays[0].ndim == 0:
        raise ValueError("relevance: expected at least one dimension, the list; got a single number")
    try:
        arrays = list(np.broadcast_arrays(*arrays))
    except ValueError:
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise ValueError(f"relevance, scores and where do not broadcast: their shapes are {shapes}") from None
    flat = [dense_lists(array, _checked_axis(axis, arrays[0].ndim)) for array in arrays]
    if where is not None:
        keep = flat.pop().values
        flat = [select(lists, keep) for lists in flat]
    return flat[0], flat[1].values if scores is not None else None


def _mask(where: Any) -> npt.NDArray[np.bool_]:
    mask = np.asarray(where)
    if mask.dtype != np.bool_:
        raise TypeError(f"where: expected booleans (True is present), got dtype {mask.dtype}")
    return mask


def _checked_axis(axis: int, ndim: int) -> int:
    if not -ndim <= axis < ndim:
        raise ValueError(f"axis: {axis} is out of range for {ndim} dimensions")
    return axis
