"""Kendall's distance between two top-k lists."""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank.correlation.id_lists import id_lists
from fastrank.correlation.top_lists import one_depth
from fastrank.correlation.topk_distance import check_penalty, topk_distances

_WHOLE = np.iinfo(np.int64).max


def topk_kendalltau(
    ranking_a: Any,
    ranking_b: Any,
    *,
    k: int | None = None,
    p: float = 0.5,
    normalized: bool = True,
    batch: bool = False,
) -> Any:
    """Kendall's distance K^(p) between two top-k lists, which may hold different items; 0 is equal.

    A list orders the items that it holds, and puts them above all others, of which it says nothing more. Over all pairs
    of items that are in either list: 1 where both lists order the pair, differently (two items of which each is in
    one list only are such a pair); `p` where one list orders it and the other does not; else 0.

    Parameters
    ----------
    ranking_a, ranking_b : sequence
        Ids from best to worst, all integers or all text; an id is at most once in a ranking. A list, tuple or set
        within it holds tied ids: ``["a", ["b", "c"], "d"]``. Also a one-dimensional array or Arrow array, without ties.
        A batch is a two-dimensional array (a ranking a row), Arrow lists, or ``(values, offsets)``, all without
        ties, or a list of rankings with `batch`. One ranking is compared with each of a batch. Lengths may differ.
    k : int, optional
        Cut both rankings: an id with less than k above it is kept, so ids that tie for the last place all are.
    p : float
        From 0 (optimistic: what is not known agrees) to 1 (pessimistic); 0.5 is neutral: the mean over all ways of
        ordering what a list leaves open.
    normalized : bool
        Whether to divide by the largest value that lists of these lengths have, that of lists without a common
        item: ``a b + p (a (a - 1) + b (b - 1)) / 2`` for a and b items. Then 1 is disjoint.
    batch : bool
        Whether sequences are lists of rankings. Without it, nested lists are ties.

    Returns
    -------
    float or ndarray
        One distance a pair. Empty lists have 0, and NaN normalised.

    Raises
    ------
    ValueError
        If an id is twice in a ranking (above the cut), `k` is below 1, `p` outside [0, 1], or batches do not match.
    TypeError
        If ids are neither all integers nor all text, or a ranking is not a sequence.

    Notes
    -----
    O(n log n) a pair: with every item that a list leaves out tied below its top, all cases are counts of discordant
    and of tied pairs. Ties within a list count `p` likewise, as in Fagin et al. 2004.

    References
    ----------
    Fagin, Kumar, Sivakumar, Comparing top k lists, SIAM Journal on Discrete Mathematics 2003; Fagin, Kumar, Mahdian,
    Sivakumar, Vee, Comparing and aggregating rankings with ties, PODS 2004.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.topk_kendalltau(["a", "b", "c"], ["b", "a", "d"], normalized=False))
    2.0
    >>> round(float(fr.topk_kendalltau(["a", "b", "c"], ["b", "a", "d"])), 4)
    0.1667
    >>> fr.topk_kendalltau([[1, 2, 3], [3, 2, 1], [7, 8, 9]], [[1, 2, 3]], batch=True)
    array([0.  , 0.25, 1.  ])
    """
    depth, penalty = None if k is None else one_depth(k), check_penalty(p)
    lists, shape = id_lists(ranking_a, ranking_b, batch, depth)
    return topk_distances(lists, _WHOLE if depth is None else depth, penalty, normalized).reshape(shape)[()]
