"""What `bradley_terry` is asked for, checked; and what of it a reader of the result must know."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from fastrank.battles.outcome_counts import Battles, OutcomeCounts
from fastrank.significance.alternatives import one_of
from fastrank.significance.choices import check_integer, check_levels, check_resamples, is_number

TIES = ("half", "drop", "davidson")
FEW_GROUPS = 10


class Choices(NamedTuple):
    """A consistent combination; `n_resamples` is 0 where nothing is drawn."""

    ties: str
    prior: float
    n_resamples: int
    confidence_level: float
    alpha: float


def choose(ties: Any, prior: Any, n_resamples: Any, confidence_level: float, alpha: float) -> Choices:
    """Check every option by itself."""
    one_of("ties", ties, TIES)
    levels = check_levels(alpha, confidence_level)
    if not is_number(prior) or not 0.0 <= prior < math.inf:
        raise ValueError(f"prior must be a number of battles from 0 on, got {prior!r}")
    none = check_integer("n_resamples", n_resamples) == 0
    drawn = 0 if none else check_resamples(n_resamples, levels.alpha)
    return Choices(ties, float(prior), drawn, levels.confidence, levels.alpha)


def refuse_too_few(outcomes: OutcomeCounts) -> None:
    """Raise where no battle is left, or all of them are of one group."""
    if not len(outcomes.counts):
        raise ValueError('no battle is left: all are ties, or counted 0 times; use ties="half"')
    if outcomes.units is not None and len(outcomes.units.keys) < 2:
        raise ValueError(
            "groups: all battles are of one group, so nothing says how much groups differ; leave groups= out"
        )


def notes_on(rows: Battles, outcomes: OutcomeCounts, chosen: Choices) -> tuple[str, ...]:
    """Say which rules acted."""
    notes = []
    if chosen.prior:
        notes.append(f"prior={chosen.prior:g}: so many battles added to every pair, half won by each")
    if outcomes.units is not None and len(outcomes.units.keys) < FEW_GROUPS:
        notes.append(f"{len(outcomes.units.keys)} groups only: standard errors and resamples say little")
    return (*notes_on_ties(rows, chosen.ties), *notes)


def notes_on_ties(rows: Battles, ties: str) -> tuple[str, ...]:
    """Say what became of ties."""
    tied = rows.outcome == 1
    n = int(tied.sum() if rows.counts is None else rows.counts[tied].sum())
    if ties == "davidson":
        return () if n else ('ties="davidson": no battle is a tie',)
    done = {"half": "count as half a win for either side", "drop": "are left out"}[ties]
    return (f'ties="{ties}": tied battles ({n}) {done}',) if n else ()
