"""The result of `fastrank.compare`: one row a pair, and everything needed to judge or repeat it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.kernels.random_streams import GENERATOR
from fastrank.results import FrozenResult
from fastrank.significance.effect_interval import effect_size_interval
from fastrank.significance.stopping import Stopping

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

_SHOWN = 20


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(FrozenResult):
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
        d_z: mean over standard deviation of the differences of queries; `effect_size_interval` has its interval.
    mde : ndarray
        Minimum detectable effect: the true difference that a t test of as many queries with this standard deviation
        finds with a power of 80% at `alpha`, before correction.
    statistic : ndarray
        t of the differences; the mean difference for "bootstrap_shift" and "tukey_randomization"; difference over
        standard error of a mean, signed, for "tukey"; sum of the ranks where a is larger for "wilcoxon"; number of
        queries where a is larger for "sign" and McNemar. With a margin, of the differences moved by it.
    pvalue, pvalue_adjusted, pvalue_se : ndarray
        p, p corrected for the family, and the Monte Carlo standard error of p (0 where nothing was drawn).
    n, wins, ties, losses : ndarray
        Queries of the pair, and on how many a is better, equal, worse.
    significant : ndarray of bool
        ``pvalue_adjusted <= alpha``.
    test, correction, alternative, margin, family_size, alpha, confidence_level
        What was asked, and how many pairs p was corrected for.
    interval, n_resamples, exact, seed, generator
        How it was found; passing `seed` back as ``rng=`` repeats it. `n_resamples` is 0 where nothing was drawn, and
        the number of resamples behind p where it stopped early.
    stopping : Stopping or None
        With ``resampling_risk=``: intervals of every p, and which marks are undecided; columns of the table, too.
    n_groups, n_strata
        Clusters of each factor of ``groups=``, and strata, behind all pairs.
    measure, higher_is_better, baseline
        What was compared.
    compat : str or None
        The tool whose p-values these are.
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
    mde: Values
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
    stopping: Stopping | None = None
    n_groups: tuple[int, ...] = ()
    n_strata: int = 0
    compat: str | None = None

    def __len__(self) -> int:
        return len(self.a)

    def columns(self) -> dict[str, Any]:
        """Return one column for each attribute that has a value for every pair."""
        names = [field.name for field in fields(self)]
        own = {name: getattr(self, name) for name in names[: names.index("measure")]}
        return own | ({} if self.stopping is None else self.stopping.columns())

    def effect_size_interval(self) -> tuple[Values, Values]:
        """Return both ends of the interval of every effect size, at `confidence_level` by itself.

        By the noncentral t distribution: exact for normal differences, to six digits. NaN where the difference is
        constant, an error where queries are not independent.
        """
        self._refuse_dependent_queries("effect_size_interval")
        return effect_size_interval(self.effect_size, self.n, self.confidence_level)

    def required_queries(self, power: float = 0.8) -> Values:
        """Return how many queries a t test at `alpha` needs if the true effect size is the observed one.

        inf where none was observed. The observed effect is uncertain, and so is the number. An error where queries are
        not independent.
        """
        self._refuse_dependent_queries("required_queries")
        from fastrank.significance.power import required_queries

        needed = required_queries(
            self.effect_size, alpha=self.alpha, power=power, alternative=self.alternative
        )
        return np.asarray(needed, dtype=np.float64)

    def _refuse_dependent_queries(self, what: str) -> None:
        if self.n_groups or self.n_strata:
            raise ValueError(
                f"{what} takes queries as independent, and here they are in clusters or strata; `mde` and the interval "
                "of the difference know of them"
            )

    def to_text(self) -> str:
        """Return text for a paper: method, result, and what to keep in mind."""
        from fastrank.significance.comparison_text import comparison_text

        return comparison_text(self)

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
