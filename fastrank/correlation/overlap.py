"""Overlap of the tops of two rankings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fastrank.correlation.alternatives import one_of
from fastrank.correlation.id_lists import id_lists
from fastrank.correlation.shared_top import KINDS, shared_tops
from fastrank.correlation.top_lists import check_depths

if TYPE_CHECKING:
    import numpy.typing as npt


def overlap(
    ranking_a: Any,
    ranking_b: Any,
    *,
    k: int | npt.ArrayLike | None = None,
    kind: str = "overlap",
    batch: bool = False,
) -> Any:
    """Share of the first k items of two rankings that they have in common: 0 to 1.

    Parameters
    ----------
    ranking_a, ranking_b : sequence
        Ids from best to worst, all integers or all text; an id is at most once in a ranking. A list, tuple or set
        within it holds tied ids: ``["a", ["b", "c"], "d"]``. Also a one-dimensional array or Arrow array, without ties.
        A batch is a two-dimensional array (a ranking a row), Arrow lists, or ``(values, offsets)``, all without
        ties, or a list of rankings with `batch`. One ranking is compared with each of a batch. Lengths may differ.
    k : int or list of int, optional
        Depth, or several; without it the length of the shorter ranking.
    kind : {'overlap', 'jaccard', 'average'}
        With c items common to both tops: c / k; c / (size of the union); or the mean of c / d over all depths d from 1
        to k (average overlap).
    batch : bool
        Whether sequences are lists of rankings. Without it, nested lists are ties.

    Returns
    -------
    float or ndarray
        One value a pair; several, along a last axis, if `k` is a list. NaN without `k` if a ranking is empty.

    Raises
    ------
    ValueError
        If an id is twice in a ranking (as deep as is looked), `k` is below 1, an option is unknown, or batches do not
        match.
    TypeError
        If ids are neither all integers nor all text, a ranking is not a sequence, or `k` is not whole.

    Notes
    -----
    A ranking of less than k items has all of them in its top, and c is still divided by k: what is missing is not
    shared. "jaccard" divides by the items there are. Where a tie is cut, c is the mean over all ways of breaking the
    ties, computed, not drawn; "jaccard" is that of the mean c. O(n + k) a pair, with n the ids above the depth: they
    meet in a hash table, and one walk down both rankings counts.

    References
    ----------
    Webber, Moffat, Zobel, A similarity measure for indefinite rankings, TOIS 2010 (average overlap).

    Examples
    --------
    >>> import fastrank as fr
    >>> a, b = "abcdefg", "zcavwxy"
    >>> fr.overlap(list(a), list(b), k=[1, 3, 7]).round(3)
    array([0.   , 0.667, 0.286])
    >>> round(float(fr.overlap(list(a), list(b), kind="average")), 3)
    0.312
    >>> fr.overlap([[1, 2, 3], [4, 2, 1]], [[1, 2, 9]], kind="jaccard", batch=True)
    array([0.5, 0.5])
    """
    one_of("kind", kind, KINDS)
    deepest = None if k is None else int(check_depths(k).max(initial=1))
    lists, shape = id_lists(ranking_a, ranking_b, batch, deepest)
    values = shared_tops(lists, k, kind)
    shaped = [column.reshape(shape)[()] for column in values.T]
    return shaped[0] if k is None or np.ndim(k) == 0 else np.stack(shaped, axis=-1)
