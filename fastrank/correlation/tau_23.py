"""Kendall's tau of the WMT 2023 metrics task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from fastrank.correlation.pair_agreement import PairAgreement, pair_agreement

if TYPE_CHECKING:
    import numpy.typing as npt


def tau_23(
    human: npt.ArrayLike,
    metric: npt.ArrayLike,
    *,
    average: Literal["item", "system", "pooled"] = "item",
    epsilon: float | Literal["calibrated"] = 0.0,
    nan_policy: Literal["omit", "propagate", "raise"] = "omit",
) -> PairAgreement:
    """Kendall's tau that rewards ties on both sides and punishes ties on one: 2 · accuracy − 1.

    With C concordant and D discordant pairs, T_h and T_m tied by people or the metric only, and T_hm tied by both,
    tau_23 = (C + T_hm − D − T_h − T_m) / all pairs. Unlike tau-b it is defined where one side is constant.

    Parameters
    ----------
    human, metric : array_like, (systems, segments) or one list
        Scores, larger is better; NaN, None and masked scores are missing.
    average : {"item", "system", "pooled"}
        As in `pairwise_accuracy`.
    epsilon : float or "calibrated"
        Metric scores at most this far apart are tied; "calibrated" chooses it as `pairwise_accuracy` does.
    nan_policy : {"omit", "propagate", "raise"}
        "omit" compares what both sides have.

    Returns
    -------
    PairAgreement
        ``statistic`` is tau_23, NaN where there is no pair.

    Raises
    ------
    ValueError, TypeError
        As in `pairwise_accuracy`.

    Notes
    -----
    O(P) for P pairs, O(P log P) with calibration.

    References
    ----------
    Deutsch, Foster, Freitag: Ties matter. EMNLP 2023. https://arxiv.org/abs/2305.14324

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.tau_23([1, 2, 2, 3, 4], [2, 1, 1.5, 5, 3]).statistic
    0.2
    """
    return pair_agreement(human, metric, average, epsilon, nan_policy, tau=True)
