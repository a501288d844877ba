"""compare and leaderboard of many systems on one measure, beside loops over scipy.stats."""

from __future__ import annotations

import fastrank as fr

from . import inputs, peers_inference
from .cases import CASES, dimensions, skip_peer


def score_table(size: str) -> fr.Scores:
    """Return the frozen score matrix of a size as Scores."""
    values = inputs.score_matrix(*dimensions(size))
    systems = [f"s{i}" for i in range(len(values))]
    return fr.Scores(values, systems=systems, queries=range(values.shape[1]), measure="m", bounds=(0, 1))


class Compare:
    """Every test against one baseline and over all pairs."""

    params = (
        CASES["score_sizes"],
        ["fastrank", "scipy"],
        ["t", "randomization", "bootstrap"],
        ["baseline", "all"],
        CASES["threads"],
    )
    param_names = ("size", "engine", "test", "pairs", "threads")
    version = "1"
    rounds = 1  # all pairs of 50 systems by the studentised bootstrap take most of a minute
    timeout = 600

    def setup(self, size: str, engine: str, test: str, pairs: str, threads: int) -> None:
        skip_peer(engine)
        if engine == "scipy" and (threads > 1 or test == "bootstrap" or size == CASES["score_sizes"][-1]):
            raise NotImplementedError("one thread, no bootstrap test, and minutes for 50 x 10000")
        fr.set_num_threads(threads)
        self.scores = score_table(size)
        fr.compare(score_table(CASES["score_sizes"][0]), test=test, rng=0)

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_compare(self, size: str, engine: str, test: str, pairs: str, *_: object) -> None:
        if engine == "scipy":
            chosen = peers_inference.pairs(len(self.scores.systems), pairs)
            peers_inference.SCIPY[test](self.scores.values[0], chosen)
        else:
            fr.compare(self.scores, "s0" if pairs == "baseline" else None, test=test, rng=0)


class Leaderboard:
    """Means, intervals, marks and shares of wins."""

    params = (CASES["score_sizes"], CASES["threads"])
    param_names = ("size", "threads")
    version = "1"

    def setup(self, size: str, threads: int) -> None:
        fr.set_num_threads(threads)
        self.scores = score_table(size)
        fr.leaderboard(score_table(CASES["score_sizes"][0]), rng=0)

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_leaderboard(self, *_: object) -> None:
        fr.leaderboard(self.scores, rng=0)
