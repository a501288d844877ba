"""The result of `fastrank.leaderboard`: systems in order of the first measure, by every measure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.kernels.random_streams import GENERATOR
from fastrank.results import TableResult

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class Leaderboard(TableResult):
    """Systems in order of the first measure; arrays are (measures, systems) in that order.

    Attributes
    ----------
    measures, systems : tuple of str
        The axes.
    rank : ndarray of int64
        By each measure; equal means share the smaller rank.
    mean, low, high : ndarray
        Mean and its interval at `confidence_level`.
    n : ndarray of int64
        Queries behind each mean.
    separable_from_best : ndarray of bool
        Whether studentised max-T over all pairs separates the system from the best of the measure.
    p_best : ndarray
        Share of resamples in which the system is best, ties split; no posterior probability.
    higher_is_better : tuple of bool
        Direction of each measure.
    alpha, confidence_level, interval, n_resamples, seed, generator
        How it was found; passing `seed` back as ``rng=`` repeats it.
    legend : str
        What marks and intervals mean.
    notes : tuple of str
        Every rule that acted.
    """

    measures: tuple[str, ...]
    systems: tuple[str, ...]
    rank: npt.NDArray[np.int64]
    mean: Values
    low: Values
    high: Values
    n: npt.NDArray[np.int64]
    separable_from_best: Flags
    p_best: Values
    higher_is_better: tuple[bool, ...]
    alpha: float
    confidence_level: float
    interval: tuple[str, ...]
    n_resamples: int
    seed: int
    legend: str
    notes: tuple[str, ...]
    generator: str = GENERATOR

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

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
        }

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
