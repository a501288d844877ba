"""Spearman's rho."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.pairs import Pairs, finish, read_pairs
from fastrank.correlation.rank_products import rho_lists
from fastrank.correlation.ranks import both_low_ranks
from fastrank.correlation.result import CorrelationResult

ALTERNATIVES = ("two-sided", "less", "greater")


def spearmanr(
    x: Any,
    y: Any,
    *,
    alternative: str = "two-sided",
    nan_policy: str = "propagate",
    axis: int | None = None,
    keepdims: bool = False,
) -> CorrelationResult:
    """Spearman's rank correlation: Pearson's correlation of the ranks, ties at their mean rank.

    Equal values (0.0 and -0.0 too) are ties. A constant or too short list has NaN. Ranks and sums of their products
    are whole numbers, exact up to n = 10^6; the p-value is that of the t-distribution with n - 2 degrees of freedom,
    NaN at n = 2.

    Parameters
    ----------
    x, y : array_like
        Two lists of scores; batches of them with `axis`, Arrow lists, or ``(values, offsets)``.
    alternative : {"two-sided", "less", "greater"}
        What is tested against no correlation.
    nan_policy : {"propagate", "omit", "raise"}
        What a pair with NaN does: makes its list's result NaN, is dropped, or raises.
    axis : int
        Along which axis the lists are; required if there is more than one.
    keepdims : bool
        Whether to keep that axis with length one.

    Returns
    -------
    CorrelationResult
        `statistic` and `pvalue`, one a list.

    Raises
    ------
    ValueError
        If lengths differ, an option is unknown, or there are several dimensions without `axis`.

    Notes
    -----
    O(n log n) a list, most of it sorting.

    References
    ----------
    Spearman, The proof and measurement of association between two things, 1904.

    Examples
    --------
    >>> import fastrank as fr
    >>> rho, p = fr.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])
    >>> round(float(rho), 6), round(float(p), 6)
    (0.820783, 0.088587)
    """
    if alternative not in ALTERNATIVES:
        raise ValueError(
            f"alternative: must be one of {', '.join(map(repr, ALTERNATIVES))}, got {alternative!r}"
        )
    pairs = read_pairs(x, y, axis=axis, nan_policy=nan_policy)
    rho = rhos(pairs)
    p = t_pvalues(rho, np.diff(pairs.offsets), alternative)
    return CorrelationResult(finish(rho, pairs, keepdims, axis), finish(p, pairs, keepdims, axis))


def rhos(pairs: Pairs) -> npt.NDArray[np.float64]:
    """Rho of each list."""
    out = np.empty(len(pairs.offsets) - 1)
    low = both_low_ranks(pairs.x, pairs.y, pairs.offsets)
    parallel.run(rho_lists, (*low, pairs.offsets), (out,), len(out), cost=pairs.offsets)
    if pairs.missing is not None:
        out[pairs.missing] = np.nan
    return out


def t_pvalues(rho: npt.NDArray[np.float64], n: Any, alternative: str) -> npt.NDArray[np.float64]:
    """Tail of the t-distribution with ``n - 2`` degrees of freedom."""
    from scipy.special import stdtr

    freedom = np.asarray(n, dtype=np.float64) - 2
    with np.errstate(divide="ignore", invalid="ignore"):
        t = rho * np.sqrt(np.maximum(freedom / ((rho + 1) * (1 - rho)), 0))
    if alternative == "less":
        p = stdtr(freedom, t)
    elif alternative == "greater":
        p = stdtr(freedom, -t)
    else:
        p = 2 * stdtr(freedom, -np.abs(t))
    values: npt.NDArray[np.float64] = np.asarray(p)
    return values
