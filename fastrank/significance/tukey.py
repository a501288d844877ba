"""Tukey's HSD blocked by query: two-way analysis of variance without interaction, then the studentised range."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.significance.pair_moments import Moments
from fastrank.significance.studentised_range import studentised_range_sf

Values = npt.NDArray[np.float64]

_NOISE = 8 * np.finfo(np.float64).eps


class Residual(NamedTuple):
    """Mean square that systems and queries leave unexplained, and its degrees of freedom."""

    mean_square: float
    df: float


def residual(values: Values) -> Residual:
    """Return what is left of complete scores (systems, queries) without the means of rows and of columns.

    Nothing is left where all systems differ by constants, to within the rounding of the scores.
    """
    n_systems, n_queries = values.shape
    centred = values - values.mean(axis=1, keepdims=True)
    left = centred - centred.mean(axis=0, keepdims=True)
    squares = float((left**2).sum())
    noise = values.size * (_NOISE * float(np.abs(values).max(initial=0.0))) ** 2
    df = float((n_systems - 1) * (n_queries - 1))
    return Residual(squares / df if squares > noise else 0.0, df)


class TukeyTest(NamedTuple):
    """q of every pair, p of the pair by itself, and p against the range of all systems."""

    statistic: Values
    pvalue: Values
    adjusted: Values


def tukey(values: Values, moments: Moments) -> TukeyTest:
    """Test pairs of complete scores with one variance for all of them.

    q = difference / sqrt(residual mean square / n). By itself a pair is tested with t = q / √2 on the residual's
    degrees of freedom; Tukey's p is the tail of the studentised range of all systems, also where only pairs with a
    baseline are asked for. Two systems make the paired t test. It takes variances as equal and queries' effects as
    additive. Where nothing is left of the variance, p is NaN, and 1 for identical systems.
    """
    return tukey_of(residual(values), moments, len(values))


def tukey_of(left: Residual, moments: Moments, n_systems: int) -> TukeyTest:
    """Test pairs by the variance that is left; every pair has all queries."""
    from scipy.special import stdtr

    with np.errstate(divide="ignore", invalid="ignore"):
        q = moments.mean / np.sqrt(left.mean_square / moments.n)
    q = np.where(moments.mean == 0, 0.0, q)
    own = np.where(np.isinf(q), np.nan, np.minimum(2.0 * stdtr(left.df, -np.abs(q) / np.sqrt(2.0)), 1.0))
    adjusted = studentised_range_sf(np.where(np.isinf(q), np.nan, np.abs(q)), n_systems, left.df)
    return TukeyTest(q, own, np.maximum(adjusted, own))
