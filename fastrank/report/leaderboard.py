"""A leaderboard as a sheet: systems × measures, with intervals and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastrank.report.sheet import BEST, Cell, Sheet
from fastrank.significance.written import count, generator_name, interval, number

if TYPE_CHECKING:
    from fastrank.leaderboard import Leaderboard

_NOT_SEPARABLE = "="


def leaderboard_sheet(board: Leaderboard) -> Sheet:
    """Means with intervals; marks for systems that the best is not told apart from."""
    rows = tuple(
        (Cell(system), *(_cell(board, measure, i) for measure in range(len(board.measures))))
        for i, system in enumerate(board.systems)
    )
    best = [f"{BEST}: the best mean of each measure"] if len(rows) > 1 else []
    drawn = f"{board.n_resamples:,} resamples, seed {board.seed} ({generator_name(board.generator)})"
    notes = (f"means over {_queries(board)}; {drawn}", *best, board.legend, *board.notes)
    return Sheet(("system", *board.measures), rows, notes)


def _cell(board: Leaderboard, measure: int, system: int) -> Cell:
    at = measure, system
    best = len(board.systems) > 1 and bool(board.rank[at] == 1)
    equal = len(board.systems) > 1 and not best and not board.separable_from_best[at]
    return Cell(
        number(board.mean[at]),
        interval(board.low[at], board.high[at]),
        _NOT_SEPARABLE if equal else "",
        best,
    )


def _queries(board: Leaderboard) -> str:
    fewest, most = int(board.n.min()), int(board.n.max())
    return count(most, "query", "queries") if fewest == most else f"{fewest:,} to {most:,} queries"
