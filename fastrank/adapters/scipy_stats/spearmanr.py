"""`scipy.stats.spearmanr`."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.adapters.scipy_stats.plain_lists import orderly
from fastrank.adapters.scipy_stats.results import significance
from fastrank.correlation.ranks import low_ranks
from fastrank.correlation.spearmanr import t_pvalues


def spearmanr(
    a: Any, b: Any = None, axis: Any = 0, nan_policy: str = "propagate", alternative: str = "two-sided"
) -> Any:
    """Like ``scipy.stats.spearmanr``: all variables of `a` and `b` with each other, a matrix from three on."""
    rows = _variables(a, b, axis)
    if rows.shape[1] <= 1:
        return significance(np.nan, np.nan)
    if (rows[0, 0] == rows[0]).all() or (rows[1, 0] == rows[1]).all():
        from scipy.stats import ConstantInputWarning

        message = "An input array is constant; the correlation coefficient is not defined."
        warnings.warn(ConstantInputWarning(message), stacklevel=2)
        return significance(np.nan, np.nan)
    holes = _holes(rows, nan_policy)
    if holes.any() and nan_policy == "omit":
        from scipy.stats.mstats import spearmanr as omitting

        return omitting(rows, axis=1, nan_policy=nan_policy, alternative=alternative)
    if holes.any() and len(rows) <= 2:
        return significance(np.nan, np.nan)
    rho, p = _matrix(rows, alternative)
    if len(rows) == 2:
        return significance(rho[1, 0], p[1, 0])
    for values in (rho, p):
        values[holes, :] = np.nan
        values[:, holes] = np.nan
    return significance(rho, p)


def _variables(a: Any, b: Any, axis: Any) -> npt.NDArray[Any]:
    """One row a variable, with SciPy's errors."""
    if axis is not None and axis > 1:
        raise ValueError(
            f"spearmanr only handles 1-D or 2-D arrays, supplied axis argument {axis}, please use only values "
            "0, 1 or None for axis"
        )
    a = _side(a, axis)
    if a.ndim > 2:
        raise ValueError("spearmanr only handles 1-D or 2-D arrays")
    if b is None and a.ndim < 2:
        raise ValueError("`spearmanr` needs at least 2 variables to compare")
    by_columns = axis is None or axis == 0
    if b is not None:
        a = (np.column_stack if by_columns else np.vstack)((a, _side(b, axis)))
    return a.T if by_columns else a


def _side(values: Any, axis: Any) -> npt.NDArray[Any]:
    return np.ravel(values) if axis is None else np.atleast_1d(np.asarray(values))


def _holes(rows: npt.NDArray[Any], nan_policy: str) -> npt.NDArray[np.bool_]:
    """Which variables hold NaN."""
    from scipy._lib._util import _contains_nan

    if not _contains_nan(rows, nan_policy):
        return np.zeros(len(rows), np.bool_)
    holes: npt.NDArray[np.bool_] = (rows != rows).any(axis=1)
    return holes


def _matrix(rows: npt.NDArray[Any], alternative: str) -> tuple[Any, Any]:
    """Rho and p of all pairs; products of doubled, centred ranks are whole numbers."""
    n = rows.shape[1]
    low = low_ranks(orderly(rows.ravel()), np.arange(len(rows) + 1) * n).reshape(rows.shape).astype(np.int64)
    ranks = np.empty(rows.shape)
    for i in range(len(rows)):
        ranks[i] = 2 * low[i] + np.bincount(low[i])[low[i]] - n
    products = ranks @ ranks.T
    squares = np.diag(products)
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = products / np.sqrt(squares)[:, None] / np.sqrt(squares)
        same = squares[:, None] == squares
        rho = np.where(same, products / squares, rho).clip(-1, 1)
    return rho, t_pvalues(rho, n, _known(alternative))


def _known(alternative: str) -> str:
    if alternative not in ("less", "greater", "two-sided"):
        raise ValueError("`alternative` must be 'less', 'greater', or 'two-sided'.")
    return alternative
