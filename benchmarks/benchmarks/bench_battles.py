"""Ratings from battles: everything in the result, with and without groups, and Elo in order."""

from __future__ import annotations

from typing import Any

import fastrank as fr

from .battles import battle_table, scipy_strengths
from .cases import CASES, dimensions, skip_peer

N_RESAMPLES = 999
OPTIONS: dict[str, dict[str, Any]] = {
    "battles": {},
    "groups": {"groups": "question_id"},
    "davidson": {"ties": "davidson"},
}


class BradleyTerry:
    """Sizes are battles × models."""

    params = (["10000x10", "1000000x100", "1000000x250"], list(OPTIONS), CASES["threads"])
    param_names = ("size", "options", "threads")
    version = "1"

    def setup(self, size: str, options: str, threads: int) -> None:
        fr.set_num_threads(threads)
        self.table = battle_table(*dimensions(size))
        fr.bradley_terry(battle_table(1000, 4), n_resamples=99, rng=0, **OPTIONS[options])

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_bradley_terry(self, size: str, options: str, threads: int) -> None:
        fr.bradley_terry(self.table, n_resamples=N_RESAMPLES, rng=0, **OPTIONS[options])


class BradleyTerryPeer:
    """One hundred resamples of counts, fitted one by one."""

    params = (["10000x10", "1000000x100"], ["fastrank", "scipy"])
    param_names = ("size", "engine")
    version = "1"

    def setup(self, size: str, engine: str) -> None:
        skip_peer(engine)
        self.table = battle_table(*dimensions(size))
        fr.bradley_terry(battle_table(1000, 4), n_resamples=99, rng=0)

    def time_bootstrap(self, size: str, engine: str) -> None:
        if engine == "scipy":
            scipy_strengths(self.table, 100)
        else:
            fr.bradley_terry(self.table, n_resamples=100, rng=0)


class InOrder:
    """One pass, one thread."""

    params = (["10000x10", "1000000x100"],)
    param_names = ("size",)
    version = "1"

    def setup(self, size: str) -> None:
        self.table = battle_table(*dimensions(size))
        fr.elo(self.table)
        fr.win_rates(self.table)

    def time_elo(self, size: str) -> None:
        fr.elo(self.table)

    def time_win_rates(self, size: str) -> None:
        fr.win_rates(self.table)
