"""What the items seen so far still add to rank-biased overlap below the last depth, where no others overlap."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined


@inlined
def tail_of_seen(p, depth):  # type: ignore[no-untyped-def]
    """The part of each common item: ``(1 - p) sum(p^(k - 1) / (depth + k))`` over all k from 1."""
    if (depth + 1) * (1 - p) < 0.7:
        return _by_logarithm(p, depth)
    return _by_fraction(p, depth + 1.0)


@inlined
def _by_logarithm(p, depth):  # type: ignore[no-untyped-def]
    """The series of the logarithm without its first terms. As p^depth is above 0.4, little cancels."""
    beginning, power = 0.0, 1.0
    for d in range(1, depth + 1):
        power *= p
        beginning += power / d
    return (1 - p) / (power * p) * (-np.log1p(-p) - beginning)


@inlined
def _by_fraction(p, a):  # type: ignore[no-untyped-def]
    """Continued fraction of the incomplete beta function B_p(a, 0) (DLMF 8.17.22), from its end.

    Terms for a relative error of 3e-15, measured from p = 0.01 to 0.9997; at most 130 where a (1 - p) > 0.7.
    """
    terms = 4 + int(min(10 / np.sqrt(1 - p), 90 / (a * (1 - p))))
    value = 1.0
    for m in range(terms, 0, -1):
        value = 1 - (a + m) * (a + m) * p / ((a + 2 * m) * (a + 2 * m + 1)) / value
        value = 1 - m * m * p / ((a + 2 * m - 1) * (a + 2 * m)) / value
    return (1 - p) / (a * (1 - a * p / (a + 1) / value))
