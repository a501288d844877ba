"""The result of `fastrank.compare`: one row a pair, and everything needed to judge or repeat it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.kernels.random_streams import GENERATOR
from fastrank.results import TableResult

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

_SHOWN = 20


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(TableResult):
    """Pairs of systems and what tells them apart.

    Attributes
    ----------
    a, b : tuple of str
        The pair; with a baseline, `b` is the baseline.
    mean_a, mean_b, difference : ndarray
        Means over the `n` queries of the pair, and mean of a − b.
    low, high : ndarray
        Interval of the difference at `confidence_level`, each pair by itself.
    effect_size : ndarray
        d_z: mean over standard deviation of the differences.
    statistic : ndarray
        t of the differences; for "bootstrap_shift" the mean difference.
    pvalue, pvalue_adjusted, pvalue_se : ndarray
        Two-sided p, p corrected for the family, and the Monte Carlo standard error of p (0 where exact).
    n, wins, ties, losses : ndarray
        Queries of the pair, and on how many a is better, equal, worse.
    significant : ndarray of bool
        ``pvalue_adjusted <= alpha``.
    test, correction, family_size, alpha, confidence_level, interval, n_resamples, exact, seed, generator
        How it was found; passing `seed` back as ``rng=`` repeats it. `n_resamples` is 0 where nothing was drawn.
    measure, higher_is_better, baseline
        What was compared.
    notes : tuple of str
        Every rule that acted, and what to keep in mind.
    """

    a: tuple[str, ...]
    b: tuple[str, ...]
    mean_a: Values
    mean_b: Values
    difference: Values
    low: Values
    high: Values
    effect_size: Values
    statistic: Values
    pvalue: Values
    pvalue_adjusted: Values
    pvalue_se: Values
    n: Counts
    wins: Counts
    ties: Counts
    losses: Counts
    significant: npt.NDArray[np.bool_]
    measure: str
    higher_is_better: bool
    baseline: str | None
    test: str
    correction: str
    alternative: str
    margin: float | None
    family_size: int
    alpha: float
    confidence_level: float
    interval: str
    n_resamples: int
    exact: bool
    seed: int
    notes: tuple[str, ...]
    generator: str = GENERATOR

    def __post_init__(self) -> None:
        for name in self.columns():
            value = getattr(self, name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    def __len__(self) -> int:
        return len(self.a)

    def columns(self) -> dict[str, Any]:
        """Return one column for each attribute that has a value for every pair."""
        names = [field.name for field in fields(self)]
        return {name: getattr(self, name) for name in names[: names.index("measure")]}

    def __repr__(self) -> str:
        width = max([1, *map(len, self.a + self.b)])
        head = (
            f"{'a':{width}}  {'b':{width}}  {'difference':>10}  {'interval':>19}  {'p':>7}  {'adjusted':>8}"
        )
        rows = [self._row(i, width) for i in range(min(len(self), _SHOWN))]
        more = [f"... {len(self) - _SHOWN} more pairs"] if len(self) > _SHOWN else []
        return "\n".join([f"{self.measure}: {self.test}, {self.correction}", head, *rows, *more, *self.notes])

    def _row(self, i: int, width: int) -> str:
        mark = " *" if self.significant[i] else ""
        return (
            f"{self.a[i]:{width}}  {self.b[i]:{width}}  {self.difference[i]:10.4f}  "
            f"[{self.low[i]:8.4f}, {self.high[i]:7.4f}]  {self.pvalue[i]:7.4f}  {self.pvalue_adjusted[i]:8.4f}{mark}"
        )
