"""The result of `fastrank.bradley_terry`: models from strongest to weakest, and everything needed to repeat it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.results import FrozenResult
from fastrank.significance.rank_intervals import inseparable_groups

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_SHOWN = 20


@dataclass(frozen=True, eq=False, repr=False)
class BradleyTerry(FrozenResult):
    """Models from strongest to weakest.

    Attributes
    ----------
    models : tuple of str
        The order of every array.
    rank, rank_low, rank_high : ndarray of int64
        1 for the strongest; and the smallest and largest rank of each model, which hold all true ranks at once with
        probability 1 − `alpha` (from the pairs that are `separable`).
    rating, low, high, standard_error : ndarray
        On the Elo scale, ``center + scale / ln(base) · strength``; the interval of each by itself at
        `confidence_level`, and the standard error, both from the sandwich covariance. An anchor's have no width.
    bootstrap_low, bootstrap_high : ndarray
        Percentile intervals of the ratings; NaN where nothing was drawn.
    strength : ndarray
        Log-odds against the mean model, or the anchor.
    n, wins, ties, losses : ndarray of int64
        Battles of each model.
    win_rate, mean_win_rate : ndarray
        Share of a model's battles that it won, ties half, over all of them; and as the mean over its opponents.
    p_best : ndarray
        Share of replicates in which the model is the strongest; NaN where nothing was drawn. No posterior.
    undetermined : ndarray of int64
        Replicates in which the model had no finite strength.
    win_probability : ndarray, (models, models)
        Chance by the model that the row beats the column, a tie counting half.
    p_beats : ndarray, (models, models)
        Share of replicates in which the row is stronger than the column; undetermined ones count half.
    separable : ndarray of bool, (models, models)
        Pairs told apart at `alpha`, over all pairs at once.
    battles, pairwise_win_rate : ndarray, (models, models)
        Observed: battles of each pair, and the share that the row won, ties half (NaN where they never met).
    covariance : ndarray, (models, models)
        Sandwich covariance of the strengths against the mean model.
    tie_parameter : float
        Davidson's nu: between equal models a tie is nu / (2 + nu) likely. NaN with other rules for ties.
    tie_rule, prior, anchor, scale, base, center, confidence_level, alpha
        What was asked.
    n_battles, n_groups, n_resamples, seed, generator
        How it was found; `n_groups` is 0 without groups. Passing `seed` back as ``rng=`` repeats it.
    notes : tuple of str
        Every rule that acted.
    """

    models: tuple[str, ...]
    rank: Counts
    rank_low: Counts
    rank_high: Counts
    rating: Values
    low: Values
    high: Values
    standard_error: Values
    bootstrap_low: Values
    bootstrap_high: Values
    strength: Values
    n: Counts
    wins: Counts
    ties: Counts
    losses: Counts
    win_rate: Values
    mean_win_rate: Values
    p_best: Values
    undetermined: Counts
    win_probability: Values
    p_beats: Values
    separable: Flags
    battles: Counts
    pairwise_win_rate: Values
    covariance: Values
    tie_parameter: float
    tie_rule: str
    prior: float
    anchor: str | None
    scale: float
    base: float
    center: float
    confidence_level: float
    alpha: float
    n_battles: int
    n_groups: int
    n_resamples: int
    seed: int
    generator: str
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.models)

    def columns(self) -> dict[str, Any]:
        """Return one row a model: every attribute that has one value for each."""
        names = [field.name for field in fields(self)]
        return {
            "model": self.models,
            **{name: getattr(self, name) for name in names[1 : names.index("win_probability")]},
        }

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Return the largest sets of models of which no two are separable; a model can stand in several."""
        return tuple(tuple(self.models[i] for i in group) for group in inseparable_groups(self.separable))

    def to_text(self) -> str:
        """Return text for a paper: method, result, and what to keep in mind."""
        from fastrank.battles.battles_text import battles_text

        return battles_text(self)

    def __repr__(self) -> str:
        width = max([5, *map(len, self.models[:_SHOWN])])
        interval = f"{self.confidence_level:.0%} interval"
        head = f"{'model':{width}}  {'rating':>8}  {interval:>20}  {'rank':>9}  {'n':>8}  won"
        rows = [self._row(i, width) for i in range(min(len(self), _SHOWN))]
        more = [f"... {len(self) - _SHOWN} more"] if len(self) > _SHOWN else []
        return "\n".join([head, *rows, *more, *self.notes])

    def _row(self, i: int, width: int) -> str:
        ranks = f"{self.rank_low[i]} to {self.rank_high[i]}"
        interval = f"[{self.low[i]:8.1f}, {self.high[i]:8.1f}]"
        return (
            f"{self.models[i]:{width}}  {self.rating[i]:8.1f}  {interval:>20}  {ranks:>9}  {self.n[i]:8}  "
            f"{self.win_rate[i]:.3f}"
        )
