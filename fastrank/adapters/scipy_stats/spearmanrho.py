"""`scipy.stats.spearmanrho`, which SciPy has since 1.17."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from fastrank.adapters.scipy_stats.plain_lists import PlainLists, plain_lists
from fastrank.adapters.scipy_stats.results import shaped
from fastrank.arrays.pairs import Pairs
from fastrank.correlation.alternatives import ALTERNATIVES
from fastrank.correlation.spearmanr import rhos, t_pvalues


def spearmanrho(
    x: Any,
    y: Any,
    /,
    *,
    alternative: str = "two-sided",
    method: Any = None,
    axis: Any = 0,
    nan_policy: str = "propagate",
    keepdims: bool = False,
    _no_deco: bool = False,
) -> Any:
    """Like ``scipy.stats.spearmanrho``: one rho for each two lists along `axis`.

    NaN, masks, resampling, other array libraries and less than three items are left to SciPy.
    """
    plain = method is None and alternative in ALTERNATIVES and not (keepdims or _no_deco)
    known = plain and nan_policy in ("propagate", "omit", "raise")
    lists = plain_lists(x, y, axis, nan_is_plain=False) if known else None
    if lists is None or lists.offsets[1] < 3:
        from scipy.stats._correlation import spearmanrho as others

        policy = {} if _no_deco else {"nan_policy": nan_policy, "keepdims": keepdims}
        return others(x, y, alternative=alternative, method=method, axis=axis, _no_deco=_no_deco, **policy)
    kept = np.result_type(np.asarray(x), np.asarray(y), np.float16 if _narrow(x, y) else np.float64)
    return _of_lists(lists, alternative, kept)


def _narrow(x: Any, y: Any) -> bool:
    """SciPy answers in the type of the floats it is given; in float64 where there are none."""
    return any(np.asarray(side).dtype.kind == "f" for side in (x, y))


def _of_lists(lists: PlainLists, alternative: str, kept: Any) -> Any:
    from scipy.stats import ConstantInputWarning
    from scipy.stats._stats_py import SignificanceResult

    rho = rhos(Pairs(lists.x, lists.y, lists.offsets, lists.shape))
    if np.isnan(rho).any():
        message = "An input array is constant; the correlation coefficient is not defined."
        warnings.warn(ConstantInputWarning(message), stacklevel=3)
    p = t_pvalues(rho, lists.offsets[1], alternative)
    return SignificanceResult(shaped(rho.astype(kept), lists.shape), shaped(p.astype(kept), lists.shape))
