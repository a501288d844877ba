"""Permutation tests of two metrics against people, agreement of two rankings, and rankings under resampling."""

from __future__ import annotations

import numpy as np

import fastrank as fr
from fastrank.significance.resampled_orders import resampled_orders
from fastrank.significance.system_sums import SystemSums

SIZES = ["8x50x99", "15x500x10000"]
ORDERS = ["10x1000", "100x100000"]


class PermBoth:
    """One pair of metrics by PERM-BOTH and its BOOT-BOTH interval; mt-metrics-eval takes 60 ms a draw at 15 x 500."""

    params = (SIZES, ["system", "segment"], ["pearsonr", "kendalltau"], [1, 2])
    param_names = ("size", "level", "statistic", "threads")
    version = "1"
    timeout = 300

    def setup(self, size: str, level: str, statistic: str, threads: int) -> None:
        n_systems, n_segments, self.draws = map(int, size.split("x"))
        rng = np.random.default_rng(0)
        self.human = rng.normal(size=(n_systems, n_segments)) + np.arange(n_systems)[:, None] / 5
        self.metrics = {name: self.human + rng.normal(size=self.human.shape) for name in "ab"}
        fr.set_num_threads(threads)
        self.call(level, statistic, 99)

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def call(self, level: str, statistic: str, draws: int) -> None:
        fr.compare_correlations(
            self.human, self.metrics, level=level, statistic=statistic, n_resamples=draws, rng=0
        )

    def time_compare_correlations(self, size: str, level: str, statistic: str, threads: int) -> None:
        self.call(level, statistic, self.draws)


class ResampledOrders:
    """Everything a leaderboard says of resampled rankings, after the sums are there (systems x replicates)."""

    params = (ORDERS, [1, 2])
    param_names = ("size", "threads")
    version = "1"
    timeout = 300

    def setup(self, size: str, threads: int) -> None:
        n, draws = map(int, size.split("x"))
        sums = np.random.default_rng(0).normal(np.arange(n)[:, None] / 10, 1, (n, draws))
        self.drawn, self.rank = SystemSums(sums, np.ones(draws), np.ones(n)), np.arange(n, 0, -1)
        fr.set_num_threads(threads)
        resampled_orders(self.drawn, self.rank)

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_resampled_orders(self, *_: object) -> None:
        resampled_orders(self.drawn, self.rank)
