"""`sklearn.metrics.label_ranking_average_precision_score`, `coverage_error` and `label_ranking_loss`."""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank.adapters.sklearn_metrics.plain_rows import (
    Array,
    by_sklearn,
    is_indicator,
    plain_rows,
    weighted_mean,
)
from fastrank.arrays.row_loop import row_values
from fastrank.kernels.label_ranking import coverages, label_precisions, ranking_losses


def label_ranking_average_precision_score(y_true: Any, y_score: Any, *, sample_weight: Any = None) -> float:
    """Like ``sklearn.metrics.label_ranking_average_precision_score``: 1 where nothing, or all, is relevant."""
    rows = _indicator_rows(_dense(y_true), y_score, sample_weight)
    if rows is None:
        return float(
            by_sklearn("label_ranking_average_precision_score", y_true, y_score, sample_weight=sample_weight)
        )
    values = row_values(label_precisions, *rows)
    values[~(rows[0] != 0).any(axis=1)] = 1.0
    return weighted_mean(values, sample_weight)


def coverage_error(y_true: Any, y_score: Any, *, sample_weight: Any = None) -> float:
    """Like ``sklearn.metrics.coverage_error``: 0 where nothing is relevant."""
    rows = _indicator_rows(y_true, y_score, sample_weight)
    if rows is None:
        return float(by_sklearn("coverage_error", y_true, y_score, sample_weight=sample_weight))
    return weighted_mean(row_values(coverages, *rows), sample_weight)


def label_ranking_loss(y_true: Any, y_score: Any, *, sample_weight: Any = None) -> float:
    """Like ``sklearn.metrics.label_ranking_loss``: 0 where nothing, or all, is relevant."""
    rows = _indicator_rows(_dense(y_true), y_score, sample_weight)
    if rows is None:
        return float(by_sklearn("label_ranking_loss", y_true, y_score, sample_weight=sample_weight))
    return weighted_mean(row_values(ranking_losses, *rows), sample_weight)


def _indicator_rows(y_true: Any, y_score: Any, sample_weight: Any) -> tuple[Array, Array] | None:
    rows = plain_rows(y_true, y_score, sample_weight)
    return rows if rows is not None and is_indicator(rows[0]) else None


def _dense(matrix: Any) -> Any:
    """A sparse matrix of ones as an array; where it stores anything else scikit-learn has rules of its own."""
    stored = getattr(matrix, "data", None) if hasattr(matrix, "tocsr") else None
    ones = isinstance(stored, np.ndarray) and stored.dtype.kind in "biuf" and (stored == 1).all()
    return matrix.toarray() if ones else matrix
