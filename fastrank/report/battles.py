"""Ratings from battles as a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastrank.report.sheet import BEST, Cell, Sheet
from fastrank.significance.written import count, generator_name

if TYPE_CHECKING:
    from fastrank.bradley_terry import BradleyTerry

_HEADERS = ("model", "rating", "rank", "battles", "won", "by opponent")


def battles_sheet(result: BradleyTerry) -> Sheet:
    """Ratings with the interval of each by itself, ranks with intervals that hold at once, and win rates."""
    rows = tuple(_row(result, i) for i in range(len(result)))
    best = [f"{BEST}: the highest rating"] if len(rows) > 1 else []
    return Sheet(_HEADERS, rows, (_battles(result), *best, *_legend(result), *result.notes))


def _row(result: BradleyTerry, i: int) -> tuple[Cell, ...]:
    return (
        Cell(result.models[i]),
        Cell(
            f"{result.rating[i]:.1f}",
            f"[{result.low[i]:.1f}, {result.high[i]:.1f}]",
            best=len(result) > 1 and bool(result.rank[i] == 1),
        ),
        Cell(str(result.rank[i]), f"[{result.rank_low[i]}, {result.rank_high[i]}]"),
        Cell(f"{result.n[i]:,}"),
        Cell(f"{result.win_rate[i]:.4f}"),
        Cell(f"{result.mean_win_rate[i]:.4f}"),
    )


def _battles(result: BradleyTerry) -> str:
    of = f" of {count(result.n_groups, 'group')}" if result.n_groups else ""
    if not result.n_resamples:
        return f"{count(result.n_battles, 'battle')}{of}"
    drawn = f"{result.n_resamples:,} resamples, seed {result.seed} ({generator_name(result.generator)})"
    return f"{count(result.n_battles, 'battle')}{of}; {drawn}"


def _legend(result: BradleyTerry) -> tuple[str, ...]:
    level, alpha = f"{result.confidence_level:.0%}", f"{result.alpha:g}"
    return (f"[{level} interval of that rating only; of ranks, of all at once with alpha {alpha}]",)
