"""Human and metric scores of (systems × segments) as lists of what is compared with each other."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.arrays.dtype import as_numbers, exact_float64

Values = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

AVERAGES = ("item", "system", "pooled")
NAN_POLICIES = ("omit", "propagate", "raise")


class ScoreLists(NamedTuple):
    """Lists of at least two scores present on both sides, shortest lists first.

    List k is ``human[offsets[k]:offsets[k + 1]]`` and the same part of `metric`.
    """

    human: Values
    metric: Values
    offsets: Indices
    n_skipped: int
    n_missing: int


def read_score_lists(human: Any, metric: Any, average: str, nan_policy: str) -> ScoreLists:
    """Read both arrays and cut them: by item (one list a segment), by system, or all in one list."""
    if average not in AVERAGES:
        raise ValueError(f"average must be one of {', '.join(map(repr, AVERAGES))}, got {average!r}")
    rows, others = read_score_arrays(human, metric, nan_policy)
    if rows.ndim == 2 and average == "item":
        rows, others = rows.T, others.T
    elif rows.ndim == 1 or average == "pooled":
        rows, others = rows.reshape(1, -1), others.reshape(1, -1)
    present = ~(np.isnan(rows) | np.isnan(others))
    sizes = present.sum(axis=1)
    order = np.argsort(sizes, kind="stable")
    order = order[np.searchsorted(sizes[order], 2) :]
    rows, others, present = rows[order], others[order], present[order]
    offsets = np.concatenate([[0], np.cumsum(sizes[order])]).astype(np.int64)
    n_skipped = len(sizes) - len(order)
    return ScoreLists(rows[present], others[present], offsets, n_skipped, int((~present).sum()))


def read_score_arrays(human: Any, metric: Any, nan_policy: str = "omit") -> tuple[Values, Values]:
    """Return two float64 arrays of one shape, one- or two-dimensional; NaN, None and masked are missing."""
    if nan_policy not in NAN_POLICIES:
        raise ValueError(
            f"nan_policy must be one of {', '.join(map(repr, NAN_POLICIES))}, got {nan_policy!r}"
        )
    first, second = as_scores_with_gaps(human, "human"), as_scores_with_gaps(metric, "metric")
    if first.shape != second.shape:
        raise ValueError(
            f"human has shape {first.shape} and metric {second.shape}; give both as (systems, segments)"
        )
    if first.ndim not in (1, 2):
        raise ValueError(
            f"human and metric must be (systems, segments) or one list, got {first.ndim} dimensions"
        )
    if nan_policy == "raise" and (np.isnan(first).any() or np.isnan(second).any()):
        raise ValueError("human or metric contains NaN; nan_policy='omit' leaves out what is missing")
    return first, second


def as_scores_with_gaps(value: Any, name: str) -> Values:
    """Return float64 scores; what is masked or None becomes NaN."""
    masked = np.ma.getmaskarray(value) if np.ma.isMaskedArray(value) else None
    array = np.asarray(np.ma.getdata(value) if masked is not None else value)
    if array.dtype == object:
        array = _from_objects(array, name)
    numbers = as_numbers(array, name)
    floats = exact_float64(numbers.reshape(-1), name).reshape(numbers.shape)
    return floats if masked is None else np.where(masked, np.nan, floats)


def _from_objects(array: npt.NDArray[Any], name: str) -> Values:
    strangers = {
        type(v).__name__ for v in array.flat if v is not None and not isinstance(v, int | float | np.number)
    }
    if strangers:
        raise TypeError(f"{name}: expected numbers or None, got {', '.join(sorted(strangers))}")
    return array.astype(np.float64)
