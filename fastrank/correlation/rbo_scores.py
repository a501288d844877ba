"""Rank-biased overlap of aligned scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from fastrank.arrays.pairs import Pairs, finish, read_pairs
from fastrank.correlation.alternatives import one_of
from fastrank.correlation.falling_ranks import falling_ranks
from fastrank.correlation.overlap_by_depth import TIES
from fastrank.correlation.rbo_result import RankBiasedOverlap, as_result, read_persistence
from fastrank.correlation.rbo_values import overlaps_of_ranks

if TYPE_CHECKING:
    import numpy.typing as npt


def rbo_scores(
    x: Any,
    y: Any,
    *,
    p: npt.ArrayLike,
    ties: Literal["w", "a", "b"] = "a",
    nan_policy: Literal["propagate", "omit", "raise"] = "propagate",
    axis: int | None = None,
    keepdims: bool = False,
) -> RankBiasedOverlap:
    """Rank-biased overlap of two scorings of the same items: larger is better, equal scores tie.

    The same as `rbo` of the rankings by falling score.

    Parameters
    ----------
    x, y : array_like
        Two lists of scores; batches of them with `axis`, Arrow lists, or ``(values, offsets)``.
    p : float or array_like
        Persistence, above 0 and below 1: how much the weight falls from one depth to the next. There is no
        default. An array is broadcast over the batch; with one pair it makes a batch.
    ties : {"a", "w", "b"}
        What equal scores mean, as in `rbo`.
    nan_policy : {"propagate", "omit", "raise"}
        What an item with NaN does: makes its list's result NaN, is dropped, or raises.
    axis : int
        Along which axis the lists are; required if there is more than one.
    keepdims : bool
        Whether to keep that axis with length one.

    Returns
    -------
    RankBiasedOverlap
        `ext`, `min`, `max` and `res`, one a list.

    Raises
    ------
    ValueError
        If lengths differ, p is out of range, an option is unknown, or there are several dimensions without `axis`.

    Notes
    -----
    O(n log n) a list, for sorting. Where the lists hold all items there are, `ext` is the value; `min` and `max`
    allow for further items below. Infinities are ordinary scores, 0.0 and -0.0 tie. A list without items has
    `ext` NaN, `min` 0 and `max` 1. The same bits for any number of threads.

    References
    ----------
    Webber, Moffat, Zobel: A similarity measure for indefinite rankings. TOIS 2010.
    Corsi, Urbano: The treatment of ties in rank-biased overlap. SIGIR 2024.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.rbo_scores([3, 2, 1], [3, 1, 2], p=0.5).ext
    0.875
    >>> fr.rbo_scores([[3, 2, 1], [3, 2, 2]], [3, 1, 2], p=0.5, axis=-1).ext
    array([0.875 , 0.9375])
    """
    code = TIES.index(one_of("ties", ties, TIES))
    pairs = read_pairs(x, y, axis=axis, nan_policy=nan_policy)
    ps, shape = read_persistence(p, pairs.shape)
    ranks = [falling_ranks(_without_nan(side, pairs), pairs.offsets) for side in (pairs.x, pairs.y)]
    values = overlaps_of_ranks(ranks[0], ranks[1], pairs.offsets, ps, code)
    if pairs.missing is not None:
        values[:, np.broadcast_to(pairs.missing, len(ps))] = np.nan
    pairs = pairs._replace(shape=shape)
    return as_result([finish(value, pairs, keepdims, axis) for value in values])


def _without_nan(values: npt.NDArray[np.float64], pairs: Pairs) -> npt.NDArray[np.float64]:
    """Any number in place of NaN: the results of those lists are thrown away."""
    return values if pairs.missing is None else np.nan_to_num(values, posinf=np.inf, neginf=-np.inf)
