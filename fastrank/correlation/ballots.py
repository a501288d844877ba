"""Several rankings of the same items: reading them, and who is preferred to whom how often."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.score_lists import as_scores_with_gaps
from fastrank.kernels.jit import kernel

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


def read_ballots(scores: Any) -> Values:
    """Return (rankings, items) float64 scores; NaN is an item that a ranking leaves out."""
    ballots = as_scores_with_gaps(scores, "scores")
    if ballots.ndim != 2:
        raise ValueError(
            f"scores must be (rankings, items), got {ballots.ndim} dimension{'s' * (ballots.ndim != 1)}; "
            "one row is one ranking, larger is better"
        )
    return np.ascontiguousarray(ballots)


@kernel
def count_preferences(ballots, lo, hi, preferred):  # type: ignore[no-untyped-def]
    """``preferred[a, b]``: how many rankings put item a above item b; ties and left out items count for none."""
    for a in range(lo, hi):
        row = preferred[a]
        for ranking in range(ballots.shape[0]):
            scores = ballots[ranking]
            own = scores[a]
            for b in range(scores.size):
                row[b] += np.int64(own > scores[b])


@kernel
def double_points(ballots, order, lo, hi, points, present):  # type: ignore[no-untyped-def]
    """Twice the Borda points of every item in each ranking: 2 for an item below it, 1 for one tied with it."""
    for ranking in range(lo, hi):
        scores, positions = ballots[ranking], order[ranking]
        n = np.int64(0)
        while n < scores.size and not np.isnan(scores[positions[n]]):
            n += 1
        present[ranking] = n
        start = np.int64(0)
        while start < n:
            stop = start + 1
            while stop < n and scores[positions[stop]] == scores[positions[start]]:
                stop += 1
            for i in range(start, stop):
                points[ranking, positions[i]] = start + stop - 1
            start = stop


def preferences(ballots: Values) -> Counts:
    """Return how many rankings prefer the item of the row to that of the column."""
    n = ballots.shape[1]
    preferred = np.zeros((n, n), dtype=np.int64)
    parallel.run(count_preferences, (ballots,), (preferred,), n, cost=max(1, ballots.size))
    return preferred


def doubled_points(ballots: Values) -> tuple[Counts, Counts]:
    """Return twice the points of every item (-1 where left out), and how many items each ranking holds."""
    order = np.argsort(ballots, axis=1)  # NaN last
    points = np.full(ballots.shape, -1, dtype=np.int64)
    present = np.zeros(len(ballots), dtype=np.int64)
    cost = max(1, ballots.shape[1])
    parallel.run(double_points, (ballots, order), (points, present), len(ballots), cost=cost)
    return points, present
