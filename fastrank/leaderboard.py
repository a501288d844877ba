"""leaderboard: systems in order, with intervals, and which of them the best cannot be told apart from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.kernels.random_streams import GENERATOR
from fastrank.results import TableResult
from fastrank.scores import Scores
from fastrank.significance.best_share import best_share
from fastrank.significance.choices import DEFAULT_RESAMPLES, check_level, check_resamples
from fastrank.significance.flip_counts import flip_counts
from fastrank.significance.intervals import intervals
from fastrank.significance.max_t import max_t
from fastrank.significance.pair_moments import all_pairs, pair_moments, single_systems
from fastrank.significance.resample import Plan, Progress, part_of
from fastrank.significance.sample import Sample, prepare
from fastrank.significance.seeds import seed_from
from fastrank.significance.system_means import row_means

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class Leaderboard(TableResult):
    """Systems in order of the first measure; arrays are (measures, systems) in that order.

    Attributes
    ----------
    measures, systems : tuple of str
        The axes.
    rank : ndarray of int64
        By each measure; equal means share the smaller rank.
    mean, low, high : ndarray
        Mean and its interval at `confidence_level`.
    n : ndarray of int64
        Queries behind each mean.
    separable_from_best : ndarray of bool
        Whether studentised max-T over all pairs separates the system from the best of the measure.
    p_best : ndarray
        Share of resamples in which the system is best, ties split; no posterior probability.
    higher_is_better : tuple of bool
        Direction of each measure.
    alpha, confidence_level, interval, n_resamples, seed, generator
        How it was found; passing `seed` back as ``rng=`` repeats it.
    legend : str
        What marks and intervals mean.
    notes : tuple of str
        Every rule that acted.
    """

    measures: tuple[str, ...]
    systems: tuple[str, ...]
    rank: npt.NDArray[np.int64]
    mean: Values
    low: Values
    high: Values
    n: npt.NDArray[np.int64]
    separable_from_best: Flags
    p_best: Values
    higher_is_better: tuple[bool, ...]
    alpha: float
    confidence_level: float
    interval: tuple[str, ...]
    n_resamples: int
    seed: int
    legend: str
    notes: tuple[str, ...]
    generator: str = GENERATOR

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    def columns(self) -> dict[str, Any]:
        """Return one row for each measure and system: all systems of the first measure, then of the next."""
        n_measures, n_systems = self.mean.shape
        return {
            "measure": [measure for measure in self.measures for _ in range(n_systems)],
            "rank": self.rank.ravel(),
            "system": list(self.systems) * n_measures,
            "mean": self.mean.ravel(),
            "low": self.low.ravel(),
            "high": self.high.ravel(),
            "n": np.repeat(self.n, n_systems),
            "separable_from_best": self.separable_from_best.ravel(),
            "p_best": self.p_best.ravel(),
        }

    def __repr__(self) -> str:
        width = max(map(len, ("system", *self.systems)))
        lines = ["  ".join([f"{'system':{width}}", *(f"{m:^25}" for m in self.measures)]).rstrip()]
        for i, system in enumerate(self.systems):
            cells = [self._cell(j, i) for j in range(len(self.measures))]
            lines.append("  ".join([f"{system:{width}}", *cells]).rstrip())
        return "\n".join([*lines, self.legend, *self.notes])

    def _cell(self, measure: int, system: int) -> str:
        at = measure, system
        mark = " " if self.separable_from_best[at] else "="
        return f"{self.mean[at]:.4f}{mark} [{self.low[at]:.4f}, {self.high[at]:.4f}]".ljust(25)


def leaderboard(
    scores: Scores,
    *,
    n_resamples: int = DEFAULT_RESAMPLES,
    confidence_level: float = 0.95,
    alpha: float = 0.05,
    rng: Any = None,
    missing: str = "error",
    min_queries: int = 10,
    progress: Callable[[int, int], None] | None = None,
) -> Leaderboard:
    """Rank systems by their means, and say which the best cannot be told apart from.

    Parameters
    ----------
    scores : Scores
        One measure or several; all share the resamples, and the first one gives the order.
    n_resamples : int
        Bootstrap replicates for intervals and `p_best`, and sign flips for the marks.
    confidence_level : float
        Of the interval of each mean by itself.
    alpha : float
        Chance of any false mark, over all pairs of one measure (studentised max-T).
    rng : int, numpy.random.SeedSequence, numpy.random.Generator or None
        The result's `seed`, passed back as ``rng=``, gives the same result.
    missing : {"error", "complete", "worst"}
        Queries where a system has no score: an error; left out; counted with the measure's worst value.
    min_queries : int
        Fewer are an error.
    progress : callable, optional
        Called as ``progress(done, total)``.

    Returns
    -------
    Leaderboard
        Systems from best to worst by the first measure.

    Examples
    --------
    >>> import numpy as np
    >>> import fastrank as fr
    >>> values = np.random.default_rng(0).random((3, 40)) + [[0.0], [0.1], [0.4]]
    >>> scores = fr.Scores(values, systems=["a", "b", "c"], queries=range(40), measure="gain")
    >>> board = fr.leaderboard(scores, rng=1)
    >>> board.systems, board.separable_from_best.tolist()
    (('c', 'b', 'a'), [[False, True, True]])
    """
    if not isinstance(scores, Scores):
        raise TypeError(
            f"leaderboard takes Scores, got {type(scores).__name__}; "
            "make them with fr.Scores(values, systems=, queries=, measure=)"
        )
    if missing == "pairwise":
        raise ValueError(
            'missing="pairwise" gives no common ranking; use missing="complete" or "worst", or compare() for the pairs'
        )
    alpha, level = check_level("alpha", alpha), check_level("confidence_level", confidence_level)
    n_resamples, seed = check_resamples(n_resamples, alpha), seed_from(rng)
    parts = []
    for i in range(len(scores.measures)):
        sample = _sample(scores, i, missing, min_queries)
        plan, own = Plan(sample.keys, seed, n_resamples), part_of(progress, i, len(scores.measures))
        parts.append(_part(plan, sample, scores.bounds[i], scores.higher_is_better[i], alpha, level, own))
    order = np.lexsort((np.arange(len(scores.systems)), parts[0].rank))
    return Leaderboard(
        measures=scores.measures,
        systems=tuple(scores.systems[i] for i in order),
        rank=np.stack([part.rank[order] for part in parts]),
        mean=np.stack([part.mean[order] for part in parts]),
        low=np.stack([part.low[order] for part in parts]),
        high=np.stack([part.high[order] for part in parts]),
        n=np.array([part.n for part in parts]),
        separable_from_best=np.stack([part.separable[order] for part in parts]),
        p_best=np.stack([part.p_best[order] for part in parts]),
        higher_is_better=scores.higher_is_better,
        alpha=alpha,
        confidence_level=level,
        interval=tuple(part.interval for part in parts),
        n_resamples=n_resamples,
        seed=seed,
        legend=_legend(alpha, level),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )


@dataclass(frozen=True)
class _Part:
    """What one measure says, in the order of the scores."""

    rank: npt.NDArray[np.int64]
    mean: Values
    low: Values
    high: Values
    n: int
    separable: Flags
    p_best: Values
    interval: str
    notes: tuple[str, ...]


def _sample(scores: Scores, measure: int, missing: str, min_queries: int) -> Sample:
    return prepare(
        scores.values[measure],
        scores.systems,
        scores.queries,
        scores.measures[measure],
        bounds=scores.bounds[measure],
        higher_is_better=scores.higher_is_better[measure],
        missing=missing,
        min_queries=min_queries,
    )


def _part(
    plan: Plan,
    sample: Sample,
    bounds: tuple[float, float] | None,
    higher_is_better: bool,
    alpha: float,
    level: float,
    progress: Progress | None,
) -> _Part:
    mean = row_means(sample.values)
    alone = single_systems(len(mean))
    found = intervals(
        plan,
        sample,
        alone,
        pair_moments(sample.values, alone),
        confidence_level=level,
        progress=part_of(progress, 0, 2),
    )
    # A mean cannot leave the range of its measure, so neither does its interval.
    least, most = (-np.inf, np.inf) if bounds is None else bounds
    rank = _ranks(mean if higher_is_better else -mean)
    return _Part(
        rank=rank,
        mean=mean,
        low=np.maximum(found.low, least),
        high=np.minimum(found.high, most),
        n=len(plan.keys),
        separable=_separable(plan, sample, rank, alpha, part_of(progress, 1, 2)),
        p_best=best_share(plan, sample.scores, higher_is_better=higher_is_better),
        interval=found.method,
        notes=sample.notes,
    )


def _ranks(goodness: Values) -> npt.NDArray[np.int64]:
    """1 for the best; equal means share the smaller rank."""
    return 1 + np.searchsorted(np.sort(-goodness), -goodness)


def _separable(
    plan: Plan, sample: Sample, rank: npt.NDArray[np.int64], alpha: float, progress: Progress | None
) -> Flags:
    if len(rank) < 2:
        return np.zeros(len(rank), dtype=bool)
    pairs = all_pairs(len(rank))
    counts = flip_counts(plan, sample, pairs, pair_moments(sample.values, pairs), progress)
    apart = np.zeros((len(rank), len(rank)), dtype=bool)
    apart[pairs.first, pairs.second] = apart[pairs.second, pairs.first] = max_t(plan, counts) <= alpha
    return apart[int(np.argmin(rank))]


def _legend(alpha: float, level: float) -> str:
    return (
        f"= not separable from the best (studentised max-T over all pairs, alpha {alpha:g}); "
        f"[{level:.0%} interval of that mean only: two that overlap may still differ]"
    )
