"""The null hypotheses: two systems whose means do not differ. Each draws (data sets, queries) of a, and of b."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from as_scores import Values
from real_scores import COARSE, FINE, topics_drawn

Drawn = tuple[Values, Values]
Null = Callable[[np.random.Generator, int, int], Drawn]


def exchanged(rng: np.random.Generator, n: int, size: int) -> Drawn:
    """Real AP, nDCG, ERR: topics drawn with replacement, and on each a coin says which system is a.

    Differences are symmetric about 0, whatever the topics: sign flips are exact.
    """
    return _coin(rng, *topics_drawn(rng, FINE, n, size))


def exchanged_coarse(rng: np.random.Generator, n: int, size: int) -> Drawn:
    """The same of P@10 and reciprocal rank, with many ties: sign flips have a level of at most alpha."""
    return _coin(rng, *topics_drawn(rng, COARSE, n, size))


def centred(rng: np.random.Generator, n: int, size: int) -> Drawn:
    """Real AP, nDCG, ERR, one system moved to the mean of the other, topics drawn with replacement.

    Means are equal, differences are not symmetric: no test is exact. The closest to the published simulations.
    """
    return topics_drawn(rng, FINE, n, size, centred=True)


def normal(rng: np.random.Generator, n: int, size: int) -> Drawn:
    """Query effects and two systems' normal noise of one variance: t and sign flips are exact."""
    return _with_noise(rng, n, size, np.ones((2, 1, 1)))


def unequal_systems(rng: np.random.Generator, n: int, size: int) -> Drawn:
    """One system's noise has four times the standard deviation: differences are normal, t and flips still exact."""
    return _with_noise(rng, n, size, np.array([1.0, 4.0]).reshape(2, 1, 1))


def unequal_queries(rng: np.random.Generator, n: int, size: int) -> Drawn:
    """The noise of every fifth query has five times the standard deviation: symmetric, so sign flips are exact."""
    return _with_noise(rng, n, size, np.where(np.arange(n) % 5, 1.0, 5.0))


def skewed_scores(rng: np.random.Generator, n: int, size: int) -> Drawn:
    """Scores of Beta(.4, 1.6) and Beta(4, 16): means are .2, differences are skewed (skewness 1)."""
    return rng.beta(0.4, 1.6, (size, n)), rng.beta(4.0, 16.0, (size, n))


def skewed(rng: np.random.Generator, n: int, size: int) -> Drawn:
    """Differences are exponential minus their mean (skewness 2): only their mean is 0, not their median."""
    return rng.exponential(1.0, (size, n)), np.ones((size, n))


def binary(rng: np.random.Generator, n: int, size: int) -> Drawn:
    """Scores of 0 and 1 with one chance a query for both systems.

    They are exchangeable: sign flips and McNemar's test have a level of at most alpha.
    """
    difficulty = rng.random((size, n))
    return tuple((rng.random((size, n)) < difficulty).astype(float) for _ in range(2))  # type: ignore[return-value]


def _coin(rng: np.random.Generator, a: Values, b: Values) -> Drawn:
    heads = rng.random(a.shape) < 0.5
    return np.where(heads, a, b), np.where(heads, b, a)


def _with_noise(rng: np.random.Generator, n: int, size: int, sd: Values) -> Drawn:
    a, b = rng.normal(size=(size, n)) + rng.normal(size=(2, size, n)) * sd
    return a, b


NULLS: dict[str, Null] = {
    null.__name__: null
    for null in (
        exchanged,
        exchanged_coarse,
        centred,
        normal,
        unequal_systems,
        unequal_queries,
        skewed_scores,
        skewed,
        binary,
    )
}
