"""Pairs of lists of any length whose concordant, discordant and tied pairs are known."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

_PIECE = 1 << 22


class KnownPair(NamedTuple):
    """Two lists; concordant minus discordant pairs; pairs tied in x, in y, in both; distinct values of both."""

    x: np.ndarray
    y: np.ndarray
    counts: list[int]

    @property
    def tau(self) -> float:
        """Tau-b."""
        pairs = len(self.x) * (len(self.x) - 1) // 2
        balance, tied_x, tied_y = self.counts[:3]
        return balance / math.sqrt(pairs - tied_x) / math.sqrt(pairs - tied_y)


def known_pair(n: int, block: int, tie: int, tied_y: bool = False) -> KnownPair:
    """Runs of `tie` equal values in x (and in y) where blocks of y are reversed, items in disorder.

    `n` must be a multiple of `block`, and `block` one of `tie`; the step through the items is a prime.
    """
    x, y = np.empty(n, np.int32), np.empty(n, np.int32)
    for start in range(0, n, _PIECE):
        item = np.arange(start, min(start + _PIECE, n)) * (2**31 - 1) % n
        here = slice(start, start + len(item))
        x[here] = item // tie
        y[here] = (item // block * block + block - 1 - item % block) // (tie if tied_y else 1)
    within = tie * (tie - 1) // 2
    tied = n // tie * within
    discordant = n // block * (block * (block - 1) // 2 - block // tie * within)
    balance = n * (n - 1) // 2 - tied - 2 * discordant
    shared, distinct = (tied, n // tie) if tied_y else (0, n)
    return KnownPair(x, y, [balance, tied, shared, shared, n // tie, distinct])
