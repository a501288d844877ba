"""`scipy.stats.weightedtau`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.adapters.scipy_stats.plain_lists import PlainLists, orderly, plain_lists
from fastrank.adapters.scipy_stats.results import shaped, significance, with_scipys_axis
from fastrank.arrays.pairs import Pairs
from fastrank.correlation.weighted_sums import BY_BOTH, BY_GIVEN, BY_X
from fastrank.correlation.weightedtau import dense_ranks, taus


def weightedtau(
    x: Any,
    y: Any,
    rank: Any = True,
    weigher: Callable[[int], float] | None = None,
    additive: bool = True,
    *,
    axis: Any = None,
    nan_policy: str = "propagate",
    keepdims: bool = False,
    _no_deco: bool = False,
) -> Any:
    """Like ``scipy.stats.weightedtau``: NaN is the smallest score, and `weigher` is called once a rank."""
    if _no_deco:
        return _one(x, y, rank, weigher, additive)
    lists = None
    if (rank is True or rank is None) and nan_policy == "propagate" and not keepdims:
        lists = plain_lists(x, y, axis, nan_is_plain=True)
    if lists is None:
        options = {"axis": axis, "nan_policy": nan_policy, "keepdims": keepdims}
        return _by_scipy()(x, y, rank, weigher, additive, **options)
    tau = shaped(_taus(lists, rank, weigher, additive), lists.shape)
    return significance(tau, np.full_like(tau, np.nan)[()])


@functools.cache
def _by_scipy() -> Callable[..., Any]:
    def samples(options: dict[str, Any]) -> int:
        rank = options.get("rank", False)
        return 2 if rank is None or isinstance(rank, bool) else 3

    return with_scipys_axis(_one, n_samples=samples, override={"nan_propagation": False})


def _one(x: Any, y: Any, rank: Any = True, weigher: Any = None, additive: bool = True) -> Any:
    """Weighted tau of two lists."""
    x, y = np.asarray(x).ravel(), np.asarray(y).ravel()
    if x.size != y.size:
        raise ValueError("Array shapes are incompatible for broadcasting.")
    if not x.size:
        return significance(np.float64(np.nan), np.float64(np.nan))
    lists = PlainLists(orderly(x), orderly(y), np.array([0, x.size]), ())
    return significance(_taus(lists, rank, weigher, additive)[0], np.float64(np.nan))


def _taus(lists: PlainLists, rank: Any, weigher: Any, additive: bool) -> npt.NDArray[np.float64]:
    if weigher is not None and not callable(weigher):
        raise TypeError(f"{type(weigher).__name__!r} object is not callable")
    x, y = _all_nan(lists.x, lists.offsets), _all_nan(lists.y, lists.offsets)
    pairs = Pairs(x, y, lists.offsets, lists.shape)
    if rank is True or rank is None:
        return taus(pairs, None, BY_BOTH if rank else BY_X, weigher, bool(additive))
    if rank is False:
        given = np.arange(len(x), dtype=np.int32)
    else:
        ranks = orderly(np.asarray(rank).ravel())
        if ranks.size != len(x):
            raise ValueError(
                f"All inputs to `weightedtau` must be of the same size, found x-size {len(x)} and rank-size "
                f"{ranks.size}"
            )
        given = dense_ranks(_all_nan(ranks, lists.offsets), lists.offsets)
    return taus(pairs, given, BY_GIVEN, weigher, bool(additive))


def _all_nan(values: npt.NDArray[Any], offsets: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """SciPy ranks the first of nothing but NaN above the others."""
    if values.dtype != np.float64 or len(offsets) < 2 or not np.isnan(values[offsets[:-1]]).any():
        return values
    rows = values.reshape(len(offsets) - 1, -1)
    empty = np.isnan(rows).all(axis=1)
    if empty.any():
        rows = rows.copy()
        rows[empty, 0] = 0.0
    return rows.ravel()
