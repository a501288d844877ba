"""What data sets are drawn from where an interval should hold a known value: scores of two systems on queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from as_scores import Values
from real_scores import FINE, matrix, pairs
from scipy import stats

CORRELATION = 0.5
TAU = 2.0 / np.pi * np.arcsin(CORRELATION)  # of normal scores with that correlation
_BETA = stats.beta(0.4, 1.6)


class Population(NamedTuple):
    """How scores of systems are drawn, and the true values of what is studied of them."""

    draw: Callable[[np.random.Generator, tuple[int, ...]], Values]
    mean: float
    variance: float
    median: float


POPULATIONS = {
    "normal": Population(lambda rng, shape: rng.normal(4.0, 1.0, shape), 4.0, 1.0, 4.0),
    # Many low scores and few high ones, as those of AP.
    "scores": Population(lambda rng, shape: rng.beta(0.4, 1.6, shape), 0.2, _BETA.var(), _BETA.median()),
    "skewed": Population(lambda rng, shape: rng.exponential(1.0, shape), 1.0, 1.0, np.log(2.0)),
}


def correlated(rng: np.random.Generator, n: int, size: int) -> Values:
    """Normal scores of two systems whose correlation is .5, (data sets, 2, queries)."""
    shared = rng.normal(size=(size, 1, n))
    return np.sqrt(CORRELATION) * shared + np.sqrt(1.0 - CORRELATION) * rng.normal(size=(size, 2, n))


def real_rows(rng: np.random.Generator, n: int, size: int) -> tuple[Values, Values]:
    """Rows of real scores, topics drawn with replacement, and the true means: those over all topics.

    Half are scores of a system, half differences of two.
    """
    rows, truth = np.empty((size, n)), np.empty(size)
    for i in range(size):
        name = FINE[rng.integers(len(FINE))]
        a, b = matrix(name)[pairs(name)[rng.integers(len(pairs(name)))]]
        row = a - b if i % 2 else a
        rows[i], truth[i] = rng.choice(row, n), row.mean()
    return rows, truth


def proportions(rng: np.random.Generator, n: int, size: int) -> tuple[Values, Values, Values, Values]:
    """0/1 scores of a and b, and their true shares, drawn from .05 to .95; on half of the queries one luck for both."""
    share = rng.uniform(0.05, 0.95, (2, size, 1))
    luck = rng.random((2, size, n))
    luck[1] = np.where(rng.random((size, n)) < 0.5, luck[0], luck[1])
    a, b = (luck < share).astype(float)
    return a, b, share[0, :, 0], share[1, :, 0]
