"""`scipy.stats.mstats.kendalltau` and `spearmanr`: masked pairs are dropped."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.adapters.scipy_stats.kendalltau import kendalltau as _kendalltau
from fastrank.adapters.scipy_stats.spearmanr import spearmanr as _spearmanr
from fastrank.correlation.alternatives import ALTERNATIVES
from fastrank.correlation.kendall_values import METHODS

__all__ = ["kendalltau", "spearmanr"]


def kendalltau(
    x: Any,
    y: Any,
    use_ties: bool = True,
    use_missing: bool = False,
    method: str = "auto",
    alternative: str = "two-sided",
) -> Any:
    """Like ``scipy.stats.mstats.kendalltau``; constant lists and the rarer options are left to SciPy."""
    known = use_ties and not use_missing and method in METHODS and alternative in ALTERNATIVES
    kept = _unmasked(x, y) if known else None
    if kept is None:
        from scipy.stats._mstats_basic import kendalltau as others

        return others(x, y, use_ties, use_missing, method, alternative)
    return _kendalltau(*kept, method=method, alternative=alternative)


def spearmanr(
    x: Any,
    y: Any = None,
    use_ties: bool = True,
    axis: Any = None,
    nan_policy: str = "propagate",
    alternative: str = "two-sided",
) -> Any:
    """Like ``scipy.stats.mstats.spearmanr``; matrices, constant lists and NaN are left to SciPy."""
    known = use_ties and axis is None and alternative in ALTERNATIVES
    kept = _unmasked(x, y) if known and y is not None else None
    if kept is None:
        from scipy.stats._mstats_basic import spearmanr as others

        return others(x, y, use_ties, axis, nan_policy, alternative)
    return _spearmanr(*kept, alternative=alternative)


def _unmasked(x: Any, y: Any) -> tuple[npt.NDArray[Any], npt.NDArray[Any]] | None:
    """The pairs without a mask, flat; None where SciPy has a rule of its own."""
    x, y = np.ma.asarray(x).ravel(), np.ma.asarray(y).ravel()
    if x.dtype.kind not in "biuf" or y.dtype.kind not in "biuf" or x.size != y.size:
        return None
    keep = ~(np.ma.getmaskarray(x) | np.ma.getmaskarray(y))
    x, y = x.data[keep], y.data[keep]
    if x.size < 3 or (x == x[0]).all() or (y == y[0]).all() or not (np.isfinite(x) & np.isfinite(y)).all():
        return None
    return x, y
