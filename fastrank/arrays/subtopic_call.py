"""The array call of measures that read grades by subtopic: dense arrays with an axis more."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.arrays.call import returned
from fastrank.arrays.dtype import as_grades, as_numbers, as_scores
from fastrank.kernels.subtopic_lists import SubtopicLists

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def call(
    metric: Any,
    relevance: Any,
    scores: Any = None,
    *,
    ties: str | None = None,
    ideal: Any = None,
    out: Floats | None = None,
    **parameters: Any,
) -> Any:
    """Compute `metric` of every list; see any diversity measure's docstring."""
    bound = metric.parameters(parameters)
    if ties not in (None, "input"):
        raise ValueError(
            f"ties: documents with subtopics have no better or worse; only 'input', got {ties!r}"
        )
    grades = _grades(relevance, "relevance")
    batch, n_subtopics = grades.shape[:-2], grades.shape[-1]
    n = int(np.prod(batch, dtype=np.int64))
    flat = grades.reshape(n, *grades.shape[-2:])
    order = _order(scores, grades.shape[:-1], ties, metric.name)
    pool = flat if ideal is None else _pool(ideal, batch, n_subtopics)
    values = metric.evaluate(_lists(flat, order, pool), bound)
    return returned(values.reshape(batch), out)


def _grades(value: Any, name: str) -> Floats:
    array = as_numbers(value, name)
    if array.ndim < 2:
        raise ValueError(
            f"{name}: expected documents × subtopics in the last two axes, got {array.ndim} dimension(s)"
        )
    if array.dtype.kind == "f" and np.isnan(array).any():
        at = tuple(int(i) for i in np.argwhere(np.isnan(array))[0])
        raise ValueError(f"{name}: NaN at {at}; a document that is not judged for a subtopic has grade 0")
    return as_grades(array.ravel(), name).reshape(array.shape)


def _pool(ideal: Any, batch: tuple[int, ...], n_subtopics: int) -> Floats:
    pool = _grades(ideal, "ideal")
    if (*pool.shape[:-2], pool.shape[-1]) != (*batch, n_subtopics):
        raise ValueError(
            f"ideal: shape {pool.shape} does not go with relevance; all axes but that of documents must agree"
        )
    return pool.reshape(int(np.prod(batch, dtype=np.int64)), *pool.shape[-2:])


def _order(scores: Any, shape: tuple[int, ...], ties: str | None, name: str) -> Integers:
    """Return the documents of each list in rank order."""
    if scores is None:
        return np.broadcast_to(np.arange(shape[-1]), (int(np.prod(shape[:-1], dtype=np.int64)), shape[-1]))
    keys = as_scores(as_numbers(scores, "scores"))
    if keys.shape != shape:
        raise ValueError(
            f"scores: shape {keys.shape}, but relevance without its axis of subtopics has {shape}"
        )
    keys = keys.reshape(int(np.prod(shape[:-1], dtype=np.int64)), shape[-1])
    bad = np.argwhere(np.isnan(keys))
    if len(bad):
        raise ValueError(f"scores: NaN in list {bad[0, 0]} at position {bad[0, 1]}")
    order = np.argsort(-keys, axis=1, kind="stable")
    ranked = np.take_along_axis(keys, order, axis=1)
    tied = np.flatnonzero((ranked[:, 1:] == ranked[:, :-1]).any(axis=1))
    if len(tied) and ties is None:
        raise ValueError(
            f"list {tied[0]} holds equal scores and {name} has no average over their orders; "
            "say ties='input' for the order given"
        )
    return order


def _lists(grades: Floats, order: Integers, pool: Floats) -> SubtopicLists:
    """Number the documents of the pool first; those retrieved are the same ones, or come after them."""
    n, depth, n_subtopics = grades.shape
    own = pool is grades
    parts = (pool,) if own else (pool, grades)
    documents = np.concatenate([part.reshape(part.shape[0] * part.shape[1], n_subtopics) for part in parts])
    document, subtopic = np.nonzero(documents > 0)
    first = 0 if own else n * pool.shape[1]
    return SubtopicLists(
        offsets=np.arange(n + 1) * depth,
        ranks=np.tile(np.arange(1, depth + 1), n),
        documents=(order + (first + np.arange(n) * depth)[:, None]).reshape(-1),
        n_retrieved=np.full(n, depth),
        pool_offsets=np.arange(n + 1) * pool.shape[1],
        starts=np.searchsorted(document, np.arange(len(documents) + 1)),
        subtopics=subtopic,
        grades=documents[document, subtopic],
        n_subtopics=np.full(n, n_subtopics),
    )
