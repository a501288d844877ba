"""Kendall's distribution of discordant pairs between random orders, without ties."""

from __future__ import annotations

import functools
import itertools
import math

import numpy as np
import numpy.typing as npt

from fastrank.kernels.jit import kernel
from fastrank.parallel import run

TABLED = 33  # lists this short have exact p-values by default, as in SciPy


@functools.cache
def tabled_shares() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Shares of orders of up to `TABLED` items with at most d discordant pairs, flat, and where each n begins.

    Counted in whole numbers: multiplying by 1 + q + ... + q^(n-1) adds the n-th item.
    """
    shares: list[float] = []
    begins, counts = [0], [1]
    for n in range(TABLED + 1):
        if n > 1:
            sums = [0, *itertools.accumulate(counts), *[math.factorial(n - 1)] * (n - 1)]
            counts = [sums[d + 1] - sums[max(d + 1 - n, 0)] for d in range(n * (n - 1) // 2 + 1)]
        shares += [total / math.factorial(n) for total in itertools.accumulate(counts)]
        begins.append(len(shares))
    return np.array(shares), np.array(begins)


@functools.lru_cache(maxsize=64)
def share_at_most(n: int, discordant: int) -> float:
    """Share of all orders of n items with at most so many discordant pairs; O(n * pairs) for long lists."""
    pairs = n * (n - 1) // 2
    if discordant > pairs - discordant - 1:  # the distribution is symmetric
        return 1.0 - (share_at_most(n, pairs - discordant - 1) if discordant < pairs else 0.0)
    if discordant == 0:
        return math.exp(-math.lgamma(n + 1)) if n > 20 else 1 / math.factorial(n)
    shares, more = np.zeros(discordant + 1), np.zeros(discordant + 1)
    run(_add_items, (n,), (shares, more), 1)
    return min(1.0, float(math.fsum(shares)))


@kernel
def _add_items(n, lo, hi, shares, sums):  # type: ignore[no-untyped-def]
    """Shares of orders by discordant pairs, one item more at a time; sums of up to j neighbours, over j."""
    if hi <= lo:
        return
    last = len(shares) - 1
    shares[0] = 1.0
    for j in range(2, n + 1):
        reach = min(last, j * (j - 1) // 2)
        total = 0.0
        for d in range(reach + 1):
            total += shares[d]
            sums[d] = total
        for d in range(min(j, reach + 1)):
            shares[d] = sums[d] / j
        for d in range(j, reach + 1):
            shares[d] = (sums[d] - sums[d - j]) / j
