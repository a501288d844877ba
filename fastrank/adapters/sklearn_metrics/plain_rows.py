"""Input that scikit-learn would not refuse, as arrays; everything else is answered, or refused, by itself."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def by_sklearn(name: str, *args: Any, **options: Any) -> Any:
    """Call scikit-learn's function; it is not looked up where a test may have put ours."""
    return getattr(importlib.import_module("sklearn.metrics._ranking"), name)(*args, **options)


def plain_array(values: Any) -> Array | None:
    """Finite numbers that float64 holds exactly, or None."""
    framed = type(values).__module__.split(".")[0] in ("pandas", "polars")
    if not (framed or isinstance(values, list | tuple | np.ndarray)) or isinstance(values, np.ma.MaskedArray):
        return None
    try:
        array = np.asarray(values)
    except ValueError:  # lists of different lengths
        return None
    if (
        array.dtype.kind not in "biuf"
        or array.dtype.itemsize > 8
        or not array.dtype.isnative
        or not array.size
    ):
        return None
    if array.dtype.kind == "f":
        return array if np.isfinite(array).all() else None
    wide = array.dtype.itemsize == 8 and max(-int(array.min()), int(array.max())) > 2**53
    return None if wide else array


def plain_rows(y_true: Any, y_score: Any, sample_weight: Any) -> tuple[Array, Array] | None:
    """Two matrices of one shape with two or more columns, and a weight for every row; or None."""
    truth, scores = plain_array(y_true), plain_array(y_score)
    if (
        truth is None
        or scores is None
        or truth.ndim != 2
        or truth.shape != scores.shape
        or truth.shape[1] < 2
    ):
        return None
    return (truth, scores) if plain_weights(sample_weight, len(truth)) else None


def plain_weights(sample_weight: Any, n: int) -> bool:
    """Whether there are no weights, or `n` of them."""
    if sample_weight is None:
        return True
    weights = plain_array(sample_weight)
    return weights is not None and weights.shape == (n,)


def is_indicator(matrix: Array) -> bool:
    """Whether all values are 0 or 1."""
    return matrix.dtype.kind == "b" or bool(((matrix == 0) | (matrix == 1)).all())


def weighted_mean(values: npt.NDArray[np.float64], sample_weight: Any) -> float:
    """The mean over rows, as scikit-learn takes it."""
    return float(np.average(values, weights=sample_weight))
