"""MomentState: sums and products of scores that come in parts, for t tests of all pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.significance.comparison import Comparison
from fastrank.states.batch import Batch
from fastrank.states.moment_comparison import comparison_of
from fastrank.states.product_tally import BITS, MOST_QUERIES, ProductTally
from fastrank.states.query_tally import QueryTally
from fastrank.states.setting import setting_of
from fastrank.states.state import Held, State

Values = npt.NDArray[np.float64]


class MomentState(State):
    """Paired t tests of all pairs of systems over queries that come in parts: batches, files, processes, machines.

    States of parts add up (``+``, ``+=``, ``sum``) to the bits that one state of all queries has, in any order: sums
    and products are exact, so no cancellation takes from variances.

    Parameters
    ----------
    systems : sequence of str
        Names of the systems, which every batch has.
    measure : str
        What the scores measure. Of a measure known here (``"nDCG@10"``) bounds and direction are known.
    higher_is_better : bool, optional
        Direction of another measure, True where not given.
    bounds : tuple of float, optional
        Smallest and largest possible score.
    scale : float, optional
        In place of bounds: a number that no score exceeds in size. 1 where neither is given nor known.
    missing : {"error", "complete", "worst"}
        Queries where a system has no score: an error; left out; counted with the measure's worst value.
    track_queries : bool
        Keep 8 bytes a query, so that a query that comes twice is an error. False saves them, and the result says so.

    Raises
    ------
    ValueError, TypeError
        If arguments cannot be. Batches and sums raise where systems, scale, measure or rules differ, a query comes
        twice, or a score is missing, infinite or beyond the scale.

    Notes
    -----
    Means are of the scores themselves, products of scores rounded to multiples of 2^-52 of the scale (the next power of
    two), which for scores near it is no rounding. Results are those of `compare` with ``test="t"`` to 1e-12, means and
    wins the same bits. Time: O(queries × systems²); memory: 80 bytes × systems², and a query's key.

    Examples
    --------
    >>> import numpy as np
    >>> import fastrank as fr
    >>> values = np.random.default_rng(0).random((2, 3000)) * 0.5 + [[0.1], [0.12]]
    >>> state = fr.MomentState(["bm25", "dense"], measure="gain")
    >>> for begin in (0, 1000, 2000):
    ...     part = slice(begin, begin + 1000)
    ...     _ = state.update(values[:, part], queries=range(3000)[part])
    >>> state.result()
    gain: t, holm
    a      b      difference             interval        p  adjusted
    bm25   dense     -0.0211  [ -0.0282, -0.0139]   0.0000    0.0000 *
    """

    KIND = "MomentState"

    def __init__(
        self,
        systems: Sequence[Any],
        *,
        measure: str = "score",
        higher_is_better: bool | None = None,
        bounds: tuple[float, float] | None = None,
        scale: float | None = None,
        missing: str = "error",
        track_queries: bool = True,
    ) -> None:
        self._setting = setting_of(
            systems,
            measure=measure,
            higher_is_better=higher_is_better,
            bounds=bounds,
            scale=scale,
            missing=missing,
            track_queries=track_queries,
            bits=BITS,
        )
        n_systems = len(self._setting.systems)
        self._held = Held(QueryTally.empty(n_systems), ProductTally.empty(n_systems))

    def result(
        self,
        baseline: str | None = None,
        *,
        test: str | None = None,
        correction: str | None = None,
        alternative: str = "two-sided",
        margin: float | None = None,
        alpha: float = 0.05,
        confidence_level: float = 0.95,
        min_queries: int = 10,
    ) -> Comparison:
        """Test which systems differ in the mean, as `compare` does.

        Parameters
        ----------
        baseline : str, optional
            Compare every other system with this one; without it, all pairs.
        test : {None, "t", "tukey"}
            None is the paired t test; "tukey" is Tukey's HSD blocked by query.
        correction : {None, "holm", "hochberg", "bonferroni", "bh", "by", "tukey", "none"}
            None is Holm, and the range of all systems for Tukey's test.
        alternative : {"two-sided", "less", "greater"}
            "greater": the mean of a − b is above 0.
        margin : float, optional
            The largest difference that does not matter: non-inferiority and equivalence, as `compare` has them.
        alpha, confidence_level : float
            Level of the marks, and of each interval by itself.
        min_queries : int
            Fewer are an error.
        """
        return comparison_of(
            self._setting,
            self._held,
            baseline,
            test=test,
            correction=correction,
            alternative=alternative,
            margin=margin,
            alpha=alpha,
            confidence_level=confidence_level,
            min_queries=min_queries,
        )

    def _counted(self, sums: ProductTally, batch: Batch, whole: Values) -> ProductTally:
        return sums + ProductTally.of(batch.values, whole)

    def _refuse_overflow(self, queries: QueryTally) -> None:
        if queries.n > MOST_QUERIES:
            raise ValueError(
                f"{self._setting.measure}: sums are exact up to {MOST_QUERIES} queries, here {queries.n}"
            )
