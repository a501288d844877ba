"""Paired t test of every pair of systems at once, and the interval that belongs to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fastrank.significance.alternatives import extremeness
from fastrank.significance.pair_moments import Moments

Values = npt.NDArray[np.float64]


def t_statistic(moments: Moments) -> Values:
    """Return t = mean / (sd / sqrt(n)) of every pair; 0 for identical systems, ±inf for constant differences."""
    with np.errstate(divide="ignore", invalid="ignore"):
        t = moments.mean / np.sqrt(moments.squares / (moments.n * (moments.n - 1.0)))
    return np.where((moments.squares == 0) & (moments.mean == 0), 0.0, t)


def paired_t(moments: Moments, alternative: str = "two-sided") -> Values:
    """Return the p-value of the paired t test of every pair.

    Identical systems have p = 1. A constant difference other than zero has no variance to test with: its p is
    NaN, and `fastrank.compare` says so.

    Cost: one special function a pair; the moments cost one pass over the scores of the pair.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.significance.pair_moments import all_pairs, pair_moments
    >>> from fastrank.significance.paired_t import paired_t
    >>> scores = np.array([[0.5, 0.3, 0.9, 0.4], [0.3, 0.4, 0.5, 0.2]])
    >>> paired_t(pair_moments(scores, all_pairs(2))).round(4)
    array([0.1881])
    """
    from scipy.special import stdtr

    t = t_statistic(moments)
    p = stdtr(moments.df, -extremeness(t, alternative))
    if alternative == "two-sided":
        p = np.minimum(2.0 * p, 1.0)
    identical = (moments.squares == 0) & (moments.mean == 0)
    return np.where(np.isinf(t), np.nan, np.where(identical, 1.0, p))


def t_interval(moments: Moments, confidence_level: float) -> tuple[Values, Values]:
    """Return both ends of the t interval of every pair's mean difference.

    At a confidence level of 1 - alpha it leaves out 0 where, and only where, `paired_t` is below alpha. A constant
    difference has no width.
    """
    from scipy.special import stdtrit

    error = np.sqrt(moments.squares / (moments.n * (moments.n - 1.0)))
    reach = stdtrit(moments.df, (1.0 + confidence_level) / 2.0) * error
    return moments.mean - reach, moments.mean + reach


def effect_size(mean: Values, moments: Moments) -> Values:
    """Return d_z = mean / sd of the differences of every pair; 0 for identical systems."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return t_statistic(replace(moments, mean=mean)) / np.sqrt(moments.n)
