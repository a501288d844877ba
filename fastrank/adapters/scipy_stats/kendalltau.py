"""`scipy.stats.kendalltau`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.adapters.scipy_stats.plain_lists import PlainLists, orderly, plain_lists
from fastrank.adapters.scipy_stats.results import shaped, significance, with_scipys_axis
from fastrank.arrays.pairs import Pairs, read_pairs
from fastrank.correlation.alternatives import ALTERNATIVES, alternative_code
from fastrank.correlation.kendall_values import METHODS, pvalues, taus
from fastrank.correlation.pair_counts import PairCounts, pair_counts
from fastrank.kernels.concordance import TIED_X, TIED_Y

_KNOWN = {"method": METHODS, "variant": ("b", "c"), "alternative": ALTERNATIVES}


def kendalltau(
    x: Any,
    y: Any,
    *,
    nan_policy: str = "propagate",
    method: str = "auto",
    variant: str = "b",
    alternative: str = "two-sided",
    axis: Any = None,
    keepdims: bool = False,
    _no_deco: bool = False,
) -> Any:
    """Like ``scipy.stats.kendalltau``; ``axis=None`` pools all values into one tau."""
    options = {"method": method, "variant": variant, "alternative": alternative}
    policy = {"axis": axis, "nan_policy": nan_policy, "keepdims": keepdims}
    if any(options[name] not in known for name, known in _KNOWN.items()):
        from scipy.stats._stats_py import kendalltau as refused

        return refused(x, y, **options, **({} if _no_deco else policy), _no_deco=_no_deco)
    if _no_deco:
        return _one(x, y, **options)
    known = nan_policy in ("propagate", "omit", "raise") and not keepdims
    lists = plain_lists(x, y, axis, nan_is_plain=nan_policy != "raise") if known else None
    pairs = None if lists is None else _pairs(lists, nan_policy)
    if pairs is None or np.diff(pairs.offsets).min() < 2:  # of short lists it warns
        return _by_scipy()(x, y, **options, **policy)
    return _of_pairs(pairs, **options)


@functools.cache
def _by_scipy() -> Callable[..., Any]:
    return with_scipys_axis(_one, n_samples=2)


def _one(x: Any, y: Any, *, method: str = "auto", variant: str = "b", alternative: str = "two-sided") -> Any:
    """Tau of two lists."""
    x, y = np.asarray(x).ravel(), np.asarray(y).ravel()
    if x.size != y.size:
        raise ValueError("Array shapes are incompatible for broadcasting.")
    if not x.size:
        return significance(np.float64(np.nan), np.float64(np.nan))
    lists = PlainLists(orderly(x), orderly(y), np.array([0, x.size]), ())
    return _of_pairs(_pairs(lists, "propagate"), method, variant, alternative)


def _pairs(lists: PlainLists, nan_policy: str) -> Pairs:
    rows = (len(lists.offsets) - 1, -1)
    pairs = read_pairs(lists.x.reshape(rows), lists.y.reshape(rows), axis=-1, nan_policy=nan_policy)
    return Pairs(pairs.x, pairs.y, pairs.offsets, lists.shape, pairs.missing)


def _of_pairs(pairs: Pairs, method: str, variant: str, alternative: str) -> Any:
    made = pair_counts(pairs)
    known = np.ones(len(made.lengths), np.bool_) if pairs.missing is None else ~pairs.missing
    _refuse(made, known, method)
    tau, p = taus(made, variant), pvalues(made, method, alternative_code(alternative))
    p[p < np.finfo(np.float64).tiny] = 0.0  # SciPy takes 1 / 171! for 0
    tau[~known] = p[~known] = np.nan
    return significance(shaped(tau, pairs.shape), shaped(p, pairs.shape))


def _refuse(made: PairCounts, known: npt.NDArray[np.bool_], method: str) -> None:
    """What SciPy does not answer for a list without NaN that varies on both sides."""
    if method not in ("exact", "asymptotic"):
        return
    ties, n = made.counts[:, [TIED_X, TIED_Y]], made.lengths
    varying = known & (ties < (n * (n - 1) // 2)[:, None]).all(axis=1)
    if method == "exact" and ties[varying].any():
        raise ValueError("Ties found, exact method cannot be used.")
    if method == "asymptotic" and (n[varying] == 2).any():
        raise ZeroDivisionError("float division by zero")
