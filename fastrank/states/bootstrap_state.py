"""BootstrapState: resampled sums of scores that come in parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.arrays.seeds import seed_from
from fastrank.kernels.random_streams import GENERATOR
from fastrank.significance.choices import check_resamples
from fastrank.significance.quantise import BITS, refuse_overflow
from fastrank.states.batch import Batch
from fastrank.states.bootstrap_ranking import BootstrapRanking
from fastrank.states.query_tally import QueryTally
from fastrank.states.ranking import ranking_of
from fastrank.states.resampled_tally import ResampledTally
from fastrank.states.setting import setting_of
from fastrank.states.state import Held, State

Values = npt.NDArray[np.float64]

_LARGEST_SHARE = 0.05  # of p-values that the number of resamples must resolve


class BootstrapState(State):
    """Bootstrap of systems' means over queries that come in parts: batches, files, processes, machines.

    States of parts add up (``+``, ``+=``, ``sum``) to the bits that one state of all queries has, in any order, by any
    number of threads, on any machine: weights are keyed by (seed, query, replicate), and sums are exact.

    Parameters
    ----------
    systems : sequence of str
        Names of the systems, which every batch has.
    n_resamples : int
        Bootstrap replicates.
    rng : int, numpy.random.SeedSequence, numpy.random.Generator or None
        States that shall be added need the same seed: pass one number everywhere.
    measure : str
        What the scores measure. Of a measure known here (``"nDCG@10"``) bounds and direction are known.
    higher_is_better : bool, optional
        Direction of another measure, True where not given.
    bounds : tuple of float, optional
        Smallest and largest possible score. Intervals of means stay within.
    scale : float, optional
        In place of bounds: a number that no score exceeds in size. 1 where neither is given nor known.
    missing : {"error", "complete", "worst"}
        Queries where a system has no score: an error; left out; counted with the measure's worst value.
    track_queries : bool
        Keep 8 bytes a query, so that a query that comes twice is an error. False saves them, and the result says so.

    Raises
    ------
    ValueError, TypeError
        If arguments cannot be. Batches and sums raise where systems, seed, resamples, scale, measure or rules differ, a
        query comes twice, a score is missing, infinite or beyond the scale, or n times the largest score is above
        2^26 times the scale.

    Notes
    -----
    Scores are rounded once to multiples of 2^-26 of the scale (the next power of two), so that all sums are exact in
    float64. `result` refuses scores whose spread is so small that this loses more than 1e-6 of it. Means are those of
    the scores themselves. The results of `leaderboard` and `compare` with percentile intervals have the same bits where
    their Scores have these bounds. Time: O(queries × (systems + weights) × n_resamples) in all; memory: 8 bytes ×
    (systems + 1) × n_resamples, a query's key, and up to 8 MB of scores that wait to be drawn.

    A replicate that draws no query at all is drawn again, which all queries together decide: up to 64 are kept as they
    are for that. With more it does not happen (chance 2e-28).

    References
    ----------
    Chamandy, Muralidharan, Najmi, Naidu: Estimating uncertainty for massive data streams. 2012.

    Examples
    --------
    >>> import numpy as np
    >>> import fastrank as fr
    >>> values = np.random.default_rng(0).random((2, 3000)) * 0.5 + [[0.1], [0.12]]
    >>> one = fr.BootstrapState(["bm25", "dense"], n_resamples=999, rng=0, measure="gain")
    >>> other = fr.BootstrapState(["bm25", "dense"], n_resamples=999, rng=0, measure="gain")
    >>> one.update(values[:, :1000], queries=range(1000))
    BootstrapState(2 systems × 1000 queries: gain)
    >>> other.update({"query_id": range(1000, 3000), "bm25": values[0, 1000:], "dense": values[1, 1000:]})
    BootstrapState(2 systems × 2000 queries: gain)
    >>> result = (one + other).result()
    >>> result.systems, result.mean.round(4).tolist(), result.p_best.round(2).tolist()
    (('dense', 'bm25'), [0.3699, 0.3488], [1.0, 0.0])
    """

    KIND = "BootstrapState"

    def __init__(
        self,
        systems: Sequence[Any],
        n_resamples: int = 9999,
        rng: Any = None,
        *,
        measure: str = "score",
        higher_is_better: bool | None = None,
        bounds: tuple[float, float] | None = None,
        scale: float | None = None,
        missing: str = "error",
        track_queries: bool = True,
    ) -> None:
        setting = setting_of(
            systems,
            measure=measure,
            higher_is_better=higher_is_better,
            bounds=bounds,
            scale=scale,
            missing=missing,
            track_queries=track_queries,
            bits=BITS,
        )
        drawn, seed = check_resamples(n_resamples, _LARGEST_SHARE), seed_from(rng)
        self._setting = replace(setting, n_resamples=drawn, seed=seed, generator=GENERATOR)
        n_systems = len(setting.systems)
        self._held = Held(QueryTally.empty(n_systems), ResampledTally.empty(seed, drawn, n_systems))

    @property
    def seed(self) -> int:
        """The seed: states with another one do not add up."""
        return self._setting.seed

    def result(
        self, baseline: str | None = None, *, confidence_level: float = 0.95, min_queries: int = 10
    ) -> BootstrapRanking:
        """Return means, ranks, shares of wins and all differences, with percentile intervals.

        Parameters
        ----------
        baseline : str, optional
            Differences of every other system with this one; without it, of all pairs.
        confidence_level : float
            Of each interval by itself.
        min_queries : int
            Fewer are an error.
        """
        return ranking_of(
            self._setting,
            self._drawn(),
            baseline=baseline,
            confidence_level=confidence_level,
            min_queries=min_queries,
        )

    def _counted(self, sums: ResampledTally, batch: Batch, whole: Values) -> ResampledTally:
        return sums.with_rows(batch.keys, whole)

    def _drawn(self) -> Held:
        self._held = self._held._replace(sums=self._held.sums.drawn())
        return self._held

    def _refuse_overflow(self, queries: QueryTally) -> None:
        largest = float(queries.largest.max())
        setting, remedy = self._setting, "make the state with a larger scale=, which has larger steps"
        refuse_overflow(queries.n, largest, setting.quantum, setting.measure, remedy)
