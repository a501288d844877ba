"""Pearson's and Spearman's coefficient of pairs of vectors: products of centred values or ranks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.correlation.matrix.kendall import clipped
from fastrank.kernels.jit import inlined, kernel


@inlined
def _centred_ranks(ranks, v, other, u, order, n, spare, centred):  # type: ignore[no-untyped-def]
    """Write twice the average rank, less its mean, of every item that the other vector has too."""
    items = 0
    for k in range(n):
        item = order[v + k]
        if ranks[v + item] < 0:
            break
        if other[u + item] >= 0:
            spare[items] = item
            items += 1
    start = 0
    for k in range(1, items + 1):
        if k == items or ranks[v + spare[k]] != ranks[v + spare[start]]:
            for i in range(start, k):
                centred[spare[i]] = start + k - items
            start = k
    return items


@inlined
def _centred_values(values, v, other, u, n, centred):  # type: ignore[no-untyped-def]
    items, total = 0, 0.0
    for i in range(n):
        if values[v + i] == values[v + i] and other[u + i] == other[u + i]:
            total += values[v + i]
            items += 1
    mean = total / items
    for i in range(n):
        centred[i] = values[v + i] - mean
    return items


@inlined
def _coefficient(a, b, x, v, y, u, n, items):  # type: ignore[no-untyped-def]
    """Divide the product by the lengths, over items known in both; a constant vector gives NaN."""
    product, square_a, square_b, constant_a, constant_b, first = 0.0, 0.0, 0.0, True, True, -1
    for i in range(n):
        if x[v + i] == x[v + i] and y[u + i] == y[u + i]:
            first = i if first < 0 else first
            constant_a &= x[v + i] == x[v + first]
            constant_b &= y[u + i] == y[u + first]
            product += a[i] * b[i]
            square_a += a[i] * a[i]
            square_b += b[i] * b[i]
    if constant_a or constant_b:
        return np.nan
    if items == 2:
        return 1.0 if product > 0.0 else -1.0
    squares = square_a * square_b
    if 1e-290 < squares < 1e290:  # so a vector with itself gives exactly 1
        return clipped(product / math.sqrt(squares))
    return clipped(product / (math.sqrt(square_a) * math.sqrt(square_b)))


@kernel
def product_tasks(x, y, x_ranks, y_ranks, x_order, y_order, n, ranked, pairs, lo, hi, values, items):  # type: ignore[no-untyped-def]
    """Write the coefficients of ``pairs[2 k], pairs[2 k + 1]``, and how many items they have in common."""
    a, b, spare = np.zeros(n), np.zeros(n), np.empty(n, np.int64)
    for k in range(lo, hi):
        v, u = pairs[2 * k] * n, pairs[2 * k + 1] * n
        if ranked:
            items[k] = _centred_ranks(x_ranks, v, y_ranks, u, x_order, n, spare, a)
            _centred_ranks(y_ranks, u, x_ranks, v, y_order, n, spare, b)
        else:
            items[k] = _centred_values(x, v, y, u, n, a)
            _centred_values(y, u, x, v, n, b)
        values[k] = _coefficient(a, b, x, v, y, u, n, items[k])


def student_pvalues(r: npt.NDArray[np.float64], n: npt.NDArray[np.float64], ranked: bool) -> Any:
    """Two-sided p-values by Student's t with n - 2 degrees of freedom."""
    from scipy.special import stdtr

    with np.errstate(all="ignore"):
        freedom = n - 2
        t = r * np.sqrt(np.maximum(freedom / ((r + 1) * (1 - r)), 0))
        p = 2 * stdtr(freedom, -np.abs(t))
    p = np.where(np.abs(r) == 1, 0.0, p)
    return np.where(np.isnan(r), np.nan, np.where(n > 2, p, np.nan if ranked else 1.0))
