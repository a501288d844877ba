"""Arrays and score matrices, made from seeds. Frozen: a new kind of data is a new function.

Files are made by `input_files`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

FEW_RELEVANT = (0.9, 0.05, 0.03, 0.02)  # shares of the grades 0 to 3, as judged pools have them
MANY_RELEVANT = (0.25, 0.25, 0.25, 0.25)


def dense_lists(
    n: int, width: int, *, tied: bool = False, shares: tuple[float, ...] = FEW_RELEVANT
) -> tuple[Any, Any]:
    """Return float32 grades and float32 scores of shape (n, width).

    Scores are distinct within each list, or, with `tied`, of 32 levels.
    """
    rng = np.random.default_rng(20261123)
    grades = np.searchsorted(np.cumsum(shares), rng.random((n, width)), side="right").astype(np.float32)
    np.minimum(grades, len(shares) - 1, out=grades)  # the shares' sum may round to just below 1
    if tied:
        return grades, rng.integers(0, 32, (n, width)).astype(np.float32)
    scores = rng.random((n, width), dtype=np.float32)
    while len(rows := np.flatnonzero((np.diff(np.sort(scores, axis=1), axis=1) == 0).any(axis=1))):
        scores[rows] = rng.random((len(rows), width), dtype=np.float32)
    return grades, scores


def ragged_lists(n: int, mean_length: int) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Return grades and distinct scores as (values, offsets); lengths from 1 to twice the mean."""
    rng = np.random.default_rng(20261124)
    lengths = rng.integers(1, 2 * mean_length, n)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    grades = np.searchsorted(np.cumsum(FEW_RELEVANT[:-1]), rng.random(offsets[-1]), side="right")
    scores = rng.permutation(offsets[-1]).astype(np.float64)
    return (grades.astype(np.float64), offsets), (scores, offsets)


def score_matrix(n_systems: int, n_queries: int) -> Any:
    """Return nDCG-like values in [0, 1], (systems, queries): queries differ more than systems do."""
    rng = np.random.default_rng(20261125)
    difficulty = rng.normal(0.0, 1.0, n_queries)
    skill = np.linspace(-0.2, 0.2, n_systems)[:, None]
    noise = rng.normal(0.0, 0.6, (n_systems, n_queries))
    return 1 / (1 + np.exp(-(difficulty + skill + noise)))


def tied_ranking(n: int, seed: int, tied: bool, text: bool) -> list[Any]:
    """Return a ranking of n of 1.2 n ids; with `tied`, a quarter of its entries are lists of 2 to 4 of them."""
    rng = np.random.default_rng([20261125, seed])
    ids: list[Any] = rng.permutation(n * 6 // 5)[:n].tolist()
    if text:
        ids = [f"doc{number:06d}" for number in ids]
    ranking: list[Any] = []
    while ids:
        size = int(rng.choice([2, 2, 3, 4])) if tied and rng.random() < 0.25 else 1
        ranking.append(ids[:size] if size > 1 else ids[0])
        del ids[:size]
    return ranking
