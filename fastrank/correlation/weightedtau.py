"""Weighted tau."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.pairs import Pairs, finish, read_pairs
from fastrank.correlation.ranks import Ranks, low_ranks
from fastrank.correlation.result import CorrelationResult
from fastrank.correlation.weighers import Weigher, weight_table
from fastrank.correlation.weighted_lists import weigh_lists
from fastrank.correlation.weighted_sums import BY_BOTH, BY_GIVEN, BY_X
from fastrank.kernels.low_ranks import densify_lists


def weightedtau(
    x: Any,
    y: Any,
    rank: Any = True,
    weigher: Weigher = None,
    additive: bool = True,
    *,
    nan_policy: str = "propagate",
    axis: int | None = None,
    keepdims: bool = False,
) -> CorrelationResult:
    """Kendall's tau with exchanges of important items weighing more.

    ``tau = sum(w_ij s_ij t_ij) / sqrt(sum(w_ij s_ij^2) sum(w_ij t_ij^2))`` over pairs of items, where s and t are
    the signs of the differences in `x` and `y`, and w_ij is the sum (or product) of the weights of both items'
    ranks. Arguments are SciPy's; a larger score is more important. Equal values (0.0 and -0.0 too) are ties;
    a constant or too short list has NaN. The p-value is NaN: its distribution is not known.

    Parameters
    ----------
    x, y : array_like
        Two lists of scores; batches of them with `axis`, Arrow lists, or ``(values, offsets)``.
    rank : bool, None or array_like
        Whose ranks choose the weights: True takes the mean of tau by `x` and tau by `y`, None ranks by `x`
        (ties by `y`), False takes positions in the input. An array gives ranks, 0 the most important; only their
        order counts.
    weigher : {"hyperbolic", "logarithmic", "quadratic"} or callable
        Weight of rank r: 1 / (1 + r) by default, 1 / log2(2 + r), 1 / (1 + r)^2, or what a function
        returns; it is called once for each rank.
    additive : bool
        Whether weights of two items are added or multiplied.
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
    O(n log n) a list: sorting, and one partition by digits of four bits; weights are n table look-ups. The same bits
    for any number of threads.

    References
    ----------
    Vigna, A weighted correlation index for rankings with ties, WWW 2015.

    Examples
    --------
    >>> import fastrank as fr
    >>> tau, _ = fr.weightedtau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])
    >>> round(float(tau), 6)
    -0.56695
    >>> round(float(fr.weightedtau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0], additive=False).statistic), 6)
    -0.622057
    """
    if rank is None or isinstance(rank, bool | np.bool_):
        pairs = read_pairs(x, y, axis=axis, nan_policy=nan_policy)
        given = _positions(pairs.offsets) if rank is not None and not rank else None
        mode = BY_X if rank is None else BY_BOTH if rank else BY_GIVEN
    else:
        pairs, given = _with_ranks(x, y, rank, axis, nan_policy)
        mode = BY_GIVEN
    values = taus(pairs, given, mode, weigher, bool(additive))
    return CorrelationResult(
        finish(values, pairs, keepdims, axis), finish(np.full_like(values, np.nan), pairs, keepdims, axis)
    )


def taus(
    pairs: Pairs, given: Ranks | None, mode: int, weigher: Weigher, additive: bool
) -> npt.NDArray[np.float64]:
    """Weighted tau of each list; NaN orders below every number where `pairs` does not say it is missing."""
    table = weight_table(weigher, pairs.longest)
    values = weigh_lists(pairs, given, table, mode, additive)
    if pairs.missing is not None:
        values[pairs.missing] = np.nan
    return values


def dense_ranks(values: npt.NDArray[Any], offsets: npt.NDArray[np.int64]) -> Ranks:
    """How many distinct values of its list are smaller."""
    dense = np.empty(len(values), np.int32)
    inputs = (low_ranks(values, offsets), offsets)
    parallel.run(densify_lists, inputs, (dense,), len(offsets) - 1, cost=offsets)
    return dense


def _positions(offsets: npt.NDArray[np.int64]) -> Ranks:
    lengths = np.diff(offsets)
    positions = np.zeros(int(offsets[-1]), np.int32)
    positions[offsets[0] :] = np.arange(offsets[0], offsets[-1]) - np.repeat(offsets[:-1], lengths)
    return positions


def _with_ranks(x: Any, y: Any, rank: Any, axis: int | None, nan_policy: str) -> tuple[Pairs, Ranks]:
    """Pairs with a rank each; a NaN rank is a missing pair."""
    if any(isinstance(side, np.ma.MaskedArray) for side in (x, y, rank)):
        raise TypeError(
            "rank: masked arrays do not go with given ranks; drop the masked items from all three"
        )
    reading = "raise" if nan_policy == "raise" else "propagate"
    pairs = read_pairs(x, y, axis=axis, nan_policy=reading if nan_policy != "omit" else "propagate")
    ranked = read_pairs(x, rank, axis=axis, nan_policy=reading)
    if not np.array_equal(pairs.offsets, ranked.offsets):
        raise ValueError(
            f"rank: {len(ranked.y)} ranks for {len(pairs.x)} values; every item of x needs a rank"
        )
    if nan_policy == "omit":
        holes = np.isnan(pairs.x) | np.isnan(pairs.y) | np.isnan(ranked.y)
        kept = np.concatenate([[0], np.cumsum(~holes, dtype=np.int64)])[pairs.offsets]
        pairs = Pairs(pairs.x[~holes], pairs.y[~holes], kept, pairs.shape)
        return pairs, dense_ranks(ranked.y[~holes], kept)
    if ranked.missing is not None:
        missing = ranked.missing if pairs.missing is None else pairs.missing | ranked.missing
        pairs = pairs._replace(missing=missing)
    return pairs, dense_ranks(ranked.y, pairs.offsets)
