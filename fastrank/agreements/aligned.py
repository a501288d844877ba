"""Several Scores brought to the systems and queries that all have, by id; what is left over is kept by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fastrank.scores.scores import Scores

Names = tuple[str, ...]


class Aligned(NamedTuple):
    """Every side on the same systems and queries, in the order of the first; names that only one side has."""

    sides: tuple[Scores, ...]
    only_systems: tuple[Names, ...]
    only_queries: tuple[Names, ...]
    notes: tuple[str, ...]


def aligned(sides: Sequence[Scores], names: Sequence[str]) -> Aligned:
    """Keep the systems and queries that every side has.

    Parameters
    ----------
    sides : sequence of Scores
        One or more; each keeps its measures.
    names : sequence of str
        What notes and errors call the sides.
    """
    systems = _common([side.systems for side in sides], "systems", names)
    queries = _common([side.queries for side in sides], "queries", names)
    only_systems = tuple(_left(side.systems, systems) for side in sides)
    only_queries = tuple(_left(side.queries, queries) for side in sides)
    notes = [
        *_notes(only_systems, "systems", names),
        *_notes(only_queries, "queries", names),
    ]
    kept = tuple(side.sel(systems=systems, queries=queries) for side in sides)
    return Aligned(kept, only_systems, only_queries, tuple(notes))


def complete(sides: Sequence[Scores]) -> tuple[list[Scores], tuple[str, ...]]:
    """Leave out the queries on which any system of any side has no score."""
    gaps = np.any([np.isnan(side.values).any(axis=(0, 1)) for side in sides], axis=0)
    if not gaps.any():
        return list(sides), ()
    queries = [query for query, gap in zip(sides[0].queries, gaps.tolist(), strict=True) if not gap]
    note = f'missing="complete": {int(gaps.sum())} of {len(gaps)} queries left out'
    return [side.sel(queries=queries) for side in sides], (note,)


def _common(axes: list[Names], what: str, names: Sequence[str]) -> Names:
    common = set(axes[0]).intersection(*axes[1:])
    if not common:
        raise ValueError(
            f"{', '.join(names)} have no {what} in common ({axes[0][0] if axes[0] else 'none'!r} and "
            f"{axes[-1][0] if axes[-1] else 'none'!r}, for example): Scores are aligned by id"
        )
    return tuple(name for name in axes[0] if name in common)


def _left(axis: Names, common: Names) -> Names:
    kept = set(common)
    return tuple(name for name in axis if name not in kept)


def _notes(only: tuple[Names, ...], what: str, names: Sequence[str]) -> list[str]:
    return [
        f"{len(left)} {what} of {name} left out: the other side has not got them"
        for left, name in zip(only, names, strict=True)
        if left
    ]
