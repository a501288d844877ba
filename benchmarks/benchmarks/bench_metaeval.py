"""Metrics against people, and one order out of several rankings. Sizes are frozen: only append."""

from __future__ import annotations

from typing import Any

import numpy as np

import fastrank as fr

from .cases import CASES, dimensions

SIZES = ["5x40", "14x1300", "15x500"]  # systems x segments; the second is a WMT language pair


def judged_scores(size: str, *, gaps: bool = False) -> tuple[Any, Any]:
    """Return human scores of six levels and a metric with noise; with `gaps`, a tenth of people's is missing."""
    rng = np.random.default_rng(20261126)
    human = rng.integers(0, 6, dimensions(size)).astype(np.float64)
    metric = human + rng.normal(size=human.shape)
    if gaps:
        human[rng.random(human.shape) < 0.1] = np.nan
    return human, metric


class PairwiseAccuracy:
    """Calibrated pairwise accuracy."""

    params = (SIZES, ["item", "item, gaps", "system"], CASES["threads"])
    param_names = ("size", "average", "threads")
    version = "1"

    def setup(self, size: str, average: str, threads: int) -> None:
        fr.set_num_threads(threads)
        self.scores = judged_scores(size, gaps="gaps" in average)
        self.average = average.split(",")[0]
        fr.pairwise_accuracy(*judged_scores(SIZES[0]))

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_calibrated(self, *_: object) -> None:
        fr.pairwise_accuracy(*self.scores, average=self.average)

    def time_given_epsilon(self, *_: object) -> None:
        fr.pairwise_accuracy(*self.scores, average=self.average, epsilon=0.5)


class Systems:
    """Soft pairwise accuracy, Borda and Kemeny (one ranking of the systems a segment)."""

    params = (SIZES, CASES["threads"])
    param_names = ("size", "threads")
    version = "1"

    def setup(self, size: str, threads: int) -> None:
        fr.set_num_threads(threads)
        self.scores = judged_scores(size)
        self.rankings = self.scores[1].T.copy()
        self.time_soft_pairwise_accuracy()
        self.time_borda()
        self.time_kemeny()

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_soft_pairwise_accuracy(self, *_: object) -> None:
        fr.soft_pairwise_accuracy(*self.scores, rng=0)

    def time_borda(self, *_: object) -> None:
        fr.borda(self.rankings)

    def time_kemeny(self, *_: object) -> None:
        fr.kemeny(self.rankings)


class KemenyCycles:
    """Items that no majority separates: exact up to 20, single moves beyond."""

    params = ([10, 20, 100],)
    param_names = ("size",)
    version = "1"

    def setup(self, size: int) -> None:
        self.rankings = np.array([np.roll(np.arange(float(size)), shift) for shift in range(size)])
        self.time_kemeny()

    def time_kemeny(self, *_: object) -> None:
        fr.kemeny(self.rankings)
