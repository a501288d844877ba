"""Exact two-sided p-values of tau: how many permutations have at most c inversions, for lists without ties."""

from __future__ import annotations

import functools
import math
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

LARGEST = 170  # 171! is past the largest float64
SMALL = 33  # SciPy's "auto": exact up to here, or with at most one inversion from either end


class ExactTails(NamedTuple):
    """``p[starts[n] + c]`` for c discordant (or concordant, whichever are fewer) pairs; a start of -1: no table."""

    p: npt.NDArray[np.float64]
    starts: npt.NDArray[np.int64]
    most: int  # with `most` items or fewer the table is used; beyond it for at most one inversion
    inverse_factorials: npt.NDArray[np.float64]


@functools.lru_cache(maxsize=8)
def exact_tails(sizes: tuple[int, int]) -> ExactTails:
    """Return the tables of lists with ``sizes[0]`` to ``sizes[1]`` items."""
    least, most = sizes
    starts, tails = np.full(max(most, 1) + 1, -1, np.int64), []
    counts, at = [1], 0
    for n in range(1, most + 1):
        counts = _one_more_item(counts, n)
        if n >= least:
            half = counts[: n * (n - 1) // 4 + 1]
            factorial = math.factorial(n)
            tails += [min(1.0, 2 * total / factorial) for total in accumulate(half)]
            starts[n], at = at, len(tails)
    inverse = np.array([1 / math.factorial(n) for n in range(LARGEST + 1)])
    return ExactTails(np.array(tails or [np.nan]), starts, most, inverse)


def _one_more_item(counts: list[int], n: int) -> list[int]:
    """Inversions of n items from those of n - 1: the new item brings 0 to n - 1 of them."""
    sums = [0, *accumulate(counts)]
    last = len(counts)
    return [sums[min(c + 1, last)] - sums[max(c + 1 - n, 0)] for c in range(last + n - 1)]
