"""Elo's rating, updated battle by battle."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from fastrank.kernels.jit import kernel


@kernel
def elo_updates(a, b, outcome, k, rate, lo, hi, ratings):  # type: ignore[no-untyped-def]
    """Add k times (result - expected) after each battle; `rate` is the logarithm of the base over the scale."""
    for battle in range(lo, hi):
        i, j = a[battle], b[battle]
        expected = 1.0 / (1.0 + np.exp(rate * (ratings[j] - ratings[i])))
        gain = k * (0.5 * outcome[battle] - expected)
        ratings[i] += gain
        ratings[j] -= gain


def elo_definition(
    battles: Iterable[tuple[str, str, float]], k: float, scale: float, base: float, start: float
) -> dict[str, float]:
    """The law: ratings after (a, b, share won by a) in order."""
    ratings: dict[str, float] = {}
    for a, b, won in battles:
        old = ratings.get(a, start), ratings.get(b, start)
        gain = k * (won - 1.0 / (1.0 + base ** ((old[1] - old[0]) / scale)))
        ratings[a], ratings[b] = old[0] + gain, old[1] - gain
    return ratings
