"""The result of `fastrank.win_rates`: models from the most to the least winning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.results import FrozenResult

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

_SHOWN = 20


@dataclass(frozen=True, eq=False, repr=False)
class WinRates(FrozenResult):
    """Models by `win_rate`, the largest first.

    Attributes
    ----------
    models : tuple of str
        The order of every array.
    rank : ndarray of int64
        By `win_rate`; equal ones share the smaller rank.
    win_rate, low, high : ndarray
        Share of a model's battles that it won, ties half, and its interval at `confidence_level`.
    mean_win_rate : ndarray
        Mean of the shares against each opponent that the model met, however often.
    n, n_opponents, wins, ties, losses : ndarray of int64
        Battles of each model, and against how many others.
    battles, pairwise_win_rate : ndarray, (models, models)
        Battles of each pair, and the share that the row won, ties half (NaN where they never met).
    tie_rule, confidence_level, n_battles, n_groups
        How it was found; `n_groups` is 0 without groups.
    notes : tuple of str
        Every rule that acted.
    """

    models: tuple[str, ...]
    rank: Counts
    win_rate: Values
    low: Values
    high: Values
    mean_win_rate: Values
    n: Counts
    n_opponents: Counts
    wins: Counts
    ties: Counts
    losses: Counts
    battles: Counts
    pairwise_win_rate: Values
    tie_rule: str
    confidence_level: float
    n_battles: int
    n_groups: int
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.models)

    def columns(self) -> dict[str, Any]:
        """Return one row a model."""
        names = (
            "rank",
            "win_rate",
            "low",
            "high",
            "mean_win_rate",
            "n",
            "n_opponents",
            "wins",
            "ties",
            "losses",
        )
        return {"model": self.models, **{name: getattr(self, name) for name in names}}

    def __repr__(self) -> str:
        width = max([5, *map(len, self.models[:_SHOWN])])
        head = f"{'model':{width}}  {'won':>6}  {f'{self.confidence_level:.0%} interval':>16}  {'n':>8}  by opponent"
        rows = [
            f"{self.models[i]:{width}}  {self.win_rate[i]:6.4f}  [{self.low[i]:6.4f}, {self.high[i]:6.4f}]  "
            f"{self.n[i]:8}  {self.mean_win_rate[i]:11.4f}"
            for i in range(min(len(self), _SHOWN))
        ]
        more = [f"... {len(self) - _SHOWN} more"] if len(self) > _SHOWN else []
        return "\n".join([head, *rows, *more, *self.notes])
