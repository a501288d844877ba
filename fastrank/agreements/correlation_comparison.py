"""The result of `fastrank.compare_correlations`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.kernels.random_streams import GENERATOR
from fastrank.results import FrozenResult

Values = npt.NDArray[np.float64]
Names = tuple[str, ...]

_SHOWN = 20


@dataclass(frozen=True, eq=False, repr=False)
class CorrelationComparison(FrozenResult):
    """Pairs of metrics and whether one is closer to people than the other; a row a pair.

    Attributes
    ----------
    a, b : tuple of str
        The metrics of the pair; with a baseline, `b` is the baseline.
    correlation_a, correlation_b, difference : ndarray
        Of each with people, and a − b.
    low, high : ndarray
        Percentile interval of the difference at `confidence_level`, when systems and segments are drawn again
        (BOOT-BOTH); each pair by itself.
    pvalue, pvalue_adjusted, pvalue_se : ndarray
        p, p corrected for the family, and the Monte Carlo standard error of p (0 where exact).
    significant : ndarray of bool
        ``pvalue_adjusted <= alpha``.
    metrics, correlation : tuple of str, ndarray
        Every metric and its correlation with people.
    correlation_low, correlation_high : ndarray
        Their intervals, as above.
    statistic, level, average, test, alternative, correction, family_size, alpha, confidence_level
        What was asked.
    n_systems, n_segments, n_resamples, n_bootstrap, exact, seed, generator
        How it was found: resamples of the test and of the intervals; passing `seed` back as ``rng=`` repeats it.
    notes : tuple of str
        Every rule that acted.
    """

    a: Names
    b: Names
    correlation_a: Values
    correlation_b: Values
    difference: Values
    low: Values
    high: Values
    pvalue: Values
    pvalue_adjusted: Values
    pvalue_se: Values
    significant: npt.NDArray[np.bool_]
    metrics: Names
    correlation: Values
    correlation_low: Values
    correlation_high: Values
    statistic: str
    level: str
    average: str
    test: str
    alternative: str
    correction: str
    family_size: int
    alpha: float
    confidence_level: float
    n_systems: int
    n_segments: int
    n_resamples: int
    n_bootstrap: int
    exact: bool
    seed: int
    notes: tuple[str, ...]
    generator: str = GENERATOR

    def __len__(self) -> int:
        return len(self.a)

    def columns(self) -> dict[str, Any]:
        """Return one column for each attribute that has a value for every pair."""
        names = [field.name for field in fields(self)]
        return {name: getattr(self, name) for name in names[: names.index("metrics")]}

    def to_text(self) -> str:
        """Return text for a paper: method, result, and what to keep in mind."""
        from fastrank.agreements.correlation_text import correlation_text

        return correlation_text(self)

    def __repr__(self) -> str:
        width = max([1, *map(len, self.a + self.b)])
        head = f"{self.statistic} of {self.level}s with people: {self.test}, {self.correction}"
        rows = [
            f"{self.a[i]:{width}} {self.correlation_a[i]:7.4f}  {self.b[i]:{width}} {self.correlation_b[i]:7.4f}  "
            f"{self.difference[i]:8.4f} [{self.low[i]:7.4f}, {self.high[i]:7.4f}]  p {self.pvalue[i]:.4f}  "
            f"adjusted {self.pvalue_adjusted[i]:.4f}{' *' if self.significant[i] else ''}"
            for i in range(min(len(self), _SHOWN))
        ]
        more = [f"... {len(self) - _SHOWN} more pairs"] if len(self) > _SHOWN else []
        return "\n".join([head, *rows, *more, *self.notes])
