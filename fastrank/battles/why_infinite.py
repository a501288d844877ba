"""Why strengths have no finite values, named as an error: parts that never meet, models that always win or lose."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
import numpy.typing as npt

from fastrank.battles.outcome_counts import OutcomeCounts
from fastrank.tables.errors import listed

_SHOWN = 5
_WAY_OUT = "leave out their battles, or give every pair of models some with prior=0.5"


def refuse_infinite(outcomes: OutcomeCounts, *, own_ties: bool) -> NoReturn:
    """Raise, naming the models."""
    parts = _components(outcomes, "weak")
    if parts.max() > 0:
        rest = np.flatnonzero(parts != parts[0])
        raise ValueError(
            f"battles fall into {parts.max() + 1} parts that never meet: {_named(outcomes, parts == parts[0])} and "
            f"{_named(outcomes, parts == parts[rest[0]])}, so nothing compares their strengths; fit the parts one by "
            "one, or give every pair of models some battles with prior=0.5"
        )
    sets = _components(outcomes, "strong")
    if sets.max() == 0 and own_ties:
        raise ValueError(
            'ties="davidson" has no finite maximum here: nothing tells how often models tie apart from how far they '
            'are from each other; use ties="half", or prior=0.5'
        )
    alone, won = _outermost(outcomes, sets)
    raise ValueError(
        f"{_named(outcomes, alone)} {'won' if won else 'lost'} every battle against the other models, so strengths "
        f"are infinitely far apart; {_WAY_OUT}"
    )


def _components(outcomes: OutcomeCounts, connection: str) -> npt.NDArray[np.int64]:
    """Return the number of every model's component in the graph of who did not lose to whom."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    winner, loser = _edges(outcomes)
    n = len(outcomes.models)
    graph = coo_array((np.ones(len(winner)), (winner, loser)), shape=(n, n)).tocsr()
    return connected_components(graph, connection=connection)[1].astype(np.int64)


def _edges(outcomes: OutcomeCounts) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return who did not lose a battle, and to whom."""
    i, j, outcome = outcomes.pairs
    up, down = outcome >= 1, outcome <= 1
    return np.append(i[up], j[down]), np.append(j[up], i[down])


def _outermost(outcomes: OutcomeCounts, sets: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.bool_], bool]:
    """The smallest set of models that won, or lost, every battle against the others."""
    winner, loser = (sets[side] for side in _edges(outcomes))
    other = winner != loser
    beaten, beating = np.unique(loser[other]), np.unique(winner[other])
    found = [(int((sets == one).sum()), one, True) for one in np.setdiff1d(sets, beaten)]
    found += [(int((sets == one).sum()), one, False) for one in np.setdiff1d(sets, beating)]
    _, one, won = min(found)
    return sets == one, won


def _named(outcomes: OutcomeCounts, which: npt.NDArray[np.bool_]) -> str:
    names = [name for name, here in zip(outcomes.models, which.tolist(), strict=True) if here]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return listed(names[:_SHOWN]) + more
