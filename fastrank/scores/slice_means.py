"""Means by slice, and what means of slices make: macro, micro and nested means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fastrank.scores.attributes import DATASET, attribute_called
from fastrank.scores.means import aggregated, means_and_counts
from fastrank.scores.slices import Slices, slices_by

if TYPE_CHECKING:
    from fastrank.scores.scores import Scores

Values = npt.NDArray[np.float64]
OVER = ("micro", "macro", "nested")


def means_over(
    scores: Scores, by: str | Sequence[str] | None, weights: Any, over: str | None
) -> tuple[Values, npt.NDArray[np.int64]]:
    """Return the means that :meth:`Scores.means` tells of, and how many queries are behind them."""
    if over is not None and over not in OVER:
        raise ValueError(f"over: must be one of {', '.join(map(repr, OVER))}, got {over!r}")
    weights = query_weights(scores, weights)
    if over == "micro" or (by is None and over is None):
        if by is not None:
            slices_by(scores.attributes, by)  # a name that is wrong is told anyway
        return means_and_counts(scores, None, weights)
    slices = slices_by(scores.attributes, _by(scores, by, over))
    means, n = means_and_counts(scores, slices, weights)
    if over is None:
        return means, n
    return over_slices(means, slices, scores.aggregation, nested=over == "nested"), n.sum(axis=2)


def _by(scores: Scores, by: str | Sequence[str] | None, over: str | None) -> str | Sequence[str]:
    if by is not None:
        return by
    if DATASET not in scores.attributes:
        raise ValueError(
            f"over={over!r} needs by=, the attribute whose slices are averaged: queries have no data sets"
        )
    return DATASET


def over_slices(means: Values, slices: Slices, aggregation: Sequence[str], *, nested: bool = False) -> Values:
    """Return the mean of the means of slices, without those that have none; geometric means stay geometric.

    Nested: the mean over the first attribute's values of the means over the second's, and so on.
    """
    keys: list[tuple[str, ...]] = list(slices.keys)
    while nested and keys and len(keys[0]) > 1:
        outer = list(dict.fromkeys(key[:-1] for key in keys))
        parts = [[i for i, key in enumerate(keys) if key[:-1] == one] for one in outer]
        means = np.stack([_mean_of(means[:, :, part], aggregation) for part in parts], axis=2)
        keys = outer
    return _mean_of(means, aggregation)


def _mean_of(means: Values, aggregation: Sequence[str]) -> Values:
    ways = ["geometric" if way == "geometric" else "mean" for way in aggregation]
    return np.stack([aggregated(layer, way)[0] for layer, way in zip(means, ways, strict=True)])


def query_weights(scores: Scores, weights: Any) -> Values | None:
    """Return a weight for each query from an attribute's name, a mapping from queries, or an array in their order."""
    if weights is None:
        return None
    name = f"weights={weights!r}" if isinstance(weights, str) else "weights"
    array = _weights(scores, weights)
    if array.shape != (len(scores.queries),):
        raise ValueError(f"weights: shape {array.shape} for {len(scores.queries)} queries; give one for each")
    wrong = np.flatnonzero(~(np.isfinite(array) & (array >= 0)))
    if len(wrong):
        raise ValueError(
            f"{name}: query {scores.queries[wrong[0]]!r} has {array[wrong[0]]}; weights must be finite and not negative"
        )
    if not array.any():
        raise ValueError(f"{name}: all are 0, so there is no mean; give at least one query a weight")
    return array


def _weights(scores: Scores, weights: Any) -> Values:
    if isinstance(weights, str):
        own = attribute_called(weights, scores.attributes, "weights")
        try:
            return own.astype(np.float64)  # csv files hold text
        except ValueError:
            text = next(value for value in own if not _is_number(value))
            raise TypeError(
                f"weights={weights!r}: the attribute holds {text!r}, which is no number"
            ) from None
    if isinstance(weights, Mapping):
        given = {str(query): weight for query, weight in weights.items()}
        absent = [query for query in scores.queries if query not in given]
        if absent:
            raise ValueError(f"weights: none for query {absent[0]!r} ({len(absent)} such queries)")
        weights = [given[query] for query in scores.queries]
    if not isinstance(weights, Iterable):
        raise TypeError(f"weights: an attribute's name, a mapping or an array, got {weights!r}")
    return np.asarray(weights, dtype=np.float64)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
