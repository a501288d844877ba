"""The result of `fastrank.agreement`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.agreements.pair_kinds import KINDS, count_kinds, pair_kinds
from fastrank.kernels.random_streams import GENERATOR
from fastrank.results import FrozenResult
from fastrank.significance.comparison import Comparison

Values = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int64]
Names = tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Agreement(FrozenResult):
    """How alike two sides order the same systems; a row a statistic.

    Attributes
    ----------
    statistic : tuple of str
        "kendalltau" (tau-b), "tau_ap(reference=a)", "tau_ap(reference=b)" and, if p was given, "rbo".
    value, low, high : ndarray
        Of the two rankings by mean, and the percentile interval that holds `confidence_level` of the resamples.
    standard_error, resampled_mean : ndarray
        Standard deviation and mean over resamples. Resampling adds noise to both rankings, so the mean is as a rule
        below the value; a large gap says that the interval is low, too.
    n_undefined : ndarray of int64
        Resamples without a value (all systems tied on a side), left out.
    systems : tuple of str
        The systems that both sides have, in the order of the first.
    mean_a, mean_b, rank_a, rank_b : ndarray
        Means, and ranks from 1 for the best; equal means share the smaller rank.
    max_drop, max_drop_system : int, str
        The largest fall in rank from a to b, and the (first) system that falls so; 0 and "" where none falls.
    pair_counts : dict of str to int
        How many pairs of systems show active, mixed or passive agreement or disagreement.
    comparison_a, comparison_b : Comparison
        All pairs of systems by each side; row i of both is the same pair.
    measures, over, p, confidence_level, alpha, n_queries, n_resamples, seed, generator
        What was compared and how; passing `seed` back as ``rng=`` repeats it.
    only_systems, only_queries : tuple of tuple of str
        What a alone and b alone have, and was left out.
    notes : tuple of str
        Every rule that acted.
    """

    statistic: Names
    value: Values
    low: Values
    high: Values
    standard_error: Values
    resampled_mean: Values
    n_undefined: Ranks
    systems: Names
    mean_a: Values
    mean_b: Values
    rank_a: Ranks
    rank_b: Ranks
    comparison_a: Comparison
    comparison_b: Comparison
    measures: Names
    over: str
    p: float | None
    confidence_level: float
    alpha: float
    n_queries: int
    n_resamples: int
    seed: int
    only_systems: tuple[Names, ...]
    only_queries: tuple[Names, ...]
    notes: tuple[str, ...]
    generator: str = GENERATOR

    @property
    def max_drop(self) -> int:
        """The largest fall in rank of any system from a to b."""
        return max(0, int((self.rank_b - self.rank_a).max()))

    @property
    def max_drop_system(self) -> str:
        """Who falls so."""
        return self.systems[int((self.rank_b - self.rank_a).argmax())] if self.max_drop else ""

    @property
    def pair_counts(self) -> dict[str, int]:
        """How many pairs are of each kind."""
        return count_kinds(pair_kinds(self.comparison_a, self.comparison_b))

    def pairs(self) -> dict[str, Any]:
        """Return one row a pair of systems: differences and adjusted p by both sides, and the kind of agreement."""
        a, b = self.comparison_a, self.comparison_b
        return {
            "first": a.a,
            "second": a.b,
            "difference_a": a.difference,
            "pvalue_a": a.pvalue_adjusted,
            "difference_b": b.difference,
            "pvalue_b": b.pvalue_adjusted,
            "kind": [KINDS[kind] for kind in pair_kinds(a, b).tolist()],
        }

    def columns(self) -> dict[str, Any]:
        """Return one row a statistic."""
        names = ("statistic", "value", "low", "high", "standard_error", "resampled_mean", "n_undefined")
        return {name: getattr(self, name) for name in names}

    def to_text(self) -> str:
        """Return text for a paper: method, result, and what to keep in mind."""
        from fastrank.agreements.agreement_text import agreement_text

        return agreement_text(self)

    def __repr__(self) -> str:
        width = max(map(len, self.statistic))
        lines = [
            f"{self.measures[0]} and {self.measures[1]}: {len(self.systems)} systems, {self.n_queries} queries"
        ]
        lines += [
            f"{name:{width}}  {self.value[i]:7.4f}  [{self.low[i]:7.4f}, {self.high[i]:7.4f}]"
            for i, name in enumerate(self.statistic)
        ]
        lines.append(f"maximum drop {self.max_drop}{f' ({self.max_drop_system})' if self.max_drop else ''}")
        kinds = [f"{kind} {count}" for kind, count in self.pair_counts.items()]
        return "\n".join([*lines, f"pairs: {', '.join(kinds)}", *self.notes])
