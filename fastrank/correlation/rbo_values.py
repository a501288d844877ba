"""Rank-biased overlap of all pairs of a call, from ids or from the ranks of scores."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.overlap_by_depth import ABSENT, rank_biased_overlap
from fastrank.correlation.rbo_tail import tail_of_seen
from fastrank.kernels.id_bytes import IdBytes
from fastrank.kernels.id_matching import match_ids, table_size
from fastrank.kernels.jit import inlined, kernel

Values = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]


class Rankings(NamedTuple):
    """Consecutive rankings in rank order; `tops` is the place, in all, of the first item of an item's group."""

    ids: IdBytes
    tops: Integers
    offsets: Integers


@kernel
def _of_ids(a, b, ps, ties, lo, hi, out, repeated):  # type: ignore[no-untyped-def]
    """Row q of each side, or its only row."""
    longest_a, longest_b = _longest(a.offsets), _longest(b.offsets)
    table = np.empty(table_size(longest_a + longest_b), np.uint64)
    own_a, other_a = np.empty(longest_a, np.int32), np.empty(longest_a, np.int32)
    own_b, other_b = np.empty(longest_b, np.int32), np.empty(longest_b, np.int32)
    last_p, last_l, tail = -1.0, np.int64(-1), 0.0
    for q in range(lo, hi):
        row_a, row_b = min(q, len(a.offsets) - 2), min(q, len(b.offsets) - 2)
        start_a, start_b = a.offsets[row_a], b.offsets[row_b]
        n_a, n_b = a.offsets[row_a + 1] - start_a, b.offsets[row_b + 1] - start_b
        repeated[q] = match_ids(a.ids, start_a, n_a, b.ids, start_b, n_b, table, other_a, other_b)
        if repeated[q] != 0:
            continue
        _tops_of(a.tops, start_a, n_a, own_a)
        _tops_of(b.tops, start_b, n_b, own_b)
        _places_to_tops(other_a, n_a, own_b)
        _places_to_tops(other_b, n_b, own_a)
        p, l = ps[q], max(n_a, n_b)  # noqa: E741
        if p != last_p or l != last_l:
            last_p, last_l, tail = p, l, tail_of_seen(p, l)
        if n_a <= n_b:
            found = rank_biased_overlap(own_a, other_a, n_a, own_b, other_b, n_b, p, tail, ties)
        else:
            found = rank_biased_overlap(own_b, other_b, n_b, own_a, other_a, n_a, p, tail, ties)
        out[0, q], out[1, q], out[2, q] = found


@kernel
def _of_ranks(ranks_x, ranks_y, offsets, ps, ties, lo, hi, out):  # type: ignore[no-untyped-def]
    """The same from how many items of its list have a larger score, on both sides; list q, or the only one."""
    longest = _longest(offsets)
    own_x, other_x = np.empty(longest, np.int32), np.empty(longest, np.int32)
    own_y, other_y = np.empty(longest, np.int32), np.empty(longest, np.int32)
    free_x, free_y = np.empty(longest, np.int32), np.empty(longest, np.int32)
    last_p, last_n, tail = -1.0, np.int64(-1), 0.0
    for q in range(lo, hi):
        row = min(q, len(offsets) - 2)
        start, n = offsets[row], offsets[row + 1] - offsets[row]
        for i in range(n):
            free_x[i] = free_y[i] = i
        for i in range(start, start + n):
            x, y = ranks_x[i], ranks_y[i]
            at_x, at_y = free_x[x], free_y[y]
            own_x[at_x], other_x[at_x] = x, y
            own_y[at_y], other_y[at_y] = y, x
            free_x[x], free_y[y] = at_x + 1, at_y + 1
        p = ps[q]
        if p != last_p or n != last_n:
            last_p, last_n, tail = p, n, tail_of_seen(p, n)
        found = rank_biased_overlap(own_x, other_x, n, own_y, other_y, n, p, tail, ties)
        out[0, q], out[1, q], out[2, q] = found


@inlined
def _longest(offsets):  # type: ignore[no-untyped-def]
    longest = np.int64(0)
    for q in range(len(offsets) - 1):
        longest = max(longest, offsets[q + 1] - offsets[q])
    return longest


@inlined
def _tops_of(tops, start, n, own):  # type: ignore[no-untyped-def]
    for i in range(n):
        own[i] = tops[start + i] - start


@inlined
def _places_to_tops(places, n, own):  # type: ignore[no-untyped-def]
    for i in range(n):
        places[i] = ABSENT if places[i] < 0 else own[places[i]]


def overlaps_of_ids(a: Rankings, b: Rankings, ps: Values, ties: int) -> tuple[Values, Integers]:
    """Return ext, min and max of every pair, and the number of an id that comes twice (see `match_ids`) or 0."""
    rows = len(ps)
    out, repeated = np.empty((3, rows)), np.zeros(rows, np.int64)
    size = max(int(side.offsets[-1] - side.offsets[0]) // max(1, len(side.offsets) - 1) for side in (a, b))
    parallel.run(_of_ids, (a, b, ps, ties), (out, repeated), rows, cost=8 * max(1, size))
    return out, repeated


def overlaps_of_ranks(ranks_x: Places, ranks_y: Places, offsets: Integers, ps: Values, ties: int) -> Values:
    """Return ext, min and max of every list, from ranks of falling scores."""
    out = np.empty((3, len(ps)))
    cost = offsets if len(offsets) == len(ps) + 1 else int(offsets[-1])
    parallel.run(_of_ranks, (ranks_x, ranks_y, offsets, ps, ties), (out,), len(ps), cost=cost)
    return out
