"""The array call that every metric shares."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.arrays.docstrings import takes_n_relevant
from fastrank.arrays.dtype import as_grades, as_numbers
from fastrank.arrays.lists import Lists, dense_lists, is_ragged, ragged_lists, select
from fastrank.arrays.nan import refuse_nan
from fastrank.arrays.ranking import TIES, Pool, sort_within
from fastrank.arrays.reading import read_lists
from fastrank.arrays.values import dense_values, ragged_values


def call(
    metric: Any,
    relevance: Any,
    scores: Any = None,
    *,
    ties: str | None = None,
    ideal: Any = None,
    n_relevant: Any = None,
    axis: int = -1,
    where: Any = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
    **parameters: Any,
) -> Any:
    """Compute `metric` of every list along `axis`; see any metric's docstring."""
    bound = metric.parameters(parameters)
    for name in metric.required:
        if bound[name] is None:
            raise TypeError(f"{metric.__name__}() needs {name}=: {metric.__name__} has no value without it")
    grades, keys = read_lists(relevance, scores, where, axis)
    rule = tie_rule(metric, keys is not None, ties)
    pool = _given_pool(metric, grades, ideal, n_relevant, bound)
    if keys is not None and grades.width is not None and len(grades.values):
        values = dense_values(metric, grades, keys, rule, pool, bound)
    else:
        values = ragged_values(metric, grades, keys, rule, pool, bound)
    values = values.reshape(grades.shape)
    if keepdims:
        if is_ragged(relevance):
            raise ValueError("keepdims: ragged lists have no axis to keep")
        values = np.expand_dims(values, axis)
    return returned(values, out)


def returned(values: npt.NDArray[np.float64], out: npt.NDArray[np.float64] | None) -> Any:
    """Put the values where the caller wants them; a number where there is one list."""
    if out is None:
        return values if values.ndim else values[()]
    if not isinstance(out, np.ndarray) or out.shape != values.shape:
        raise ValueError(
            f"out: expected an array of shape {values.shape}, got {getattr(out, 'shape', type(out))}"
        )
    out[...] = values
    return out


def tie_rule(metric: Any, scored: bool, ties: str | None) -> str | None:
    """Return the rule for equal scores; None where they are to be refused."""
    if ties is not None and ties not in TIES:
        raise ValueError(f"ties: must be one of {', '.join(map(repr, TIES))}, got {ties!r}")
    if not scored:
        return "input"
    if metric.averages_ties:
        return ties or "average"
    if ties == "average":
        raise ValueError(
            f"ties: {metric.name} has no average over tied orders; use 'input', 'best' or 'worst'"
        )
    return ties


def _given_pool(
    metric: Any, grades: Lists, ideal: Any, n_relevant: Any, bound: dict[str, Any]
) -> Pool | None:
    """Return all judged grades of every list where they are passed: as `ideal`, or as a count of relevant ones."""
    if ideal is not None and n_relevant is not None:
        raise ValueError("give ideal= or n_relevant=, not both")
    if ideal is not None:
        pool = _ideal_lists(ideal, grades)
        values = as_grades(as_numbers(pool.values, "ideal"), "ideal")
        return sort_within(values, pool.offsets), pool.offsets - pool.offsets[0]
    if n_relevant is not None:
        return _counted_pool(metric, n_relevant, grades, bound)
    return None


def _ideal_lists(ideal: Any, grades: Lists) -> Lists:
    pool = ragged_lists(ideal, "ideal") if is_ragged(ideal) else dense_lists(as_numbers(ideal, "ideal"), -1)
    if len(pool.offsets) != len(grades.offsets):
        raise ValueError(
            f"ideal: {len(pool.offsets) - 1} lists for {len(grades.offsets) - 1} lists of relevance"
        )
    if pool.null is not None:
        pool = select(pool, ~pool.null)
    refuse_nan(as_numbers(pool.values, "ideal"), pool, "ideal")
    return pool


def _counted_pool(metric: Any, n_relevant: Any, grades: Lists, bound: dict[str, Any]) -> Pool:
    if not takes_n_relevant(metric):
        raise ValueError(f"n_relevant: {metric.name} is not a function of how many are relevant; use ideal=")
    counts = np.broadcast_to(np.asarray(n_relevant), grades.shape).reshape(-1)
    if counts.dtype.kind not in "iu" or (counts < 0).any():
        raise ValueError("n_relevant: expected whole numbers, 0 or more")
    offsets = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    return np.full(offsets[-1], float(bound["rel"])), offsets
