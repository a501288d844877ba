"""The result of `fastrank.bootstrap`: one row a value, and everything needed to repeat it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.results import FrozenResult

Values = npt.NDArray[np.float64]

_SHOWN = 20


@dataclass(frozen=True, eq=False, repr=False)
class Bootstrap(FrozenResult):
    """Estimates of a statistic with their bootstrap intervals.

    Attributes
    ----------
    names : tuple of str
        The system, or the pair, that each value is of.
    estimate, low, high, standard_error : ndarray
        The statistic of all queries, its interval, and the standard deviation of its replicates.
    distribution : ndarray or None
        The replicates, (values, `n_resamples`), where they were asked for; NaN where the statistic has no value.
    statistic, method, weights, confidence_level, alternative, n, n_resamples, seed, generator
        How it was found; `n` is the number of queries. Passing `seed` back as ``rng=`` repeats it.
    n_groups, n_strata
        Clusters of each factor of ``groups=``, and strata.
    measure : str
        What the scores measure.
    notes : tuple of str
        Every rule that acted.
    """

    names: tuple[str, ...]
    estimate: Values
    low: Values
    high: Values
    standard_error: Values
    distribution: Values | None
    statistic: str
    method: str
    weights: str
    confidence_level: float
    alternative: str
    measure: str
    n: int
    n_resamples: int
    seed: int
    generator: str
    notes: tuple[str, ...]
    n_groups: tuple[int, ...] = ()
    n_strata: int = 0

    def __len__(self) -> int:
        return len(self.names)

    def columns(self) -> dict[str, Any]:
        """Return one row a value: name, estimate, low, high, standard_error."""
        return {
            "name": self.names,
            "estimate": self.estimate,
            "low": self.low,
            "high": self.high,
            "standard_error": self.standard_error,
        }

    def to_text(self) -> str:
        """Return text for a paper: method, result, and what to keep in mind."""
        from fastrank.significance.bootstrap_text import bootstrap_text

        return bootstrap_text(self)

    def __repr__(self) -> str:
        width = max([1, *map(len, self.names)])
        head = (
            f"{self.statistic} of {self.measure}: {self.confidence_level:.0%} {self.method}, {self.n} queries"
        )
        rows = [
            f"{self.names[i]:{width}}  {self.estimate[i]:.4f} [{self.low[i]:.4f}, {self.high[i]:.4f}]"
            for i in range(min(len(self), _SHOWN))
        ]
        more = [f"... {len(self) - _SHOWN} more"] if len(self) > _SHOWN else []
        return "\n".join([head, *rows, *more, *self.notes])
