"""Rank-biased overlap of rankings of ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from fastrank.correlation.alternatives import one_of
from fastrank.correlation.overlap_by_depth import TIES
from fastrank.correlation.ranking_pairs import read_ranking_pairs, refuse_repeated
from fastrank.correlation.rbo_result import RankBiasedOverlap, as_result, read_persistence
from fastrank.correlation.rbo_values import Rankings, overlaps_of_ids

if TYPE_CHECKING:
    import numpy.typing as npt


def rbo(
    ranking_a: Any,
    ranking_b: Any,
    *,
    p: npt.ArrayLike,
    ties: Literal["w", "a", "b"] = "a",
    batch: bool = False,
) -> RankBiasedOverlap:
    """Rank-biased overlap of two rankings: the mean share of common items in the first d, over all depths d.

    ``RBO = (1 − p) sum(p^(d − 1) A_d)``, where the agreement A_d is the number of items that both rankings have
    among their first d, divided by d. Rankings may hold different items, be cut off, and differ in length. What
    lies below their ends is unknown, so there are three values: `ext` extrapolates the agreement that was
    seen, `min` and `max` bound what the unseen could make of it.

    Parameters
    ----------
    ranking_a, ranking_b : sequence
        Ids from best to worst, all integers or all text; an id is at most once in a ranking. A list, tuple or set
        within it holds tied ids: ``["a", ["b", "c"], "d"]``. Also a one-dimensional array or Arrow array, without ties.
        A batch is a two-dimensional array (a ranking a row), Arrow lists, or ``(values, offsets)``, all without
        ties, or a list of rankings with `batch`. One ranking is compared with each of a batch.
    p : float or array_like
        Persistence, above 0 and below 1: how much the weight falls from one depth to the next; there is no
        default. 0.9 puts 86 % of the weight on the first ten places, 0.98 puts 85 % on the first fifty. An array gives
        a p for each pair of a batch; with one pair of rankings it makes a batch.
    ties : {"a", "w", "b"}
        What a tie means: "a" that the order is unknown (the mean over all orders of the tied items), "b" the
        same, corrected so that a ranking agrees with itself fully, "w" that items stand at the same rank.
    batch : bool
        Whether sequences are lists of rankings. Without it, nested lists are ties.

    Returns
    -------
    RankBiasedOverlap
        `ext`, `min`, `max` and ``res = max − min``: numbers, or arrays with one value a pair.

    Raises
    ------
    ValueError
        If an id is twice in a ranking, p is out of range, an option is unknown, or batches do not match.
    TypeError
        If ids are neither all integers nor all text, or a ranking is not a sequence.

    Notes
    -----
    O(n) a pair: ids meet in a hash table, and one walk down both rankings counts. Many short pairs are much faster
    as one batch than as many calls. Ids are compared byte for byte, text by its UTF-8 bytes. A ranking without
    items has nothing to extrapolate: `ext` is NaN, while `min` and `max` hold (0 and 1 if both are empty). Swapping
    the rankings changes no bit; neither does the number of threads.

    References
    ----------
    Webber, Moffat, Zobel: A similarity measure for indefinite rankings. TOIS 2010.
    Corsi, Urbano: The treatment of ties in rank-biased overlap. SIGIR 2024.

    Examples
    --------
    >>> import fastrank as fr
    >>> result = fr.rbo(["a", ["b", "c"], "d"], ["a", "c", "e"], p=0.9)
    >>> round(result.ext, 4), round(result.min, 4), round(result.max, 4)
    (0.7075, 0.3892, 0.9323)
    >>> fr.rbo([[1, 2, 3], [3, 2, 1]], [[1, 2, 3]], p=0.5, batch=True).ext
    array([1.   , 0.375])
    """
    code = TIES.index(one_of("ties", ties, TIES))
    a, b, shape = read_ranking_pairs(ranking_a, ranking_b, batch)
    ps, shape = read_persistence(p, shape)
    sides = [Rankings(side.ids, side.tops, side.offsets) for side in (a, b)]
    values, repeated = overlaps_of_ids(sides[0], sides[1], ps, code)
    refuse_repeated(a, b, repeated)
    return as_result([value.reshape(shape) for value in values])
