"""One long pair of lists in both orders, ties told apart: what statistics of single items start from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.joint_order import join_runs
from fastrank.correlation.long_concordance import items_in_order, places_in_order
from fastrank.correlation.ranks import RankedList, Ranks, Words, ranked_lists
from fastrank.kernels.jit import inlined, spliced
from fastrank.kernels.tie_sums import PAIRS

Marks = npt.NDArray[np.bool_]

_RANK = np.uint64(32)


class LongPair(NamedTuple):
    """Places of items by x (then y) and by y (then x); what tells of ties is empty where there are none."""

    words_x: Words  # (dense rank << 32) | item, as x rises
    words_y: Words
    b_of: Ranks  # place by y, in the order of x
    item_at: Ranks  # in the order of x; empty if not asked for
    begins_x: Ranks  # where each rank begins
    begins_y: Ranks
    tied_both: Ranks  # how many items equal this one in both, in the order of x
    run_x: Marks  # whether an equal run begins here, in the order of x
    run_y: Marks  # in the order of y
    run_both: Marks  # in the order of x


def long_pair(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], items: bool) -> LongPair | None:
    """Order both sides on all threads; None where one is all tied. With `items`, say which ones stand where."""
    by_x, by_y = ranked_lists(x, y)
    n = len(x)
    if n * (n - 1) // 2 in (by_x.ties[PAIRS], by_y.ties[PAIRS]):
        return None
    places = places_in_order(by_x, by_y)[0][:n]
    tied_in_both = n if by_x.ties[PAIRS] and by_y.ties[PAIRS] else 0
    tied_both, run_both = np.empty(tied_in_both, np.int32), np.empty(tied_in_both, np.bool_)
    ranks = parallel.read_only(by_x.words), parallel.read_only(by_y.words)
    join_runs(*ranks, parallel.read_only(places), 0, tied_in_both, tied_both, run_both)
    item_at = items_in_order(by_x, by_y) if items else places[:0]
    begins, runs = (by_x.begins, by_y.begins), (_runs(by_x), _runs(by_y))
    return LongPair(by_x.words, by_y.words, places, item_at, *begins, tied_both, *runs, run_both)


def _runs(ranked: RankedList) -> Marks:
    marks = np.zeros(len(ranked.words) if len(ranked.begins) else 0, np.bool_)
    marks[ranked.begins] = True
    return marks


@inlined
def count_ties(pair, first, last, tied):  # type: ignore[no-untyped-def]
    """How many items equal those at the places from `first` to `last` in x, in y and in both: rows of ones so far."""
    if len(pair.begins_x):
        for a in range(first, last):
            rank = np.int64(pair.words_x[a] >> _RANK)
            tied[0, a - first] = _run_length(pair.begins_x, rank, len(pair.words_x))
    if len(pair.begins_y):
        for a in range(first, last):
            rank = np.int64(pair.words_y[pair.b_of[a]] >> _RANK)
            tied[1, a - first] = _run_length(pair.begins_y, rank, len(pair.words_y))
    if len(pair.tied_both):
        for a in range(first, last):
            tied[2, a - first] = pair.tied_both[a]


@spliced
def _run_length(begins, rank, n):  # type: ignore[no-untyped-def]
    end = np.int64(begins[rank + 1]) if rank + 1 < len(begins) else np.int64(n)
    return end - np.int64(begins[rank])
