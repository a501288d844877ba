"""Kemeny consensus of several rankings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from fastrank.correlation.ballots import preferences, read_ballots
from fastrank.correlation.borda import borda
from fastrank.correlation.consensus_order import EXACT_ITEMS, exact_order, local_order, majority_classes
from fastrank.results import TableResult

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class KemenyRanking(TableResult):
    """A consensus order and how far it is from the rankings.

    Attributes
    ----------
    order : ndarray of int
        Positions of the items from best to worst.
    ranks : ndarray of int
        Rank of each item in the order given; 1 is best.
    score : int
        Disagreements: over rankings and pairs of items, how often a ranking prefers the item that stands lower here.
    lower_bound : int
        No order has fewer: each pair of items, taken by itself, disagrees with its minority.
    optimal : bool
        Whether `score` is proven to be the least possible.
    """

    order: Counts
    ranks: Counts
    score: int
    lower_bound: int
    optimal: bool

    def columns(self) -> dict[str, Any]:
        """Return one row an item, in the order given."""
        return {"rank": self.ranks}


def kemeny(scores: npt.ArrayLike, *, method: Literal["auto", "exact", "heuristic"] = "auto") -> KemenyRanking:
    """Order items so that rankings of them disagree least: the order nearest to all by Kendall's distance.

    A ranking disagrees once for every pair of items that it orders the other way. Pairs that a ranking ties or does not
    hold both of cost nothing either way.

    Parameters
    ----------
    scores : array_like, (rankings, items)
        One row is one ranking by scores, larger is better (negate ranks). NaN, None and masked are left out items.
        0.0 and -0.0 tie, infinities are ordinary.
    method : {"auto", "exact", "heuristic"}
        Items are first cut into classes that majorities put strictly above each other, which every optimal order
        respects. "exact" orders each class by dynamic programming over its subsets, which needs classes of at most 20
        items and raises otherwise; "heuristic" starts from the Borda order and moves one item at a time to its best
        place until no move helps; "auto" is exact for the classes where that is possible.

    Returns
    -------
    KemenyRanking
        The order, its disagreements, and whether it is proven optimal: by the exact method, or because it meets the
        lower bound.

    Raises
    ------
    ValueError
        If there are not two dimensions, `method` is unknown, or "exact" meets a class of more than 20 items.

    Notes
    -----
    Of several optimal orders, "exact" returns the first by the positions of the items within each class. The order
    has no ties. Counting preferences is O(rankings · items²), a class of n items O(2^n · n) time and 8 · 2^n bytes;
    a round of the heuristic O(items²). Finding an optimal order is NP-hard in general.

    References
    ----------
    Kemeny: Mathematics without numbers. Daedalus 1959. Dwork et al.: Rank aggregation methods for the web. WWW 2001.
    Truchon: An extension of the Condorcet criterion and Kemeny orders. 1998.

    Examples
    --------
    >>> import fastrank as fr
    >>> result = fr.kemeny([[3, 2, 1], [3, 2, 1], [1, 3, 2]])
    >>> result.order.tolist(), result.score, result.optimal
    ([0, 1, 2], 2, True)
    """
    if method not in ("auto", "exact", "heuristic"):
        raise ValueError(f"method must be 'auto', 'exact' or 'heuristic', got {method!r}")
    ballots = read_ballots(scores)
    preferred = preferences(ballots)
    start = borda(ballots).order
    classes = majority_classes(preferred)
    _check_sizes(classes, method)
    parts = [_class_order(preferred, start, part, method) for part in classes]
    order = np.concatenate([np.empty(0, dtype=np.int64), *parts])
    proven = method != "heuristic" and all(len(part) <= EXACT_ITEMS for part in classes)
    return _result(preferred, order, proven)


def _check_sizes(classes: list[Counts], method: str) -> None:
    largest = max(map(len, classes), default=0)
    if method == "exact" and largest > EXACT_ITEMS:
        raise ValueError(
            f"method='exact' orders at most {EXACT_ITEMS} items that no majority separates, got {largest}; "
            "use method='auto'"
        )


def _class_order(preferred: Counts, start: Counts, part: Counts, method: str) -> Counts:
    """Order the items of one class."""
    inside = np.ascontiguousarray(preferred[np.ix_(part, part)])
    if len(part) <= EXACT_ITEMS and method != "heuristic":
        return part[exact_order(inside)]
    place = np.empty(len(preferred), dtype=np.int64)
    place[start] = np.arange(len(start))
    return part[local_order(inside, np.argsort(place[part]))]


def _result(preferred: Counts, order: Counts, proven: bool) -> KemenyRanking:
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(1, len(order) + 1)
    score = int(np.tril(preferred[np.ix_(order, order)], -1).sum())
    lower_bound = int(np.triu(np.minimum(preferred, preferred.T), 1).sum())
    return KemenyRanking(order, ranks, score, lower_bound, proven or score == lower_bound)
