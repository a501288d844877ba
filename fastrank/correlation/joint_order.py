"""Kernels that bring the ranks of one side of a long list into the order of the other, so that inversions are left.

A pair is discordant where the larger place by x has the smaller place by y. Items tied in x are in the order of y, and
items tied in y have places in the order of x: no tied pair is an inversion.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import kernel
from fastrank.kernels.ordered_ranks import PIECE

_ITEM = np.uint64(0xFFFFFFFF)
_RANK = np.uint64(32)


@kernel
def follow(words, ranks, lo, hi, sequence):  # type: ignore[no-untyped-def]
    """Ranks in the order of words (rank << 32) | item of the other side, for pieces `lo` to `hi` of its places."""
    for place in range(lo * PIECE, min(hi * PIECE, len(words))):
        sequence[place] = ranks[words[place] & _ITEM]


@kernel
def order_ties(words_y, ranks_x, lo, hi, free, sequence):  # type: ignore[no-untyped-def]
    """Ranks by y, or whatever stands above 32 bits, in the order by x, ties by y; ``lo, hi`` is all.

    `free` is where the ranks by x begin, and then their next places. The ranks by x are looked up before: a loop that
    does that too takes twice as long.
    """
    for k in range(lo, hi):
        rank = np.int64(ranks_x[k])
        place = np.int64(free[rank])
        free[rank] = place + 1
        sequence[place] = words_y[k] >> _RANK


@kernel
def give_places(words_x, lo, hi, free, sequence, tied):  # type: ignore[no-untyped-def]
    """Make ranks in the order by x places, and count pairs tied in both; ``lo, hi`` is all."""
    before_x, before_y, run = np.uint64(0), np.int64(-1), np.int64(0)
    pairs = np.int64(0)
    for k in range(lo, hi):
        rank, rank_x = np.int64(sequence[k]), words_x[k] >> _RANK
        run = run + 1 if rank == before_y and rank_x == before_x else np.int64(0)
        pairs += run
        before_x, before_y = rank_x, rank
        place = np.int64(free[rank])
        sequence[k] = place
        free[rank] = place + 1
    tied[0] = pairs


@kernel
def join_runs(words_x, words_y, places, lo, hi, tied, begins):  # type: ignore[no-untyped-def]
    """For items in the order by x, with their `places` by y: how many equal them in both, and where a run begins.

    ``lo, hi`` is all.
    """
    first, before_x, before_y = np.int64(lo), np.uint64(0), np.uint64(0)
    for a in range(lo, hi):
        rank_x, rank_y = words_x[a] >> _RANK, words_y[places[a]] >> _RANK
        begins[a] = a == lo or rank_x != before_x or rank_y != before_y
        before_x, before_y = rank_x, rank_y
        if begins[a]:
            tied[first:a] = a - first
            first = np.int64(a)
    if hi > lo:
        tied[first:hi] = hi - first
