"""A few order statistics of every row, without sorting it.

One pass counts values into bins, a second collects the bin that holds the rank, and selection ends there.
Measured at 10^4 values a row, one thread: 34 µs, where np.partition took 130 and np.sort 280.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.jit import inlined, kernel

Values = npt.NDArray[np.float64]

BINS = 1024
REACH = 8.0  # bins cover ±8 scales; the outermost two take all beyond, ±inf included


@inlined
def bin_of(value, factor):  # type: ignore[no-untyped-def]
    """The bin of a value; beyond the reach, the first or last."""
    at = value * factor + 512.0
    at = at if at > 0.0 else 0.0
    return np.int64(at if at < 1023.0 else 1023.0)


@inlined
def nth(values, n, rank):  # type: ignore[no-untyped-def]
    """The value of `rank` among the first `n`, which are put in another order (Hoare's selection)."""
    left, right = 0, n - 1
    while left < right:
        pivot, i, j = values[(left + right) >> 1], left, right
        while i <= j:
            while values[i] < pivot:
                i += 1
            while values[j] > pivot:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        if rank <= j:
            right = j
        elif rank >= i:
            left = i
        else:
            return values[rank]
    return values[rank]


@kernel
def select_ranks(rows, scale, ranks, lo, hi, out):  # type: ignore[no-untyped-def]
    """``out[row, i]`` is the value of rank ``ranks[row, i]`` (from 0) in rows ``[lo, hi)``."""
    width = rows.shape[1]
    counts, found, bins = np.empty(BINS, np.int64), np.empty(width), np.empty(width, np.int16)
    for row in range(lo, hi):
        factor = 512.0 / (REACH * scale[row])
        for at in range(BINS):
            counts[at] = 0
        for b in range(width):
            at = bin_of(rows[row, b], factor)
            bins[b] = at
            counts[at] += 1
        collected, n = -1, width  # n is no literal: numba would compile `nth` for 0 and again for any integer
        for i in range(ranks.shape[1]):
            at, before = 0, 0
            while before + counts[at] <= ranks[row, i]:
                before += counts[at]
                at += 1
            if at != collected:
                collected, n = at, 0
                for b in range(width):
                    if bins[b] == at:
                        found[n] = rows[row, b]
                        n += 1
            out[row, i] = nth(found, n, ranks[row, i] - before)


def quantiles(rows: Values, scale: Values, levels: Values) -> Values:
    """Return quantiles of every row (type 7: linear between neighbouring order statistics).

    Parameters
    ----------
    rows : ndarray, (rows, values)
        No NaN; infinite values are ordinary.
    scale : ndarray
        About the standard deviation of each row around 0: it decides the speed only.
    levels : ndarray, (rows, levels)
        Each between 0 and 1, in ascending order.

    Returns
    -------
    ndarray, (rows, levels)
        NaN where the two neighbours are infinite.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.significance.order_statistics import quantiles
    >>> quantiles(np.array([[3.0, -1.0, 2.0, 0.0]]), np.array([1.0]), np.array([[0.0, 0.5, 1.0]]))
    array([[-1.,  1.,  3.]])
    """
    last = rows.shape[1] - 1
    position = levels * last
    below = np.floor(position).astype(np.int64)
    ranks = np.stack([below, np.minimum(below + 1, last)], axis=2).reshape(len(rows), -1)
    values = np.empty(ranks.shape)
    usable = np.where(np.isfinite(scale) & (scale > 0), scale, 1.0)
    parallel.run(select_ranks, (rows, usable, ranks), (values,), len(rows), cost=2 * rows.shape[1])
    left, right = values[:, 0::2], values[:, 1::2]
    with np.errstate(invalid="ignore"):
        return np.where(left == right, left, left + (position - below) * (right - left))
