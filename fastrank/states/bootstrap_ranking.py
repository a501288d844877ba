"""The result of `BootstrapState`: systems from best to worst, and their differences, with percentile intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.kernels.random_streams import GENERATOR
from fastrank.results import FrozenResult
from fastrank.significance.bootstrap_result import Bootstrap

Values = npt.NDArray[np.float64]

_SHOWN = 20


@dataclass(frozen=True, eq=False, repr=False)
class BootstrapRanking(FrozenResult):
    """Systems from best to worst by their mean; arrays are in that order, and mean what those of `Leaderboard` mean.

    Attributes
    ----------
    systems : tuple of str
        Best first.
    rank : ndarray of int64
        Equal means share the smaller rank.
    mean, low, high, standard_error : ndarray
        Mean, its percentile interval (Wilson's of scores of 0 and 1) at `confidence_level`, and the standard deviation
        of its resamples.
    p_best : ndarray
        Share of resamples in which the system is best, ties split; no posterior probability.
    p_beats : ndarray, (systems, systems)
        Share of resamples in which the row's system is better than the column's; a tie counts half.
    rank_share : ndarray, (systems, systems)
        Share of resamples in which the row's system has rank 1, 2, ... S.
    top_kept : ndarray
        Share of resamples in which the best 1, 2, ... S systems are the best still, in any order.
    tau, tau_low, tau_high : float
        Kendall's tau-b of resampled and observed ranking: mean, and the interval that holds `confidence_level` of them.
    differences : Bootstrap
        Mean differences of pairs, in the order of the state's systems, with percentile intervals.
    n, n_resamples, seed, generator, interval, confidence_level, measure, higher_is_better
        What was counted, and how.
    notes : tuple of str
        Every rule that acted.
    """

    systems: tuple[str, ...]
    rank: npt.NDArray[np.int64]
    mean: Values
    low: Values
    high: Values
    standard_error: Values
    p_best: Values
    p_beats: Values
    rank_share: Values
    top_kept: Values
    tau: float
    tau_low: float
    tau_high: float
    differences: Bootstrap
    measure: str
    higher_is_better: bool
    n: int
    interval: str
    confidence_level: float
    n_resamples: int
    seed: int
    notes: tuple[str, ...]
    generator: str = GENERATOR

    def __len__(self) -> int:
        return len(self.systems)

    def columns(self) -> dict[str, Any]:
        """Return one row a system: rank, system, mean, low, high, standard_error, p_best."""
        names = ("mean", "low", "high", "standard_error", "p_best")
        return {"rank": self.rank, "system": self.systems, **{name: getattr(self, name) for name in names}}

    def __repr__(self) -> str:
        width = max(map(len, ("system", *self.systems)))
        head = f"{self.measure}: {self.confidence_level:.0%} {self.interval}, {self.n} queries"
        rows = [
            f"{self.rank[i]:4}  {self.systems[i]:{width}}  {self.mean[i]:.4f} [{self.low[i]:.4f}, {self.high[i]:.4f}]"
            f"  {self.p_best[i]:6.4f}"
            for i in range(min(len(self), _SHOWN))
        ]
        more = [f"... {len(self) - _SHOWN} more systems"] if len(self) > _SHOWN else []
        columns = f"{'rank':>4}  {'system':{width}}  {'mean':<23}  p_best"
        return "\n".join([head, columns, *rows, *more, *self.notes])
