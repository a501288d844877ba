"""Exact two-sided p-values of tau in a matrix, for lists without ties.

Short lists have them in the table that single pairs have, and so does what has at most one inversion from either end.
For longer ones the engines leave a mark, and equal marks are counted once.
"""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.correlation.null_distribution import TABLED, exact_pvalues, tabled_shares
from fastrank.kernels.jit import inlined
from fastrank.kernels.normal_tail import TWO_SIDED

LONGEST = 300_000  # a mark, up to n^3 / 4, is a whole number below 2^53


class ExactTails(NamedTuple):
    """What the engines need of the distribution."""

    shares: npt.NDArray[np.float64]  # of `tabled_shares`
    begins: npt.NDArray[np.int64]
    inverse_factorials: npt.NDArray[np.float64]  # until they are 0
    marked: int  # items of the longest list of which longer ones than tabled are marked; 0 where none are


@functools.lru_cache(maxsize=8)
def exact_tails(marked: int) -> ExactTails:
    """Return the tables."""
    return ExactTails(*tabled_shares(), np.array([1 / math.factorial(n) for n in range(180)]), marked)


@inlined
def exact_pvalue(n, fewer, tails, otherwise):  # type: ignore[no-untyped-def]
    """Return the exact p-value of n items with so many discordant (or concordant) pairs, a mark, or `otherwise`."""
    if n <= TABLED:
        return min(1.0, 2 * tails.shares[tails.begins[n] + fewer])
    if fewer <= 1:
        last = n - fewer
        return 2 * tails.inverse_factorials[last] if last < len(tails.inverse_factorials) else 0.0
    if tails.marked > 0:
        return -float(fewer * (tails.marked + 1) + n)
    return otherwise


def replace_marks(pvalues: npt.NDArray[np.float64], marked: int) -> None:
    """Put exact p-values where marks are."""
    places = np.nonzero(pvalues < 0)
    if len(places[0]):
        fewer, n = np.divmod(-pvalues[places].astype(np.int64), marked + 1)
        pvalues[places] = exact_pvalues(n, n * (n - 1) // 2 - 2 * fewer, TWO_SIDED)
