"""Concordant minus discordant pairs of one long list: both sides ordered by digits, then inversions, on all threads."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.joint_order import follow, give_places, order_ties
from fastrank.correlation.ranks import RankedList, Ranks, Words, item_ranks, ranked_lists, run_pieces
from fastrank.kernels.concordance import (
    BALANCE,
    DISTINCT_X,
    DISTINCT_Y,
    FIVES_X,
    FIVES_Y,
    TIED_BOTH,
    TIED_X,
    TIED_Y,
    TRIPLES_X,
    TRIPLES_Y,
)
from fastrank.kernels.inversion_totals import BLOCK, PART_BITS, count_parts, split_level
from fastrank.kernels.tie_sums import DISTINCT, PAIRS

_ITEM, _RANK = np.uint64(0xFFFFFFFF), np.uint64(32)

LONG = 1 << 10  # calling so many kernels takes as long as one that merges: 80 µs


def count_long_list(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    counts: npt.NDArray[np.int64],
    moments: npt.NDArray[np.float64],
) -> None:
    """Do what `count_sorted` does, for one list of values; 40 bytes of memory an item."""
    pairs = len(x) * (len(x) - 1) // 2
    by_x, by_y = ranked_lists(x, y)
    counts[0, TIED_X], counts[0, DISTINCT_X] = by_x.ties[[PAIRS, DISTINCT]]
    counts[0, TIED_Y], counts[0, DISTINCT_Y] = by_y.ties[[PAIRS, DISTINCT]]
    moments[0, [TRIPLES_X, FIVES_X]] = by_x.moments
    moments[0, [TRIPLES_Y, FIVES_Y]] = by_y.moments
    tied_x, tied_y = counts[0, TIED_X : TIED_Y + 1].tolist()
    counts[0, BALANCE], counts[0, TIED_BOTH] = 0, min(tied_x, tied_y)
    if pairs in (tied_x, tied_y):
        return
    sequence, tied_both = joint_sequence(by_x, by_y)
    discordant = inversions(sequence)
    counts[0, TIED_BOTH] = tied_both
    counts[0, BALANCE] = pairs - (tied_x + tied_y - tied_both) - 2 * discordant


def joint_sequence(x: RankedList, y: RankedList) -> tuple[Ranks, int]:
    """Return a permutation whose inversions are the discordant pairs, filled up to whole blocks; pairs tied in both."""
    if x.ties[PAIRS] and not y.ties[PAIRS]:
        x, y = y, x
    return places_in_order(x, y)


def places_in_order(x: RankedList, y: RankedList) -> tuple[Ranks, int]:
    """Return the place by y (then x) of each item in the order by x (then y), and as `joint_sequence`."""
    n = len(x.words)
    sequence, tied_both = np.empty(-(-n // BLOCK) * BLOCK, np.int32), np.zeros(1, np.int64)
    sequence[n:] = np.arange(n, len(sequence))
    if x.ties[PAIRS]:
        _order_ties(x, y, y.words, sequence)
    else:
        run_pieces(follow, (x.words, item_ranks(y)), sequence)
    if y.ties[PAIRS]:
        give_places(parallel.read_only(x.words), 0, n, y.begins.copy(), sequence, tied_both)
    return sequence, int(tied_both[0])


def items_in_order(x: RankedList, y: RankedList) -> Ranks:
    """Return the items in the order by x (then y)."""
    if not x.ties[PAIRS]:
        return (x.words & _ITEM).astype(np.int32)
    items = np.empty(len(x.words), np.int32)
    _order_ties(x, y, y.words << _RANK, items)
    return items


def _order_ties(x: RankedList, y: RankedList, words: Words, sequence: Ranks) -> None:
    ranks_x = np.empty(len(words), np.int32)
    run_pieces(follow, (y.words, item_ranks(x)), ranks_x)
    inputs = (parallel.read_only(words), parallel.read_only(ranks_x))
    order_ties(*inputs, 0, len(words), x.begins.copy(), sequence)


def inversions(sequence: Ranks) -> int:
    """Count the inversions of a permutation of whole blocks, and overwrite it."""
    n, other = len(sequence), np.empty_like(sequence)
    levels = max(n - 1, 0).bit_length()
    source, target, inverted = sequence, other, 0
    for bit in range(levels - 1, PART_BITS - 1, -1):
        sums = np.zeros((n + (2 << bit) - 1) >> (bit + 1), np.int64)
        parallel.run(split_level, (n, bit), (source, target, sums), len(sums), cost=2 << bit)
        source, target, inverted = target, source, inverted + int(sums.sum())
    top = min(levels, PART_BITS)
    sums = np.zeros((n + (1 << top) - 1) >> top, np.int64)
    parallel.run(count_parts, (n, levels), (sequence, other, sums), len(sums), cost=1 << top)
    return inverted + int(sums.sum())
