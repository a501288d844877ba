"""Soft pairwise accuracy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fastrank.arrays.seeds import seed_from
from fastrank.correlation.null_differences import all_signs_fit, shares_at_least
from fastrank.correlation.score_lists import read_score_arrays
from fastrank.kernels.random_streams import GENERATOR
from fastrank.results import TableResult

if TYPE_CHECKING:
    Seed = int | np.random.SeedSequence | np.random.Generator | None

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SoftAgreement(TableResult):
    """How closely a metric's confidence follows that of people; ``float(result)`` is the accuracy.

    Attributes
    ----------
    accuracy : float
        One minus the mean of \\|human p − metric p\\| over all pairs of systems; NaN without a pair or a segment.
    first, second : ndarray of int
        The pairs, by position of the system; first < second.
    human_pvalues, metric_pvalues : ndarray
        One-sided p of "first is better than second".
    n_systems, n_segments, n_dropped : int
        Systems, segments used, and segments left out because a score is missing.
    n_resamples, exact, seed, generator
        How it was found. Where `exact`, all sign patterns were listed. Passing `seed` as ``rng=`` repeats it.
    """

    accuracy: float
    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]
    human_pvalues: Values
    metric_pvalues: Values
    n_systems: int
    n_segments: int
    n_dropped: int
    n_resamples: int
    exact: bool
    seed: int
    generator: str = GENERATOR

    def __float__(self) -> float:
        return self.accuracy

    def columns(self) -> dict[str, Any]:
        """Return one row for each pair of systems."""
        names = ("first", "second", "human_pvalues", "metric_pvalues")
        return {name: getattr(self, name) for name in names}


def soft_pairwise_accuracy(
    human: npt.ArrayLike,
    metric: npt.ArrayLike,
    *,
    n_resamples: int = 1000,
    rng: Seed = None,
) -> SoftAgreement:
    """Pairwise accuracy of systems that compares how sure people and the metric are, not only who wins.

    For each pair of systems, both sides give a p-value of a paired permutation test of their mean scores;
    the accuracy is one minus the mean absolute difference of the two p-values.

    Parameters
    ----------
    human, metric : array_like, (systems, segments)
        Scores, larger is better on both sides. A segment with a missing score (NaN, None or masked) on either side
        is left out for all systems and counted.
    n_resamples : int
        Sign patterns drawn for the permutation tests; where no more than these exist, all are listed instead.
    rng : int, SeedSequence, Generator or None
        None draws a seed from the operating system and records it.

    Returns
    -------
    SoftAgreement
        Accuracy, and both p-values of every pair.

    Raises
    ------
    ValueError
        If shapes differ, are not two-dimensional, or a score is infinite.

    Notes
    -----
    p is one-sided: the share of sign patterns, the null, whose difference is at least the observed one. It is
    the mean of (null >= observed) without adding one, as in the paper, so that it can be 0 and two identical systems
    have p = 1. A null that equals the observed difference within the rounding of sums counts. Pairs are taken once,
    in the order given, so another order of systems can change the accuracy where sums tie.

    One sign for each segment and replicate serves all systems and both sides. It depends on the seed and the position
    of the segment only. Time is O(n_resamples · systems · (segments + systems)).

    References
    ----------
    Thompson, Mathur, Deutsch, Khayrallah: Improving statistical significance in human evaluation of automatic
    metrics via soft pairwise accuracy. WMT 2024. https://arxiv.org/abs/2409.09598

    Examples
    --------
    >>> import fastrank as fr
    >>> human = [[1, 2, 3], [2, 3, 4]]
    >>> metric = [[2, 2, 4], [1, 3, 5]]
    >>> fr.soft_pairwise_accuracy(human, metric, rng=0).accuracy
    0.875
    """
    if not isinstance(n_resamples, int | np.integer) or isinstance(n_resamples, bool) or n_resamples < 1:
        raise ValueError(f"n_resamples must be a positive integer, got {n_resamples!r}")
    seed = seed_from(rng)
    rows, others, segments = _complete_segments(human, metric)
    first, second = np.triu_indices(len(rows), 1)
    if len(segments):
        pvalues = shares_at_least([rows, others], segments, int(n_resamples), seed)
    else:
        pvalues = np.full((2, len(first)), np.nan)
    gap = np.abs(pvalues[0] - pvalues[1])
    exact = all_signs_fit(len(segments), n_resamples)
    return SoftAgreement(
        accuracy=float(1.0 - gap.mean()) if len(gap) else np.nan,
        first=first,
        second=second,
        human_pvalues=pvalues[0],
        metric_pvalues=pvalues[1],
        n_systems=len(rows),
        n_segments=len(segments),
        n_dropped=np.shape(human)[1] - len(segments),
        n_resamples=2 ** len(segments) if exact else int(n_resamples),
        exact=exact,
        seed=seed,
    )


def _complete_segments(human: Any, metric: Any) -> tuple[Values, Values, npt.NDArray[np.int64]]:
    rows, others = read_score_arrays(human, metric)
    if rows.ndim != 2:
        raise ValueError(
            "human and metric must be (systems, segments); one list has no pairs of systems to test"
        )
    if np.isinf(rows).any() or np.isinf(others).any():
        raise ValueError("human or metric holds an infinite score, which has no mean; leave it out as NaN")
    kept = np.flatnonzero(~(np.isnan(rows) | np.isnan(others)).any(axis=0))
    return rows[:, kept], others[:, kept], kept
