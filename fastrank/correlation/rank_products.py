"""Spearman's rho of lists of ranks, from sums of products that are exact in integers."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined, kernel

EXACT = 1 << 20  # n^3 fits int64 up to here; longer lists add blocks of this many products in float64


@kernel
def rho_lists(low_x, low_y, offsets, lo, hi, out):  # type: ignore[no-untyped-def]
    """Write rho of the lists `lo` to `hi`; NaN where a side is constant."""
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    tied_x, tied_y = np.empty(longest, np.int32), np.empty(longest, np.int32)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        count_ties(low_x, start, n, tied_x)
        count_ties(low_y, start, n, tied_y)
        if n < 2 or tied_x[0] == n or tied_y[0] == n:
            out[q] = np.nan
        else:
            out[q] = _rho(low_x, low_y, tied_x, tied_y, start, n)


@inlined
def count_ties(low, start, n, tied):  # type: ignore[no-untyped-def]
    """How many items of a list have each rank."""
    for i in range(n):
        tied[i] = 0
    for i in range(n):
        tied[low[start + i]] += 1


@inlined
def _rho(low_x, low_y, tied_x, tied_y, start, n):  # type: ignore[no-untyped-def]
    """Ranks are doubled and centred: 2 (rank - mean) = 2 low + ties - n, a whole number."""
    xy, xx, yy = 0.0, 0.0, 0.0
    block = min(np.int64(EXACT), (np.int64(1) << 62) // (n * n))
    for first in range(0, n, block):
        sum_xy, sum_xx, sum_yy = np.int64(0), np.int64(0), np.int64(0)
        for i in range(start + first, start + min(first + block, n)):
            rank_x, rank_y = np.int64(low_x[i]), np.int64(low_y[i])
            x, y = 2 * rank_x + tied_x[rank_x] - n, 2 * rank_y + tied_y[rank_y] - n
            sum_xy += x * y
            sum_xx += x * x
            sum_yy += y * y
        xy, xx, yy = xy + sum_xy, xx + sum_xx, yy + sum_yy
    if xx == yy:
        return xy / xx  # so that equal ranks have 1 exactly
    return min(1.0, max(-1.0, xy / np.sqrt(xx) / np.sqrt(yy)))
