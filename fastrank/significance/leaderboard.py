"""The result of `fastrank.leaderboard`: systems in order of the first measure, by every measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.kernels.random_streams import GENERATOR
from fastrank.results import FrozenResult
from fastrank.significance.rank_intervals import inseparable_groups

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class Leaderboard(FrozenResult):
    """Systems in order of the first measure; arrays are (measures, systems) in that order.

    Attributes
    ----------
    measures, systems : tuple of str
        The axes.
    rank : ndarray of int64
        By each measure; equal means share the smaller rank.
    rank_low, rank_high : ndarray of int64
        Smallest and largest rank of each system: they hold all true ranks of a measure at once with probability
        1 − `alpha` or more (from the pairs that max-T tells apart).
    mean, low, high : ndarray
        Mean and its interval at `confidence_level`.
    n : ndarray of int64
        Queries behind each mean.
    separable_from_best : ndarray of bool
        Whether studentised max-T over all pairs separates the system from the best of the measure.
    p_best : ndarray
        Share of resamples in which the system is best, ties split; no posterior probability.
    p_beats : ndarray, (measures, systems, systems)
        Share of resamples in which the row's system is better than the column's; a tie counts half.
    rank_share : ndarray, (measures, systems, systems)
        Share of resamples in which the row's system has rank 1, 2, ... S.
    separable : ndarray of bool, (measures, systems, systems)
        Pairs that studentised max-T over all pairs separates.
    tau, tau_low, tau_high : ndarray
        For each measure, Kendall's tau-b of resampled and observed ranking: mean over resamples, and the interval
        that holds `confidence_level` of them. It says how much of the ranking another sample of queries would keep.
    top_kept : ndarray, (measures, systems)
        Share of resamples in which the best 1, 2, ... S systems by each measure are the best still, in any order.
    higher_is_better : tuple of bool
        Direction of each measure.
    alpha, confidence_level, interval, n_resamples, seed, generator
        How it was found; passing `seed` back as ``rng=`` repeats it.
    n_groups, n_strata
        Clusters of ``groups=``, and strata, of all queries.
    legend : str
        What marks and intervals mean.
    notes : tuple of str
        Every rule that acted.
    """

    measures: tuple[str, ...]
    systems: tuple[str, ...]
    rank: npt.NDArray[np.int64]
    rank_low: npt.NDArray[np.int64]
    rank_high: npt.NDArray[np.int64]
    mean: Values
    low: Values
    high: Values
    n: npt.NDArray[np.int64]
    separable_from_best: Flags
    p_best: Values
    p_beats: Values
    rank_share: Values
    separable: Flags
    tau: Values
    tau_low: Values
    tau_high: Values
    top_kept: Values
    higher_is_better: tuple[bool, ...]
    alpha: float
    confidence_level: float
    interval: tuple[str, ...]
    n_resamples: int
    seed: int
    legend: str
    notes: tuple[str, ...]
    generator: str = GENERATOR
    n_groups: tuple[int, ...] = ()
    n_strata: int = 0

    def columns(self) -> dict[str, Any]:
        """Return one row for each measure and system: all systems of the first measure, then of the next."""
        n_measures, n_systems = self.mean.shape
        return {
            "measure": [measure for measure in self.measures for _ in range(n_systems)],
            "rank": self.rank.ravel(),
            "system": list(self.systems) * n_measures,
            "mean": self.mean.ravel(),
            "low": self.low.ravel(),
            "high": self.high.ravel(),
            "n": np.repeat(self.n, n_systems),
            "separable_from_best": self.separable_from_best.ravel(),
            "p_best": self.p_best.ravel(),
            "rank_low": self.rank_low.ravel(),
            "rank_high": self.rank_high.ravel(),
        }

    def groups(self, measure: str | None = None) -> tuple[tuple[str, ...], ...]:
        """Return the largest sets of systems of which no two are separable by a measure (None: the first one).

        A system can stand in several: a may not be separable from b, nor b from c, and yet a from c.
        """
        if measure is not None and measure not in self.measures:
            raise ValueError(
                f"measure {measure!r} is not on this leaderboard; there are: {', '.join(self.measures)}"
            )
        at = 0 if measure is None else self.measures.index(measure)
        order = np.lexsort((np.arange(len(self.systems)), self.rank[at]))
        groups = inseparable_groups(self.separable[at][np.ix_(order, order)])
        return tuple(tuple(self.systems[order[i]] for i in group) for group in groups)

    def to_text(self) -> str:
        """Return text for a paper: method, result, and what to keep in mind."""
        from fastrank.significance.leaderboard_text import leaderboard_text

        return leaderboard_text(self)

    def __repr__(self) -> str:
        width = max(map(len, ("system", *self.systems)))
        lines = ["  ".join([f"{'system':{width}}", *(f"{m:^25}" for m in self.measures)]).rstrip()]
        for i, system in enumerate(self.systems):
            cells = [self._cell(j, i) for j in range(len(self.measures))]
            lines.append("  ".join([f"{system:{width}}", *cells]).rstrip())
        return "\n".join([*lines, self.legend, *self.notes])

    def _cell(self, measure: int, system: int) -> str:
        at = measure, system
        mark = " " if self.separable_from_best[at] else "="
        return f"{self.mean[at]:.4f}{mark} [{self.low[at]:.4f}, {self.high[at]:.4f}]".ljust(25)
