"""Text of a leaderboard for a paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from fastrank.significance.paper_text import dependence, direction, queries, resampling, sections
from fastrank.significance.written import CORRECTIONS, INTERVALS, TESTS, count, interval, number

if TYPE_CHECKING:
    from fastrank.significance.leaderboard import Leaderboard


def leaderboard_text(board: Leaderboard) -> str:
    """Text of a leaderboard."""
    return sections(_ranked(board), _standing(board), board.notes)


def _ranked(board: Leaderboard) -> Iterable[str]:
    measures = map(direction, board.measures, board.higher_is_better)
    yield f"{count(len(board.systems), 'system')} ranked by mean {', '.join(measures)} over {queries(board.n)}"
    separable = f"{TESTS['randomization']}, {CORRECTIONS['maxt']} over all pairs of a measure"
    yield f"Separable systems: {separable}, alpha = {board.alpha:g}"
    methods = dict.fromkeys(INTERVALS[method] for method in board.interval)
    yield f"Intervals of means: {board.confidence_level:.0%}, {', '.join(methods)}, each mean by itself"
    yield f"Intervals of ranks: simultaneous over all systems of a measure, {1 - board.alpha:.0%}"
    yield dependence(board.n_groups, board.n_strata)
    yield resampling(board.n_resamples, board.seed, board.generator)


def _standing(board: Leaderboard) -> Iterable[str]:
    for at, measure in enumerate(board.measures):
        best = int(board.rank[at].argmin())
        equal = int((~board.separable_from_best[at]).sum()) - 1
        yield (
            f"{measure}: best {board.systems[best]}, {number(board.mean[at, best])} "
            f"{interval(board.low[at, best], board.high[at, best])}, rank {_ranks(board, at, best)}; best in "
            f"{board.p_best[at, best]:.0%} of resamples (no posterior probability)"
        )
        yield f"{measure}: {count(equal, 'other system')} not separable from the best"
        if np.isfinite(board.tau[at]):
            yield (
                f"{measure}: Kendall's tau-b of resampled and observed ranking {number(board.tau[at])} "
                f"{interval(board.tau_low[at], board.tau_high[at])}"
            )


def _ranks(board: Leaderboard, at: int, system: int) -> str:
    low, high = int(board.rank_low[at, system]), int(board.rank_high[at, system])
    return str(low) if low == high else f"{low} to {high}"
