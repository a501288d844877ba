"""win_rates: how often each model wins its battles, over all of them and against each other model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from fastrank.battles.choices import notes_on_ties, refuse_too_few
from fastrank.battles.outcome_counts import count_outcomes, read_battles
from fastrank.battles.win_counts import win_counts
from fastrank.battles.win_intervals import win_intervals
from fastrank.battles.win_rates_result import WinRates
from fastrank.significance.alternatives import one_of
from fastrank.significance.choices import check_level
from fastrank.significance.standings import ranks_of

__all__ = ["WinRates", "win_rates"]


def win_rates(
    battles: Any,
    *,
    columns: Mapping[str, str] | None = None,
    counts: Any = None,
    groups: Any = None,
    ties: str = "half",
    confidence_level: float = 0.95,
) -> WinRates:
    """Count who won how many battles, a tie being half a win for either side.

    A win rate says how a model did against the opponents that it happened to meet; strengths that allow for whom it met
    are those of :func:`bradley_terry`.

    Parameters
    ----------
    battles, columns, counts, groups
        As :func:`bradley_terry` takes them.
    ties : {"half", "drop"}
        Half a win for either side, or left out.
    confidence_level : float
        Of the interval of each win rate by itself.

    Returns
    -------
    WinRates
        Models from the largest win rate to the smallest.

    Raises
    ------
    ValueError
        If a row cannot be read, a model meets itself, no battle is left, or all are of one group.
    TypeError
        If values of a column are not of one type.

    Notes
    -----
    Intervals are Wilson's, with the number of battles that explains the variance seen: more than there were where many
    are ties, fewer where battles of one group go alike. A model without a battle that counts has NaN. One pass over the
    battles, and tables of models².

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.win_rates((["ant", "ant", "bee"], ["bee", "cat", "cat"], ["model_a", "tie", "cat"]))
    model     won      95% interval         n  by opponent
    ant    0.7500  [0.3648, 0.9400]         2       0.7500
    cat    0.7500  [0.3648, 0.9400]         2       0.7500
    bee    0.0000  [0.0000, 0.6576]         2       0.0000
    ties="half": tied battles (1) count as half a win for either side
    """
    one_of("ties", ties, ("half", "drop"))
    level = check_level("confidence_level", confidence_level)
    rows = read_battles(battles, columns, counts, groups)
    outcomes = count_outcomes(rows, drop_ties=ties == "drop")
    refuse_too_few(outcomes)
    table = win_counts(outcomes)
    n, rate = table.battles.sum(axis=1), table.pooled
    low, high = win_intervals(outcomes, rate, n.astype(np.float64), level)
    order = np.lexsort((np.arange(len(n)), -rate))
    square = np.ix_(order, order)
    return WinRates(
        models=tuple(outcomes.models[i] for i in order),
        rank=ranks_of(rate)[order],
        win_rate=rate[order],
        low=low[order],
        high=high[order],
        mean_win_rate=table.mean[order],
        n=n[order],
        n_opponents=(table.battles > 0).sum(axis=1)[order],
        wins=table.wins.sum(axis=1)[order],
        ties=table.ties.sum(axis=1)[order],
        losses=table.wins.sum(axis=0)[order],
        battles=table.battles[square],
        pairwise_win_rate=table.won[square],
        tie_rule=ties,
        confidence_level=level,
        n_battles=int(outcomes.counts.sum()),
        n_groups=0 if outcomes.units is None else len(outcomes.units.keys),
        notes=notes_on_ties(rows, ties),
    )
