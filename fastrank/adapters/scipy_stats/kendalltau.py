"""`scipy.stats.kendalltau`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from fastrank.adapters.scipy_stats.plain_lists import PlainLists, orderly, plain_lists
from fastrank.adapters.scipy_stats.results import shaped, significance, with_scipys_axis
from fastrank.correlation.exchange_counts import PairCounts, pair_counts


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
    if _no_deco:
        return _one(x, y, **options)
    known = nan_policy in ("propagate", "omit", "raise") and not keepdims
    lists = plain_lists(x, y, axis, nan_is_plain=False) if known else None
    if lists is None:
        policy = {"axis": axis, "nan_policy": nan_policy, "keepdims": keepdims}
        return _by_scipy()(x, y, **options, **policy)
    results = [_result(counts, **options) for counts in _counts(lists)]
    tau, p = (shaped(values, lists.shape) for values in zip(*results, strict=True))
    return significance(tau, p)


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
    return significance(*_result(_counts(lists)[0], method, variant, alternative))


def _counts(lists: PlainLists) -> list[PairCounts]:
    return pair_counts(lists.x, lists.y, lists.offsets)


def _result(counts: PairCounts, method: str, variant: str, alternative: str) -> tuple[Any, Any]:
    if counts.tied_x.pairs == counts.total or counts.tied_y.pairs == counts.total:
        return np.float64(np.nan), np.float64(np.nan)
    tau = np.float64(min(1.0, max(-1.0, _tau(counts, variant))))
    return tau, np.float64(_pvalue(counts, method, alternative))


def _tau(counts: PairCounts, variant: str) -> float:
    balance = counts.balance
    if variant == "b":
        untied_x, untied_y = counts.total - counts.tied_x.pairs, counts.total - counts.tied_y.pairs
        return float(balance / np.sqrt(untied_x) / np.sqrt(untied_y))
    if variant == "c":
        classes = min(counts.tied_x.distinct, counts.tied_y.distinct)
        return 2 * balance / (counts.n**2 * (classes - 1) / classes)
    raise ValueError(f"Unknown variant of the method chosen: {variant}. variant must be 'b' or 'c'.")


def _pvalue(counts: PairCounts, method: str, alternative: str) -> Any:
    tied = counts.tied_x.pairs != 0 or counts.tied_y.pairs != 0
    if method == "exact" and tied:
        raise ValueError("Ties found, exact method cannot be used.")
    if method == "auto":
        few = counts.n <= 33 or min(counts.discordant, counts.total - counts.discordant) <= 1
        method = "exact" if few and not tied else "asymptotic"
    if method == "exact":
        return _exact(counts.n, counts.total - counts.discordant, alternative)
    if method == "asymptotic":
        return _asymptotic(counts, alternative)
    raise ValueError(f"Unknown method {method} specified.  Use 'auto', 'exact' or 'asymptotic'.")


@functools.lru_cache(maxsize=1 << 14)
def _exact(n: int, concordant: int, alternative: str) -> Any:
    from scipy.stats._mstats_basic import _kendall_p_exact

    return _kendall_p_exact(n, concordant, alternative)


def _asymptotic(counts: PairCounts, alternative: str) -> Any:
    from scipy.special import ndtr

    n, x, y = counts.n, counts.tied_x, counts.tied_y
    m = n * (n - 1.0)
    variance = (m * (2 * n + 5) - x.fifths - y.fifths) / 18
    variance += (2 * x.pairs * y.pairs) / m + x.triples * y.triples / (9 * m * (n - 2))
    z = counts.balance / np.sqrt(variance)
    if alternative == "less":
        return ndtr(z)
    if alternative == "greater":
        return ndtr(-z)
    if alternative == "two-sided":
        return 2 * ndtr(-abs(z))
    raise ValueError("`alternative` must be 'less', 'greater', or 'two-sided'.")
