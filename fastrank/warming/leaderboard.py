"""The leaderboard: alone, so that `fastrank demo` compiles no more than it waits for."""

from __future__ import annotations

from fastrank.scores import Scores


def use() -> None:
    """Compile what the leaderboard needs."""
    from fastrank.leaderboard import leaderboard

    leaderboard(few_scores(), rng=0)


def few_scores() -> Scores:
    """Twenty queries: fewer than fourteen would take all sign flips, and never draw any."""
    import numpy as np

    values = np.random.default_rng(0).random((3, 20))
    return Scores(values, systems="abc", queries=range(20), measure="gain", bounds=(0.0, 1.0))
