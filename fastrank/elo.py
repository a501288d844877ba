"""elo: ratings that move after every battle, as in chess."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from fastrank import parallel
from fastrank.battles.elo_result import EloRatings
from fastrank.battles.outcome_counts import read_battles
from fastrank.battles.rating_scale import rating_scale
from fastrank.kernels.elo_updates import elo_updates
from fastrank.significance.choices import is_number
from fastrank.significance.standings import ranks_of

__all__ = ["EloRatings", "elo"]

_ORDER = "ratings depend on the order of battles; those of fr.bradley_terry do not"


def elo(
    battles: Any,
    *,
    columns: Mapping[str, str] | None = None,
    k: float = 4.0,
    scale: float = 400.0,
    base: float = 10.0,
    start: float = 1000.0,
) -> EloRatings:
    """Rate models by Elo's rule, battle after battle in the order of the rows.

    After each battle the first model gains k times (what it won − what was expected), and the second loses as much; it
    was expected to win ``1 / (1 + base ** ((rating_b - rating_a) / scale))``, and a tie is half a win.

    Parameters
    ----------
    battles, columns
        As :func:`bradley_terry` takes them; the order of rows matters.
    k : float
        Most that a battle moves a rating. Arenas have used 4, chess 10 to 40.
    scale, base : float
        A difference of `scale` is odds of `base` to 1.
    start : float
        Rating of every model before its first battle.

    Returns
    -------
    EloRatings
        Models from the highest rating to the lowest.

    Raises
    ------
    ValueError
        If a row cannot be read, or a model meets itself.
    TypeError
        If values of a column are not of one type.

    Notes
    -----
    The result depends on the order of battles: late ones weigh more, which suits players whose strength changes. The
    strength of a model does not, and one rating for the whole of its battles is that of :func:`bradley_terry`. One
    pass, one thread.

    References
    ----------
    Elo: The rating of chessplayers, past and present. 1978.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.elo((["ant", "ant", "bee"], ["bee", "cat", "cat"], ["model_a", "tie", "cat"])).rating.round(3)
    array([1002.   , 1001.988,  996.012])
    """
    if not is_number(k) or not 0.0 < k < math.inf:
        raise ValueError(f"k must be a positive number of rating points, got {k!r}")
    rows = read_battles(battles, columns)
    on = rating_scale(scale, base, start, None, rows.models)
    ratings = np.full(len(rows.models), on.center)
    inputs = (rows.a, rows.b, rows.outcome, float(k), 1.0 / on.unit)
    parallel.run(
        elo_updates, inputs, (ratings,), len(rows.a), cost=0
    )  # one piece: each battle follows the last
    order = np.lexsort((np.arange(len(ratings)), -ratings))
    n = np.bincount(rows.a, minlength=len(ratings)) + np.bincount(rows.b, minlength=len(ratings))
    return EloRatings(
        models=tuple(rows.models[i] for i in order),
        rank=ranks_of(ratings)[order],
        rating=ratings[order],
        n=n[order],
        k=float(k),
        scale=on.scale,
        base=on.base,
        start=on.center,
        notes=(_ORDER,),
    )
