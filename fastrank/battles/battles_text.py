"""Text of Bradley-Terry strengths for a paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastrank.significance.paper_text import LISTED, dependence, resampling, sections
from fastrank.significance.written import count

if TYPE_CHECKING:
    from fastrank.battles.bradley_terry_result import BradleyTerry

_TIES = {"half": "half a win for either side", "drop": "left out", "davidson": "by Davidson's model"}


def battles_text(result: BradleyTerry) -> str:
    """Say how models stand, and how it was found."""
    return sections(_fitted(result), _standing(result), result.notes, scores=False)


def _fitted(result: BradleyTerry) -> Iterable[str]:
    yield f"Bradley-Terry strengths of {count(len(result.models), 'model')} from {count(result.n_battles, 'battle')}"
    yield f"Ties: {_TIES[result.tie_rule]}"
    fixed = "the mean of all models" if result.anchor is None else result.anchor
    yield f"Scale: {result.scale:g} points a factor of {result.base:g} in odds, {fixed} at {result.center:g}"
    yield f"Intervals: {result.confidence_level:.0%}, sandwich (robust) standard errors, each rating by itself"
    yield f"Intervals of ranks: simultaneous over all models, {1 - result.alpha:.0%}"
    yield dependence((result.n_groups,) if result.n_groups else (), 0)
    yield resampling(result.n_resamples, result.seed, result.generator)


def _standing(result: BradleyTerry) -> Iterable[str]:
    for i in range(min(len(result), LISTED)):
        low, high = result.rank_low[i], result.rank_high[i]
        ranks = f"rank {low}" if low == high else f"rank {low} to {high}"
        yield (
            f"{result.models[i]}: {result.rating[i]:.1f} [{result.low[i]:.1f}, {result.high[i]:.1f}], {ranks}, won "
            f"{result.win_rate[i]:.1%} of {count(int(result.n[i]), 'battle')}"
        )
    if len(result) > LISTED:
        yield f"and {count(len(result) - LISTED, 'other model')}"
