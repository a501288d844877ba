"""`sklearn.metrics.average_precision_score`."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.adapters.sklearn_metrics.plain_rows import (
    Array,
    by_sklearn,
    is_indicator,
    plain_array,
    plain_rows,
)
from fastrank.arrays.row_loop import row_values
from fastrank.kernels.label_ranking import label_precisions

_AVERAGES = ("micro", "macro", "weighted", "samples", None)


def average_precision_score(
    y_true: Any, y_score: Any, *, average: Any = "macro", pos_label: Any = 1, sample_weight: Any = None
) -> Any:
    """Like ``sklearn.metrics.average_precision_score``; of weighted samples and text it answers itself."""
    known = average in _AVERAGES and (sample_weight is None or average == "samples") and pos_label == 1
    rows = _indicator_rows(y_true, y_score, sample_weight) if known else None
    if rows is not None:
        return _averaged(*rows, average, sample_weight)
    one = _one_list(y_true, y_score) if known and sample_weight is None else None
    if one is not None:
        return float(_precisions(*one)[0])
    options = {"average": average, "pos_label": pos_label, "sample_weight": sample_weight}
    return by_sklearn("average_precision_score", y_true, y_score, **options)


def _indicator_rows(y_true: Any, y_score: Any, sample_weight: Any) -> tuple[Array, Array] | None:
    """A column a class: given as such, or made of the classes of more than two whole numbers."""
    truth, scores = plain_array(y_true), plain_array(y_score)
    if truth is not None and truth.ndim == 1 and truth.dtype.kind in "iu" and isinstance(y_score, np.ndarray):
        classes = np.unique(truth)
        truth = truth[:, None] == classes if len(classes) > 2 else truth
    rows = plain_rows(truth, scores, sample_weight)
    return rows if rows is not None and is_indicator(rows[0]) else None


def _one_list(y_true: Any, y_score: Any) -> tuple[Array, Array] | None:
    """Zeros and ones with their scores, as a matrix of one row."""
    truth, scores = plain_array(y_true), plain_array(y_score)
    if truth is None or scores is None or truth.ndim != 1 or truth.shape != scores.shape:
        return None
    return (truth[None], scores[None]) if is_indicator(truth) else None


def _averaged(truth: Array, scores: Array, average: Any, sample_weight: Any) -> Any:
    if average == "micro":
        return float(_precisions(truth.reshape(1, -1), scores.reshape(1, -1))[0])
    if average == "samples":
        values, weights = _precisions(truth, scores), sample_weight
    else:
        values = _precisions(truth.T, scores.T)
        weights = truth.sum(axis=0) if average == "weighted" else None
    if average is None:
        return values
    if average == "weighted" and not np.any(weights):
        return 0
    return float(np.average(values, weights=weights))


def _precisions(truth: Array, scores: Array) -> npt.NDArray[np.float64]:
    for _ in range(int((~(truth != 0).any(axis=1)).sum())):
        warnings.warn(
            "No positive class found in y_true, recall is set to one for all thresholds.", stacklevel=4
        )
    return row_values(label_precisions, truth, scores)
