"""The result of pairwise accuracy and its relatives."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np

from fastrank.correlation.agreement_counts import CONCORDANT, TIES_BOTH, pair_counts, per_list
from fastrank.correlation.score_lists import ScoreLists, read_score_arrays, read_score_lists
from fastrank.correlation.tie_calibration import best_epsilon
from fastrank.results import TableResult

CALIBRATED: Final = "calibrated"


@dataclass(frozen=True)
class PairAgreement(TableResult):
    """How far the pairwise decisions of a metric agree with those of people; ``float(result)`` is the statistic.

    Attributes
    ----------
    statistic : float
        What the function is named for: the accuracy, or tau_23 = 2 · accuracy − 1.
    accuracy : float
        Share of pairs on which both agree, tied pairs included: averaged over lists.
    epsilon : float
        Metric scores at most this far apart are tied.
    calibrated : bool
        Whether `epsilon` was chosen to maximise the statistic on these very scores.
    concordant, discordant, ties_human, ties_metric, ties_both : int
        Pairs over all lists; `ties_human` and `ties_metric` are tied on that side only.
    n_pairs, n_lists : int
        Pairs, and lists with at least one pair.
    n_skipped, n_missing : int
        Lists with less than two scores, and scores missing on either side of the other lists.
    average : str
        What a list was: "item", "system" or "pooled".
    """

    statistic: float
    accuracy: float
    epsilon: float
    calibrated: bool
    concordant: int
    discordant: int
    ties_human: int
    ties_metric: int
    ties_both: int
    n_pairs: int
    n_lists: int
    n_skipped: int
    n_missing: int
    average: str

    def __float__(self) -> float:
        return self.statistic

    def columns(self) -> dict[str, Any]:
        """Return the result as a table of one row."""
        return {field.name: [getattr(self, field.name)] for field in fields(self)}


def pair_agreement(
    human: Any, metric: Any, average: str, epsilon: float | str, nan_policy: str, *, tau: bool
) -> PairAgreement:
    """Cut scores into lists, find epsilon if asked, count pairs and average."""
    _check_epsilon(epsilon)
    lists = read_score_lists(human, metric, average, nan_policy)
    if nan_policy == "propagate" and any(np.isnan(side).any() for side in read_score_arrays(human, metric)):
        return _undefined(lists, average, epsilon)
    chosen = best_epsilon(lists) if isinstance(epsilon, str) else float(epsilon)
    return _averaged(lists, chosen, average, isinstance(epsilon, str), tau)


def _averaged(lists: ScoreLists, epsilon: float, average: str, calibrated: bool, tau: bool) -> PairAgreement:
    counts = per_list(pair_counts(lists, epsilon), lists.offsets)
    pairs, agree = counts.sum(axis=1), counts[:, CONCORDANT] + counts[:, TIES_BOTH]
    accuracy, tau_23 = _mean(agree / pairs), _mean((2 * agree - pairs) / pairs)
    concordant, discordant, ties_human, ties_metric, ties_both = counts.sum(axis=0).tolist()
    return PairAgreement(
        statistic=tau_23 if tau else accuracy,
        accuracy=accuracy,
        epsilon=epsilon,
        calibrated=calibrated,
        concordant=concordant,
        discordant=discordant,
        ties_human=ties_human,
        ties_metric=ties_metric,
        ties_both=ties_both,
        n_pairs=int(pairs.sum()),
        n_lists=len(pairs),
        n_skipped=lists.n_skipped,
        n_missing=lists.n_missing,
        average=average,
    )


def _mean(values: Any) -> float:
    return math.fsum(values.tolist()) / len(values) if len(values) else math.nan


def _undefined(lists: ScoreLists, average: str, epsilon: float | str) -> PairAgreement:
    calibrated = isinstance(epsilon, str)
    given = math.nan if isinstance(epsilon, str) else float(epsilon)
    return PairAgreement(
        math.nan, math.nan, given, calibrated, 0, 0, 0, 0, 0, 0, 0, lists.n_skipped, lists.n_missing, average
    )


def _check_epsilon(epsilon: Any) -> None:
    if isinstance(epsilon, str):
        if epsilon != CALIBRATED:
            raise ValueError(f"epsilon must be 'calibrated' or a number of at least 0, got {epsilon!r}")
    elif not isinstance(epsilon, int | float | np.number) or isinstance(epsilon, bool):
        raise TypeError(f"epsilon must be 'calibrated' or a number, got {type(epsilon).__name__}")
    elif not epsilon >= 0:
        raise ValueError(f"epsilon must be at least 0, got {epsilon}; epsilon=0 ties equal scores only")
