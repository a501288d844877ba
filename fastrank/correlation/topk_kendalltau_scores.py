"""Kendall's distance between the tops of two lists of scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fastrank.arrays.pairs import finish, read_pairs
from fastrank.correlation.top_lists import one_depth, score_lists
from fastrank.correlation.topk_distance import check_penalty, topk_distances

if TYPE_CHECKING:
    import numpy.typing as npt


def topk_kendalltau_scores(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    k: int,
    p: float = 0.5,
    normalized: bool = True,
    nan_policy: str = "propagate",
    axis: int | None = None,
    keepdims: bool = False,
) -> Any:
    """Kendall's distance K^(p) between the k items that x and the k items that y scores highest; 0 is equal.

    :func:`fastrank.topk_kendalltau` for scores of the same items. Over all pairs of items that are in either top: 1
    where both sides order the pair, differently; `p` where one side ties it and the other does not, an item outside
    of a top being tied with all others outside; else 0.

    Parameters
    ----------
    x, y : array_like
        Scores of the same items, larger is better: two lists, arrays with the lists along `axis` (other axes are
        batches and broadcast), Arrow lists, or ``(values, offsets)``. Integers of any size are compared exactly.
    k : int
        An item is in the top if less than k items have larger scores. So items that tie for the last place are all
        in, whatever their order, and a top may hold more than k.
    p : float
        From 0 (optimistic) to 1 (pessimistic); 0.5 is the mean over all ways of breaking the ties.
    normalized : bool
        Whether to divide by the largest value that untied tops of these sizes can have with as many items as there
        are: the result is from 0 to 1. With k of at least n and no ties it is (1 - tau) / 2.
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
        One distance a list; less than two items have 0, and NaN normalised.

    Raises
    ------
    ValueError
        Lengths differ, several dimensions without `axis`, `k` below 1, `p` outside [0, 1], an unknown option.
    TypeError
        Values are not numbers.

    Notes
    -----
    O(n log n) a list.

    References
    ----------
    Fagin, Kumar, Sivakumar, Comparing top k lists, SIAM Journal on Discrete Mathematics 2003; Fagin, Kumar, Mahdian,
    Sivakumar, Vee, Comparing and aggregating rankings with ties, PODS 2004.

    Examples
    --------
    >>> import fastrank as fr
    >>> x, y = [9, 8, 7, 2, 1, 0], [8, 9, 1, 7, 2, 0]
    >>> float(fr.topk_kendalltau_scores(x, y, k=3, normalized=False))
    2.0
    >>> round(float(fr.topk_kendalltau_scores(x, y, k=3)), 4)
    0.1667
    """
    depth, penalty = one_depth(k), check_penalty(p)
    pairs = read_pairs(x, y, axis=axis, nan_policy=nan_policy)
    lists = score_lists(pairs)
    values = topk_distances(lists, depth, penalty, normalized, lists.length_a)
    if pairs.missing is not None:
        values[pairs.missing] = np.nan
    return finish(values, pairs, keepdims, axis)
