"""The result of `fastrank.elo`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.results import FrozenResult

_SHOWN = 20


@dataclass(frozen=True, eq=False, repr=False)
class EloRatings(FrozenResult):
    """Models by their rating after the last battle, the highest first.

    Attributes
    ----------
    models : tuple of str
        The order of every array.
    rank : ndarray of int64
        1 for the highest; equal ratings share the smaller rank.
    rating : ndarray
        After the last battle.
    n : ndarray of int64
        Battles of each model.
    k, scale, base, start
        What was asked.
    notes : tuple of str
        What to keep in mind.
    """

    models: tuple[str, ...]
    rank: npt.NDArray[np.int64]
    rating: npt.NDArray[np.float64]
    n: npt.NDArray[np.int64]
    k: float
    scale: float
    base: float
    start: float
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.models)

    def columns(self) -> dict[str, Any]:
        """Return one row a model."""
        return {"model": self.models, "rank": self.rank, "rating": self.rating, "n": self.n}

    def __repr__(self) -> str:
        width = max([5, *map(len, self.models[:_SHOWN])])
        rows = [
            f"{self.models[i]:{width}}  {self.rating[i]:8.1f}  {self.n[i]:8}"
            for i in range(min(len(self), _SHOWN))
        ]
        more = [f"... {len(self) - _SHOWN} more"] if len(self) > _SHOWN else []
        return "\n".join([f"{'model':{width}}  {'rating':>8}  {'n':>8}", *rows, *more, *self.notes])
