"""Pairwise accuracy of systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.agreement_counts import CONCORDANT, TIES_BOTH, pair_counts
from fastrank.correlation.score_lists import ScoreLists, read_score_arrays
from fastrank.kernels.summation import compensated_row_means

if TYPE_CHECKING:
    Sides = npt.ArrayLike | Mapping[str, npt.ArrayLike]

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SystemAgreement:
    """On how many pairs of systems both sides agree; ``float(result)`` is the accuracy.

    Attributes
    ----------
    accuracy : float
        ``n_agree / n_pairs``; NaN without pairs.
    n_agree, n_pairs : int
        Pairs ordered or tied alike on both sides, and all pairs.
    """

    accuracy: float
    n_agree: int
    n_pairs: int

    def __float__(self) -> float:
        return self.accuracy


def system_pairwise_accuracy(human: Sides, metric: Sides) -> SystemAgreement:
    """Share of pairs of systems that a metric orders as people do.

    Pairs of several language pairs (or other groups) are pooled: every pair of systems has the same weight. A pair that
    both sides tie agrees, one that a single side ties does not.

    Parameters
    ----------
    human, metric : array_like, or mapping of name to array_like
        One score a system, or (systems, segments): then a system's score is its mean over the segments that both sides
        have. Mappings hold one array for each language pair, under the same names. NaN, None and masked scores are
        missing; a system without any score is left out.

    Returns
    -------
    SystemAgreement
        Accuracy and counts.

    Raises
    ------
    ValueError
        If shapes or names differ, or scores are to be averaged and one is infinite.

    Notes
    -----
    O(systems²).

    References
    ----------
    Kocmi et al.: To ship or not to ship: an extensive evaluation of automatic metrics for machine translation.
    WMT 2021.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.system_pairwise_accuracy([3, 2, 1], [0.9, 0.5, 0.7])
    SystemAgreement(accuracy=0.6666666666666666, n_agree=2, n_pairs=3)
    """
    n_agree = n_pairs = 0
    for one, other in _groups(human, metric):
        counts = pair_counts(_one_list(*_system_scores(one, other)), 0.0).sum(axis=0)
        n_agree += int(counts[CONCORDANT] + counts[TIES_BOTH])
        n_pairs += int(counts.sum())
    return SystemAgreement(n_agree / n_pairs if n_pairs else float("nan"), n_agree, n_pairs)


def _groups(human: Any, metric: Any) -> list[tuple[Any, Any]]:
    if not (isinstance(human, Mapping) or isinstance(metric, Mapping)):
        return [(human, metric)]
    if not (isinstance(human, Mapping) and isinstance(metric, Mapping)) or set(human) != set(metric):
        raise ValueError("human and metric must both be mappings with the same names, or both be arrays")
    return [(human[name], metric[name]) for name in human]


def _system_scores(human: Any, metric: Any) -> tuple[Values, Values]:
    rows, others = read_score_arrays(human, metric)
    if rows.ndim == 2:
        if np.isinf(rows).any() or np.isinf(others).any():
            raise ValueError(
                "human or metric holds an infinite score, which has no mean; leave it out as NaN"
            )
        missing = np.isnan(rows) | np.isnan(others)
        rows, others = (_means(np.where(missing, np.nan, side)) for side in (rows, others))
    present = ~(np.isnan(rows) | np.isnan(others))
    return rows[present], others[present]


def _means(scores: Values) -> Values:
    means, counts = np.empty(len(scores)), np.empty(len(scores), dtype=np.int64)
    parallel.run(compensated_row_means, (scores,), (means, counts), len(scores), cost=max(1, scores.shape[1]))
    return means


def _one_list(human: Values, metric: Values) -> ScoreLists:
    return ScoreLists(human, metric, np.array([0, len(human)], dtype=np.int64), 0, 0)
