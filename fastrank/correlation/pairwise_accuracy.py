"""Pairwise accuracy with tie calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from fastrank.correlation.pair_agreement import CALIBRATED, PairAgreement, pair_agreement

if TYPE_CHECKING:
    import numpy.typing as npt


def pairwise_accuracy(
    human: npt.ArrayLike,
    metric: npt.ArrayLike,
    *,
    average: Literal["item", "system", "pooled"] = "item",
    epsilon: float | Literal["calibrated"] = CALIBRATED,
    nan_policy: Literal["omit", "propagate", "raise"] = "omit",
) -> PairAgreement:
    """Share of pairs that a metric orders, or ties, as people do: acc_eq with tie calibration.

    Metrics with many digits hardly ever tie, people often do. So metric scores at most `epsilon` apart count as tied,
    with one epsilon for the metric: by default that with the highest accuracy on these scores, the smallest of several.
    All pairs are looked at, none are sampled. A calibrated accuracy is a maximum over thresholds: fix `epsilon` on
    other data before calling a metric accurate on new data.

    Parameters
    ----------
    human, metric : array_like, (systems, segments) or one list
        Scores, larger is better; larger human scores should come with larger metric scores. NaN, None and masked
        scores are missing. Infinities are ordinary, 0.0 and -0.0 tie.
    average : {"item", "system", "pooled"}
        What is compared: systems within each segment, segments within each system, or all scores with each other.
        Accuracies are averaged over lists, each list with the same weight; a list with less than two scores that
        both sides have is skipped and counted. One-dimensional scores are one list.
    epsilon : "calibrated" or float
        A number is used as it is; 0 ties equal scores only.
    nan_policy : {"omit", "propagate", "raise"}
        "omit" compares what both sides have.

    Returns
    -------
    PairAgreement
        Accuracy, epsilon and counts; NaN where there is no pair.

    Raises
    ------
    ValueError
        If shapes differ, there are more than two dimensions, or an option is unknown.
    TypeError
        If scores are not numbers.

    Notes
    -----
    A list of n scores has n (n − 1) / 2 pairs. With P pairs, calibration counts their differences in buckets by
    size and sorts those of the buckets that can hold the best epsilon: O(P) time as a rule, O(P log P) at worst, and
    8 bytes for each sorted pair.

    References
    ----------
    Deutsch, Foster, Freitag: Ties matter: meta-evaluating modern metrics with pairwise accuracy and tie
    calibration. EMNLP 2023. https://arxiv.org/abs/2305.14324

    Examples
    --------
    >>> import fastrank as fr
    >>> human = [1, 1, 1, 4]
    >>> metric = [0, 2, 6, 8]
    >>> result = fr.pairwise_accuracy(human, metric)
    >>> round(result.accuracy, 4), result.epsilon, result.ties_both
    (0.6667, 4.0, 2)
    >>> fr.pairwise_accuracy(human, metric, epsilon=0).accuracy
    0.5
    """
    return pair_agreement(human, metric, average, epsilon, nan_policy, tau=False)
