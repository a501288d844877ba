"""Rank-biased overlap: one pair of rankings of ids from Python lists, and batches of short ones."""

from __future__ import annotations

import numpy as np

import fastrank as fr
from benchmarks.inputs import tied_ranking


class OnePair:
    """Two rankings of 1000 of 1200 documents, two in five ids tied in groups of 2 to 4, or none."""

    params = ([100, 1000, 100_000], ["tied", "distinct"], ["text", "integers"])
    param_names = ("size", "values", "ids")
    version = "1"

    def setup(self, size: int, values: str, ids: str) -> None:
        self.rankings = [tied_ranking(size, seed, values == "tied", ids == "text") for seed in (0, 1)]
        self.time_rbo()

    def time_rbo(self, *_: object) -> None:
        fr.rbo(*self.rankings, p=0.9)


class Scores:
    """Many rows of 20 scores in one call."""

    params = ([1000, 100_000], ["distinct", "tied"], ["w", "a", "b"])
    param_names = ("size", "values", "ties")
    version = "1"

    def setup(self, size: int, values: str, ties: str) -> None:
        self.x, self.y = np.random.default_rng(0).random((2, size, 20))
        if values == "tied":
            self.x, self.y = np.floor(self.x * 8), np.floor(self.y * 8)
        self.time_rbo_scores(size, values, ties)

    def time_rbo_scores(self, size: int, values: str, ties: str) -> None:
        fr.rbo_scores(self.x, self.y, p=0.9, ties=ties, axis=-1)


class Batch:
    """Many pairs of rankings of 100 integer ids, as rows of arrays and as nested lists."""

    params = ([10, 10_000], ["array", "lists"])
    param_names = ("size", "form")
    version = "1"

    def setup(self, size: int, form: str) -> None:
        rng = np.random.default_rng(0)
        pool = np.tile(np.arange(120), (size, 1))
        sides = [rng.permuted(pool, axis=1)[:, :100] for _ in range(2)]
        self.sides = [side.tolist() for side in sides] if form == "lists" else sides
        self.batch = form == "lists"
        self.time_rbo()

    def time_rbo(self, *_: object) -> None:
        fr.rbo(*self.sides, p=0.9, batch=self.batch)
