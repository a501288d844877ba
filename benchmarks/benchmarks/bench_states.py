"""States of scores that come in parts: batches counted, states added."""

from __future__ import annotations

import pyarrow as pa

import fastrank as fr

from . import inputs
from .cases import CASES, dimensions

RESAMPLES = 9999
BATCH = 1000
NEW = {
    "bootstrap": lambda systems: fr.BootstrapState(systems, RESAMPLES, rng=0),
    "moments": lambda systems: fr.MomentState(systems),
}


class States:
    """A table with one column a system, in batches of a thousand queries; and two halves of it."""

    params = (CASES["score_sizes"], list(NEW), CASES["threads"])
    param_names = ("size", "state", "threads")
    version = "1"
    rounds = 1
    timeout = 600

    def setup(self, size: str, state: str, threads: int) -> None:
        fr.set_num_threads(threads)
        values = inputs.score_matrix(*dimensions(size))
        self.systems = [f"s{i}" for i in range(len(values))]
        columns = dict(zip(self.systems, values, strict=True))
        self.table = pa.table({"query_id": [f"query-{i}" for i in range(values.shape[1])], **columns})
        half = self.table.num_rows // 2
        self.halves = [self.new(state).update(part) for part in (self.table[:half], self.table[half:])]
        self.halves[1].result()

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def new(self, state: str) -> fr.BootstrapState | fr.MomentState:
        return NEW[state](self.systems)

    def time_update(self, size: str, state: str, *_: object) -> None:
        self.new(state).update(iter(self.table.to_batches(max_chunksize=BATCH))).to_bytes()

    def time_result(self, *_: object) -> None:
        self.halves[1].result()

    def time_add(self, *_: object) -> None:
        _ = self.halves[0] + self.halves[1]
