"""Spearman's footrule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fastrank import parallel
from fastrank.arrays.pairs import Pairs, finish, read_pairs
from fastrank.correlation.rank_products import count_ties
from fastrank.correlation.top_lists import score_lists
from fastrank.kernels.jit import kernel

if TYPE_CHECKING:
    import numpy.typing as npt


def footrule(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    normalized: bool = True,
    nan_policy: str = "propagate",
    axis: int | None = None,
    keepdims: bool = False,
) -> Any:
    """Spearman's footrule: how far the items' ranks lie apart in total; 0 where both lists rank alike.

    ``sum |rank_x(i) - rank_y(i)|``, tied items at their mean rank. Normalised it is divided by ``floor(n^2 / 2)``,
    which reversed lists reach.

    Parameters
    ----------
    x, y : array_like
        Scores of the same items: two lists, arrays with the lists along `axis` (other axes are batches and
        broadcast), Arrow lists, or ``(values, offsets)``. Integers of any size are compared exactly.
    normalized : bool
        Whether to divide by the largest value that n items can have, so that the result is from 0 to 1.
    nan_policy : {'propagate', 'omit', 'raise'}
        An item with NaN (or null): the list's result is NaN, the item is dropped before ranking, or an error. Masked
        items are dropped.
    axis : int, optional
        Where the lists are; needed as soon as there is more than one dimension.
    keepdims : bool
        Keep that axis, with length one.

    Returns
    -------
    float or ndarray
        One distance a list. Less than two items have 0, and NaN normalised. A constant list is ordinary: all its
        items have the middle rank.

    Raises
    ------
    ValueError
        Lengths differ, several dimensions without `axis`, an unknown option.
    TypeError
        Values are not numbers.

    Notes
    -----
    O(n log n) a list, most of it sorting. Ranks are added as whole numbers of halves, so the total is exact. It is
    never less than the number of discordant pairs, and at most twice that number where nothing ties.

    References
    ----------
    Spearman, 'Footrule' for measuring correlation, British Journal of Psychology 1906; Diaconis and Graham, Spearman's
    footrule as a measure of disarray, Journal of the Royal Statistical Society B 1977.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.footrule([4, 3, 2, 1], [4, 2, 3, 1], normalized=False))
    2.0
    >>> fr.footrule([[1, 2, 3, 4], [4, 3, 2, 1], [5, 5, 5, 5]], [1, 2, 3, 4], axis=-1)
    array([0. , 1. , 0.5])
    """
    pairs = read_pairs(x, y, axis=axis, nan_policy=nan_policy)
    values = _doubled(pairs) / 2
    if normalized:
        n = np.diff(pairs.offsets)
        largest = np.where(n > 1, n * n // 2, np.nan)
        values /= largest
    if pairs.missing is not None:
        values[pairs.missing] = np.nan
    return finish(values, pairs, keepdims, axis)


def _doubled(pairs: Pairs) -> npt.NDArray[np.int64]:
    out = np.empty(len(pairs.offsets) - 1, np.int64)
    lists = score_lists(pairs)
    inputs = (lists.above_a, lists.above_b, pairs.offsets)
    parallel.run(double_footrules, inputs, (out,), len(out), cost=pairs.offsets)
    return out


@kernel
def double_footrules(above_x, above_y, offsets, lo, hi, out):  # type: ignore[no-untyped-def]
    """Write twice the footrule of the lists `lo` to `hi`: at most n^2, a whole number."""
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    tied_x, tied_y = np.empty(longest, np.int32), np.empty(longest, np.int32)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        count_ties(above_x, start, n, tied_x)
        count_ties(above_y, start, n, tied_y)
        total = np.int64(0)
        for i in range(start, start + n):
            rank_x, rank_y = np.int64(above_x[i]), np.int64(above_y[i])
            total += abs(2 * rank_x + tied_x[rank_x] - 2 * rank_y - tied_y[rank_y])
        out[q] = total
