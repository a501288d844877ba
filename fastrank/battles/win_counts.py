"""Wins, ties and losses of every model, and of every model against every other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.battles.outcome_counts import OutcomeCounts

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


class WinCounts(NamedTuple):
    """Tables of (model, opponent): battles, and the row's wins and ties."""

    battles: Counts
    wins: Counts
    ties: Counts

    @property
    def won(self) -> Values:
        """Share of a row's battles against a column that it won, a tie counting half; NaN where they never met."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return (self.wins + self.ties / 2.0) / self.battles

    @property
    def pooled(self) -> Values:
        """Share of all battles of each model that it won."""
        with np.errstate(invalid="ignore"):
            return (self.wins.sum(axis=1) + self.ties.sum(axis=1) / 2.0) / self.battles.sum(axis=1)

    @property
    def mean(self) -> Values:
        """Mean over the opponents that each model met, however often."""
        met = (self.battles > 0).sum(axis=1)
        with np.errstate(invalid="ignore"):
            return np.nansum(self.won, axis=1) / met


def win_counts(outcomes: OutcomeCounts) -> WinCounts:
    """Lay out the counts of outcomes as tables."""
    n = len(outcomes.models)
    i, j, outcome = outcomes.pairs
    wins, ties = np.zeros((n, n), np.int64), np.zeros((n, n), np.int64)
    up, tie, down = outcome == 2, outcome == 1, outcome == 0
    wins[i[up], j[up]] = outcomes.counts[up]
    wins[j[down], i[down]] = outcomes.counts[down]
    ties[i[tie], j[tie]] = ties[j[tie], i[tie]] = outcomes.counts[tie]
    return WinCounts(wins + wins.T + ties, wins, ties)
