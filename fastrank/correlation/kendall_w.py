"""Kendall's W."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from fastrank import parallel
from fastrank.arrays.pairs import NAN_POLICIES
from fastrank.correlation.alternatives import one_of
from fastrank.correlation.rank_products import count_ties
from fastrank.correlation.ranks import low_ranks
from fastrank.correlation.result import CorrelationResult
from fastrank.correlation.score_lists import as_scores_with_gaps
from fastrank.kernels.jit import inlined, kernel

if TYPE_CHECKING:
    import numpy.typing as npt


def kendall_w(
    ratings: npt.ArrayLike, *, axis: tuple[int, int] = (-2, -1), nan_policy: str = "propagate"
) -> CorrelationResult:
    """Kendall's W: how far m raters order n items alike, from 0 to 1, corrected for ties.

    With R_i the sum of an item's ranks over the raters, tied items at their mean rank, and T the sum of ``t^3 - t``
    over all groups of t items that a rater ties: ``W = 12 sum (R_i - mean)^2 / (m^2 (n^3 - n) - m T)``. The mean of
    Spearman's rho over all pairs of raters is ``(m W - 1) / (m - 1)`` where nothing ties.

    Parameters
    ----------
    ratings : array_like, (..., raters, items)
        One row is one rater's scores of the items; only their order counts. Leading axes are batches.
    axis : pair of int
        The axes of raters and of items.
    nan_policy : {'propagate', 'omit', 'raise'}
        A score that is NaN, None or masked: the result is NaN, its item is dropped for all raters, or an error.
        Infinities are ordinary values; 0.0 and -0.0 tie.

    Returns
    -------
    CorrelationResult
        ``statistic`` and ``pvalue``, one of each a batch. NaN for less than two raters or items, and where every rater
        ties all items.

    Raises
    ------
    ValueError
        Fewer than two dimensions, an axis out of range, an unknown option, an integer without an exact float64.
    TypeError
        Values are not numbers.

    Notes
    -----
    The p-value is the tail of the chi-squared distribution with n - 1 degrees of freedom at ``m (n - 1) W``, which is
    Friedman's statistic; it is rough for few raters or items. O(m n log n). The sum of squares is exact while
    ``m^2 n^3`` is below 4e18.

    References
    ----------
    Kendall and Babington Smith, The problem of m rankings, Annals of Mathematical Statistics 1939; Friedman, JASA 1937.

    Examples
    --------
    >>> import fastrank as fr
    >>> w, p = fr.kendall_w([[1, 2, 3, 4], [1, 3, 2, 4], [2, 1, 3, 4]])
    >>> print(f"{w:.4f} {p:.4f}")
    0.7778 0.0719
    """
    from scipy.special import chdtrc

    one_of("nan_policy", nan_policy, NAN_POLICIES)
    rows = _rows(ratings, axis)
    missing = np.asarray(np.isnan(rows.scores).any(axis=-2))
    if nan_policy == "raise" and missing.any():
        raise ValueError("The input contains nan values; nan_policy='omit' drops their items")
    kept = ~missing if nan_policy == "omit" else np.ones_like(missing)
    w, n = _statistics(rows.scores, kept), kept.sum(-1)
    w[(missing & kept).any(-1)] = np.nan
    pvalue = chdtrc(n - 1, rows.scores.shape[-2] * (n - 1) * w)
    return CorrelationResult(w.reshape(rows.batch)[()], pvalue.reshape(rows.batch)[()])


class _Rows(NamedTuple):
    scores: npt.NDArray[np.float64]  # (batch, raters, items)
    batch: tuple[int, ...]


def _rows(ratings: Any, axis: tuple[int, int]) -> _Rows:
    scores = as_scores_with_gaps(ratings, "ratings")
    if scores.ndim < 2:
        raise ValueError(f"ratings: expected (..., raters, items), got {scores.ndim} dimensions")
    try:
        moved = np.moveaxis(scores, axis, (-2, -1))
    except (ValueError, TypeError):
        raise ValueError(
            f"axis: must be two different axes of {scores.ndim}, those of raters and items, got {axis!r}"
        ) from None
    batch = moved.shape[:-2]
    return _Rows(moved.reshape(int(np.prod(batch)), *moved.shape[-2:]), batch)


def _statistics(scores: npt.NDArray[np.float64], kept: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """W of each of (batch, raters, items), over the items that are `kept` (batch, items)."""
    raters, out = scores.shape[1], np.empty(len(scores))
    offsets = np.concatenate([[0], np.cumsum(np.repeat(kept.sum(-1), raters))])
    low = low_ranks(scores[np.broadcast_to(kept[:, None], scores.shape)], offsets)
    cost = np.ascontiguousarray(offsets[::raters]) if raters else 1
    parallel.run(concordance_of_raters, (low, offsets, raters), (out,), len(out), cost=cost)
    return out


@kernel
def concordance_of_raters(low, offsets, raters, lo, hi, out):  # type: ignore[no-untyped-def]
    """Write W of the batches `lo` to `hi`, each of `raters` lists of ranks; NaN where no rater tells items apart."""
    longest = np.int64(0)
    for b in range(lo, hi):
        longest = max(longest, offsets[b * raters + 1] - offsets[b * raters] if raters > 0 else 0)
    tied, totals = np.empty(longest, np.int32), np.empty(longest, np.int64)
    for b in range(lo, hi):
        n = offsets[b * raters + 1] - offsets[b * raters] if raters > 0 else np.int64(0)
        if raters < 2 or n < 2:
            out[b] = np.nan
            continue
        ties = _add_ranks(low, offsets, b, raters, n, tied, totals)
        size = float(n)
        untied = raters * (raters * (size * (size * size - 1)) - ties)
        out[b] = min(1.0, 3 * _sum_of_squares(totals, n, raters * n) / untied) if untied > 0 else np.nan


@inlined
def _add_ranks(low, offsets, b, raters, n, tied, totals):  # type: ignore[no-untyped-def]
    """Add ranks up, doubled and centred as in `rank_products`; returns the sum of t^3 - t over ties."""
    ties = 0.0
    for i in range(n):
        totals[i] = 0
    for row in range(b * raters, (b + 1) * raters):
        start = offsets[row]
        count_ties(low, start, n, tied)
        for i in range(n):
            rank = low[start + i]
            totals[i] += 2 * np.int64(rank) + tied[rank] - n
            t = float(tied[i])
            ties += t * (t * t - 1)
    return ties


@inlined
def _sum_of_squares(totals, n, largest):  # type: ignore[no-untyped-def]
    """Blocks that int64 holds are added in float64."""
    total = 0.0
    block = max(np.int64(1), (np.int64(1) << 62) // (largest * largest))
    for first in range(0, n, block):
        part = np.int64(0)
        for i in range(first, min(first + block, n)):
            part += totals[i] * totals[i]
        total += part
    return total
