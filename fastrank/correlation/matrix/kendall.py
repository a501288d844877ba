"""Statistics and p-values out of counts of item pairs, in SciPy's forms."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from fastrank.correlation.matrix.exact_tail import exact_pvalue
from fastrank.correlation.matrix.normal_tail import two_sided_tail
from fastrank.kernels.jit import inlined, spliced

TAU_B, TAU_A, TAU_C, GAMMA, SOMERS_D = range(5)
NO_P, AUTO, EXACT, ASYMPTOTIC = range(4)


class Counts(NamedTuple):
    """What is counted of some pairs of vectors, one entry each, all float64."""

    difference: Any  # concordant minus discordant item pairs
    both: Any  # item pairs that differ in both vectors
    unlike_x: Any  # in x
    unlike_y: Any
    n: Any  # items known in both
    fewest: Any  # distinct values of the vector that has fewer
    x0: Any  # sum of t(t-1)(t-2) over the tied groups of x
    x1: Any  # sum of t(t-1)(2t+5)
    y0: Any
    y1: Any


@inlined
def clipped(value):  # type: ignore[no-untyped-def]
    """Return the value, held to [-1, 1] against rounding; NaN stays."""
    return 1.0 if value > 1.0 else (-1.0 if value < -1.0 else value)


@inlined
def write_statistics(code, c, count, values, mirrored):  # type: ignore[no-untyped-def]
    """Write the statistic of (x, y) and that of (y, x); a constant vector gives NaN."""
    for k in range(count):
        if code == TAU_B:
            value = clipped(c.difference[k] / math.sqrt(c.unlike_x[k]) / math.sqrt(c.unlike_y[k]))
        elif code == TAU_A:
            value = c.difference[k] / (0.5 * c.n[k] * (c.n[k] - 1.0))
        elif code == TAU_C:
            few, n = c.fewest[k], c.n[k]
            value = clipped(2.0 * c.difference[k] / (n * n * (few - 1.0) / few))
        elif code == GAMMA:
            value = c.difference[k] / c.both[k]
        else:
            value = c.difference[k] / c.unlike_x[k]
        defined = c.unlike_x[k] > 0.0 and c.unlike_y[k] > 0.0
        values[k] = value if defined else np.nan
        mirrored[k] = values[k]
        if code == SOMERS_D and defined:
            mirrored[k] = c.difference[k] / c.unlike_y[k]


@spliced
def standardised(difference, n, like_x, like_y, x0, x1, y0, y1):  # type: ignore[no-untyped-def]
    """Return |z| of tau under independence, in the order of SciPy's operations.

    `like_x` and `like_y` are how many item pairs are tied.
    """
    m = n * (n - 1.0)
    cubes = x0 * y0
    variance = (m * (2 * n + 5) - x1 - y1) / 18 + 2 * like_x * like_y / m
    variance += cubes / (9 * m * (n - 2) if cubes > 0.0 else 1.0)
    return abs(difference) / math.sqrt(variance)


@inlined
def write_pvalues(method, c, tails, count, pvalues):  # type: ignore[no-untyped-def]
    """Write the two-sided p-values of tau."""
    for k in range(count):
        n = c.n[k]
        total = 0.5 * n * (n - 1.0)
        like_x, like_y = total - c.unlike_x[k], total - c.unlike_y[k]
        z = standardised(c.difference[k], n, like_x, like_y, c.x0[k], c.x1[k], c.y0[k], c.y1[k])
        pvalues[k] = two_sided_tail(z)
        if c.unlike_x[k] == 0.0 or c.unlike_y[k] == 0.0 or n < 2.0:
            pvalues[k] = np.nan
    if method != ASYMPTOTIC:
        write_exact(c, tails, count, pvalues)


@inlined
def write_asymptotic(n, unlike, m0, m1, y_unlike, y0, y1, count, pvalues):  # type: ignore[no-untyped-def]
    """Turn the differences of one vector x with several y, all of n items, into asymptotic p-values, as vectors."""
    total = 0.5 * n * (n - 1.0)
    for j in range(count):
        z = standardised(pvalues[j], n, total - unlike, total - y_unlike[j], m0, m1, y0[j], y1[j])
        p = two_sided_tail(z)
        pvalues[j] = p if unlike > 0.0 and y_unlike[j] > 0.0 else np.nan


@inlined
def write_exact(c, tails, count, pvalues):  # type: ignore[no-untyped-def]
    """Write the p-values of pairs without ties that are short, or have at most one inversion from either end."""
    for k in range(count):
        total = 0.5 * c.n[k] * (c.n[k] - 1.0)
        if total > 0.0 and c.unlike_x[k] == total and c.unlike_y[k] == total:
            fewer = int((total - abs(c.difference[k])) / 2)
            pvalues[k] = exact_pvalue(int(c.n[k]), fewer, tails, pvalues[k])
