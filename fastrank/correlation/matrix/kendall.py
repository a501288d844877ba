"""Statistics and p-values out of counts of item pairs, in SciPy's forms."""

from __future__ import annotations

import math

import numpy as np

from fastrank.correlation.matrix.normal_tail import two_sided_tail
from fastrank.kernels.jit import inlined

TAU_B, TAU_A, TAU_C, GAMMA, SOMERS_D = range(5)
NO_P, AUTO, EXACT, ASYMPTOTIC = range(4)


@inlined
def clipped(value):  # type: ignore[no-untyped-def]
    """Return the value, held to [-1, 1] against rounding; NaN stays."""
    return 1.0 if value > 1.0 else (-1.0 if value < -1.0 else value)


@inlined
def statistic_of(code, con_minus_dis, unlike_both, unlike_x, unlike_y, n, fewest):  # type: ignore[no-untyped-def]
    """Return a statistic of one pair of vectors.

    Parameters are concordant minus discordant item pairs, how many differ in both vectors, in x, in y, the
    items, and the smaller number of distinct values. A constant vector gives NaN.
    """
    if unlike_x == 0.0 or unlike_y == 0.0:
        return np.nan
    if code == TAU_B:
        return clipped(con_minus_dis / math.sqrt(unlike_x) / math.sqrt(unlike_y))
    if code == TAU_A:
        return con_minus_dis / (0.5 * n * (n - 1.0))
    if code == TAU_C:
        return clipped(2.0 * con_minus_dis / (n * n * (fewest - 1.0) / fewest))
    if code == GAMMA:
        return con_minus_dis / unlike_both
    return con_minus_dis / unlike_x


@inlined
def pvalue_of(con_minus_dis, unlike_x, unlike_y, n, x0, x1, y0, y1, tails, method):  # type: ignore[no-untyped-def]
    """Return the two-sided p-value of tau.

    `x0` and `x1` are the sums of t(t-1)(t-2) and t(t-1)(2t+5) over the sizes t of the ties in x.
    """
    if unlike_x == 0.0 or unlike_y == 0.0 or n < 2.0:
        return np.nan
    total = 0.5 * n * (n - 1.0)
    if method != ASYMPTOTIC and unlike_x == total and unlike_y == total:
        fewer = int((total - abs(con_minus_dis)) / 2)
        if n <= tails.most:
            return tails.p[tails.starts[int(n)] + fewer]
        if method == AUTO and fewer <= 1:
            last = int(n) - fewer
            return 2 * tails.inverse_factorials[last] if last < len(tails.inverse_factorials) else 0.0
    if method == EXACT or n == 2.0:
        return np.nan
    m = n * (n - 1.0)
    variance = (m * (2 * n + 5) - x1 - y1) / 18
    variance += 2 * (total - unlike_x) * (total - unlike_y) / m + x0 * y0 / (9 * m * (n - 2))
    return two_sided_tail(con_minus_dis / math.sqrt(variance))
