"""`sklearn.metrics.dcg_score` and `ndcg_score`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.adapters.sklearn_metrics.plain_rows import Array, by_sklearn, plain_rows, weighted_mean
from fastrank.metrics.dcg import dcg

Values = npt.NDArray[np.float64]


def ndcg_score(
    y_true: Any, y_score: Any, *, k: Any = None, sample_weight: Any = None, ignore_ties: Any = False
) -> float:
    """Like ``sklearn.metrics.ndcg_score``; one value for all rows, and 0 for a row without gain."""
    rows = plain_rows(y_true, y_score, sample_weight) if _known(k, ignore_ties) else None
    if rows is None or rows[0].min() < 0:
        options = {"k": k, "sample_weight": sample_weight, "ignore_ties": ignore_ties}
        answer: float = by_sklearn("ndcg_score", y_true, y_score, **options)
        return answer
    truth, scores = rows
    gains, best = _row_gains(truth, scores, k, ignore_ties), dcg(truth, truth, k=k, ties="input")
    return weighted_mean(np.divide(gains, best, out=np.zeros(len(gains)), where=best != 0), sample_weight)


def dcg_score(
    y_true: Any,
    y_score: Any,
    *,
    k: Any = None,
    log_base: Any = 2,
    sample_weight: Any = None,
    ignore_ties: Any = False,
) -> float:
    """Like ``sklearn.metrics.dcg_score``: negative gains count, and the base only scales."""
    known = (
        _known(k, ignore_ties)
        and isinstance(log_base, int | float | np.number)
        and log_base > 0
        and log_base != 1
    )
    rows = plain_rows(y_true, y_score, sample_weight) if known else None
    if rows is None:
        options = {"k": k, "log_base": log_base, "sample_weight": sample_weight, "ignore_ties": ignore_ties}
        answer: float = by_sklearn("dcg_score", y_true, y_score, **options)
        return answer
    return weighted_mean(_row_gains(*rows, k, ignore_ties) * math.log2(log_base), sample_weight)


def _known(k: Any, ignore_ties: Any) -> bool:
    whole = k is None or (isinstance(k, int | np.integer) and not isinstance(k, bool) and k >= 1)
    return bool(whole) and isinstance(ignore_ties, bool | np.bool_)


def _row_gains(truth: Array, scores: Array, k: Any, ignore_ties: Any) -> Values:
    """Discounted gain of every row. The loop knows no negative gain, but the sum is linear in gains."""
    k = None if k is None else min(int(k), truth.shape[1])
    if truth.dtype.kind not in "bu" and truth.min() < 0:
        wide = truth.astype(np.float64)
        return _row_gains(np.maximum(wide, 0), scores, k, ignore_ties) - _row_gains(
            np.maximum(-wide, 0), scores, k, ignore_ties
        )
    return _in_sorted_order(truth, scores, k) if ignore_ties else np.asarray(dcg(truth, scores, k=k))


def _in_sorted_order(truth: Array, scores: Array, k: int | None) -> Values:
    """Gains in the order that ``argsort`` leaves, reversed; that order is only known where it is made."""
    gains = np.asarray(dcg(truth, scores, k=k, ties="best"))
    tied = np.flatnonzero(gains != np.asarray(dcg(truth, scores, k=k, ties="worst")))
    if len(tied):
        order = np.argsort(scores[tied])[:, ::-1]
        gains[tied] = dcg(np.take_along_axis(truth[tied], order, axis=1), k=k)
    return gains
