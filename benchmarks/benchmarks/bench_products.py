"""The products of resampling beside bare matrix products, and what is made of them."""

from __future__ import annotations

from typing import Any

import numpy as np

import fastrank as fr
from fastrank.arrays.resampled_sums import ResampledSums

from . import inputs
from .cases import dimensions, skip_peer

SIZES = ["20x1000", "50x10000", "50x100000"]
RESAMPLES = 10_000
GEMM_RESAMPLES = 1000  # weights of a bare product that fit in memory; its time is multiplied


def binary_matrix(n_systems: int, n_queries: int) -> Any:
    """Return zeros and ones, (systems, queries)."""
    return (inputs.score_matrix(n_systems, n_queries) > 0.5).astype(np.float64)


def named_scores(values: Any) -> fr.Scores:
    """Return Scores of a measure within [0, 1]."""
    systems = [f"s{i}" for i in range(len(values))]
    return fr.Scores(values, systems=systems, queries=range(values.shape[1]), measure="m", bounds=(0, 1))


class Products:
    """Poisson weights and signs of 10^4 replicates, for a measure of 27 bits and for a binary one."""

    params = (SIZES, ["fastrank", "float64 kernel"], ["weighted", "signed"], ["graded", "binary"], [1, 2])
    param_names = ("size", "engine", "kind", "measure", "threads")
    version = "1"

    def setup(self, size: str, engine: str, kind: str, measure: str, threads: int) -> None:
        if engine != "fastrank" and size == SIZES[-1]:
            raise NotImplementedError("takes half a minute")
        fr.set_num_threads(threads)
        make = binary_matrix if measure == "binary" else inputs.score_matrix
        whole = np.rint(make(*dimensions(size)) * 2.0**26)
        keys = np.random.default_rng(0).integers(0, 2**64, whole.shape[1], dtype=np.uint64)
        self.sums = ResampledSums(keys, whole, bytes_at_once=None if engine == "fastrank" else False)
        getattr(self.sums, kind)(1, 0, 1)

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_sums(self, size: str, engine: str, kind: str, *_: object) -> None:
        getattr(self.sums, kind)(1, 0, RESAMPLES)


class LeaderboardOfMany:
    """Everything in `leaderboard`, 10^4 resamples; the peer is a tenth of the bare product."""

    params = (SIZES, ["fastrank", "gemm"], [1, 2])
    param_names = ("size", "engine", "threads")
    version = "1"
    timeout = 600

    def setup(self, size: str, engine: str, threads: int) -> None:
        skip_peer(engine)
        fr.set_num_threads(threads)
        self.scores = named_scores(inputs.score_matrix(*dimensions(size)))
        self.weights = np.random.default_rng(0).random((dimensions(size)[1], GEMM_RESAMPLES))
        fr.leaderboard(named_scores(inputs.score_matrix(4, 50)), rng=0)

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_leaderboard(self, size: str, engine: str, threads: int) -> None:
        if engine == "gemm":
            self.scores.values[0] @ self.weights
        else:
            fr.leaderboard(self.scores, n_resamples=RESAMPLES, rng=0)


class PairedDifference:
    """t test and percentile interval of one difference, 10^4 queries, 10^4 resamples."""

    params = ([1, 2],)
    param_names = ("threads",)
    version = "1"

    def setup(self, threads: int) -> None:
        fr.set_num_threads(threads)
        self.scores = named_scores(inputs.score_matrix(2, 10_000))
        self.time_percentile()

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_percentile(self, *_: object) -> None:
        fr.compare(self.scores, test="t", interval="percentile", n_resamples=RESAMPLES, rng=0)
