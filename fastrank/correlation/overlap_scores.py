"""Overlap of the tops of two lists of scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fastrank.arrays.pairs import finish, read_pairs
from fastrank.correlation.alternatives import one_of
from fastrank.correlation.shared_top import KINDS, shared_tops
from fastrank.correlation.top_lists import score_lists

if TYPE_CHECKING:
    import numpy.typing as npt


def overlap_scores(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    k: int | npt.ArrayLike | None = None,
    kind: str = "overlap",
    nan_policy: str = "propagate",
    axis: int | None = None,
    keepdims: bool = False,
) -> Any:
    """Share of the k items that x scores highest that y, too, has among its k highest: 0 to 1.

    :func:`fastrank.overlap` for scores of the same items.

    Parameters
    ----------
    x, y : array_like
        Scores of the same items, larger is better: two lists, arrays with the lists along `axis` (other axes are
        batches and broadcast), Arrow lists, or ``(values, offsets)``. Integers of any size are compared exactly.
    k : int or list of int, optional
        Depth, or several; the whole list without it, which is of use with ``kind="average"``.
    kind : {'overlap', 'jaccard', 'average'}
        With c items common to both tops: c / k; c / (size of the union); or the mean of c / d over all depths d from 1
        to k.
    nan_policy : {'propagate', 'omit', 'raise'}
        An item with NaN (or null): the list's result is NaN, the item is dropped, or an error. Masked items are
        dropped.
    axis : int, optional
        Where the lists are; needed as soon as there is more than one dimension.
    keepdims : bool
        Keep that axis, with length one.

    Returns
    -------
    float or ndarray
        One value a list; several, along a last axis, if `k` is a list. NaN for an empty list without `k`.

    Raises
    ------
    ValueError
        Lengths differ, several dimensions without `axis`, `k` below 1, an unknown option.
    TypeError
        Values are not numbers, `k` is not whole.

    Notes
    -----
    Where items tie at the border of a top, c is the mean over all ways of breaking the ties of both sides, computed,
    not drawn; "jaccard" is c / (2 k - c) of that mean. A list of less than k items has all of them in its top, and c
    is still divided by k. O(n log n) a list.

    References
    ----------
    Webber, Moffat, Zobel, A similarity measure for indefinite rankings, TOIS 2010 (average overlap).

    Examples
    --------
    >>> import fastrank as fr
    >>> x, y = [9, 8, 7, 2, 1], [5, 1, 4, 3, 2]
    >>> fr.overlap_scores(x, y, k=[1, 2, 3]).round(3)
    array([1.   , 0.5  , 0.667])
    >>> round(float(fr.overlap_scores(x, [5, 1, 1, 1, 1], k=3)), 4)
    0.6667
    """
    one_of("kind", kind, KINDS)
    pairs = read_pairs(x, y, axis=axis, nan_policy=nan_policy)
    values = shared_tops(score_lists(pairs), k, kind)
    if pairs.missing is not None:
        values[pairs.missing] = np.nan
    shaped = [finish(column, pairs, keepdims, axis) for column in values.T]
    return shaped[0] if k is None or np.ndim(k) == 0 else np.stack(shaped, axis=-1)
