"""Corrections of a family of p-values for its size."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.significance.alternatives import one_of

Values = npt.NDArray[np.float64]

STEPWISE = ("holm", "hochberg", "bonferroni", "bh", "by")


def correct(pvalues: npt.ArrayLike, method: str) -> Values:
    """Return adjusted p-values, in the order given.

    Parameters
    ----------
    pvalues : array_like
        One family. A NaN stays NaN and counts in the size of the family as if it were 1: a test that could not
        be made makes no other test easier.
    method : {"holm", "hochberg", "bonferroni", "bh", "by", "none"}
        Holm and Bonferroni bound the chance of any false finding whatever the dependence, Hochberg where tests are
        independent or positively dependent (Simes' inequality); Benjamini-Hochberg bounds the expected share of
        false findings there, Benjamini-Yekutieli whatever the dependence.

    Examples
    --------
    >>> from fastrank.significance.correction import correct
    >>> correct([0.01, 0.04, 0.03], "holm").round(4).tolist()
    [0.03, 0.06, 0.06]
    >>> correct([0.01, float("nan"), 0.03], "holm").round(4).tolist()
    [0.03, nan, 0.06]
    """
    p = np.asarray(pvalues, dtype=np.float64)
    one_of("correction", method, (*STEPWISE, "none"))
    if method == "none" or p.size == 0:
        return p.copy()
    known = np.where(np.isnan(p), 1.0, p)
    return np.where(np.isnan(p), np.nan, np.minimum(_adjusted(known, method), 1.0))


def resolution(method: str, m: int) -> float:
    """How much smaller than alpha the p-values are that a correction over m tests looks at."""
    return m * _harmonic(m) if method == "by" else float(m)


def _adjusted(p: Values, method: str) -> Values:
    """Step down from the smallest p (Holm), or up from the largest (Hochberg, BH, BY)."""
    m = p.size
    if method == "bonferroni":
        return m * p
    order = np.argsort(p, kind="stable")
    rank = np.arange(1, m + 1)
    stepped = np.empty(m)
    if method == "holm":
        stepped[order] = np.maximum.accumulate((m + 1 - rank) * p[order])
        return stepped
    factor = m + 1 - rank if method == "hochberg" else resolution(method, m) / rank
    stepped[order] = np.minimum.accumulate((factor * p[order])[::-1])[::-1]
    return stepped


def _harmonic(m: int) -> float:
    return float((1.0 / np.arange(1, m + 1)).sum())
