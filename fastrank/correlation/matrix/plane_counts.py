"""A block of pairs of vectors: what is counted of it from sign planes, ties and known items."""

from __future__ import annotations

from typing import NamedTuple

from fastrank.correlation.matrix.shortlist import SIDE
from fastrank.correlation.matrix.tiles import known_tile, tied_tile, untied_tile
from fastrank.kernels.bit_words import WORDS
from fastrank.kernels.jit import inlined
from fastrank.kernels.vectors import count_bits, pointer

WORDS_AT_ONCE = (
    128  # of a vector, before the next tile; 32, with nothing fetched ahead, took 7% longer (n = 1000)
)
LOW = 0xFFFFFFFF


class Panel(NamedTuple):
    """Which vectors stand in the planes, and where their results go; all integers."""

    words: int
    n_planes: int
    x_first: int
    y_first: int
    x_count: int
    y_count: int
    symmetric: int  # the panel meets its own mirror image: only pairs above the diagonal
    first: int  # the first and the last of the blocks of item pairs
    last: int
    out_row: int
    out_column: int
    mirror_row: int
    mirror_column: int


@inlined
def count_block(x_planes, y_planes, panel, i0, j0, counts, more):  # type: ignore[no-untyped-def]
    x, y, c, m = pointer(x_planes, 0), pointer(y_planes, 0), pointer(counts, 0), pointer(more, 0)
    rows, columns = min(SIDE, panel.x_count - i0), min(SIDE, panel.y_count - j0)
    vector, word = panel.words * panel.n_planes, WORDS * panel.n_planes
    for w in range(0, panel.words, WORDS_AT_ONCE):
        size = min(WORDS_AT_ONCE, panel.words - w) * word
        for i in range(0, rows, WORDS):
            xi = (i0 + i) * vector + w * word
            for j in range(0, columns, WORDS):
                yj, at = (j0 + j) * vector + w * word, i * SIDE + j
                if panel.n_planes == 1:
                    untied_tile(x, xi, y, yj, size, c, at, SIDE)
                elif panel.n_planes == 2:
                    tied_tile(x, xi, y, yj, size, c, at, SIDE)
                    tied_tile(x, xi + 4, y, yj, size, c, at + 4 * SIDE, SIDE)
                else:
                    known_tile(x, xi, y, yj, size, c, m, at, SIDE)
                    known_tile(x, xi + 4, y, yj, size, c, m, at + 4 * SIDE, SIDE)


@inlined
def add_up(panel, i0, j0, counts, more, sums):  # type: ignore[no-untyped-def]
    """Bring in the counts of earlier blocks of item pairs, or keep these for later ones."""
    for i in range(min(SIDE, panel.x_count - i0)):
        for j in range(min(SIDE, panel.y_count - j0)):
            at = i * SIDE + j
            place = ((i0 + i) * panel.y_count + j0 + j) * 4
            for k in range(4):
                word = counts[at] if k < 2 else more[at]
                count = word >> 32 if k & 1 else word & LOW
                sums[place + k] = count + (0 if panel.first else sums[place + k])


@inlined
def unpack(panel, total, i0, j0, counts, more, sums, c):  # type: ignore[no-untyped-def]
    """Take the counts apart, from the block or from the running sums over blocks of item pairs."""
    for i in range(min(SIDE, panel.x_count - i0)):
        for j in range(min(SIDE, panel.y_count - j0)):
            at = i * SIDE + j
            low, high, x, y = counts[at] & LOW, counts[at] >> 32, more[at] & LOW, more[at] >> 32
            if len(sums):
                place = ((i0 + i) * panel.y_count + j0 + j) * 4
                low, high, x, y = sums[place], sums[place + 1], sums[place + 2], sums[place + 3]
            if panel.n_planes == 1:
                low, high = total, low
            c.both[at], c.difference[at] = low, low - 2 * high
            c.unlike_x[at], c.unlike_y[at] = x, y


@inlined
def take_ties(panel, n, i0, j0, ties_x, ties_y, c):  # type: ignore[no-untyped-def]
    """Vectors without missing values have the same ties in every pair."""
    for i in range(min(SIDE, panel.x_count - i0)):
        v = panel.x_first + i0 + i
        for j in range(min(SIDE, panel.y_count - j0)):
            at, u = i * SIDE + j, panel.y_first + j0 + j
            c.n[at], c.fewest[at] = n, min(ties_x.distinct[v], ties_y.distinct[u])
            c.unlike_x[at], c.unlike_y[at] = ties_x.unlike[v], ties_y.unlike[u]
            c.x0[at], c.x1[at], c.y0[at], c.y1[at] = ties_x.m0[v], ties_x.m1[v], ties_y.m0[u], ties_y.m1[u]


@inlined
def count_items(panel, i0, j0, known_x, known_y, words, c):  # type: ignore[no-untyped-def]
    for i in range(min(SIDE, panel.x_count - i0)):
        v = (i0 + i) * words
        for j in range(min(SIDE, panel.y_count - j0)):
            u, shared = (j0 + j) * words, 0
            for k in range(words):
                shared += count_bits(known_x[v + k] & known_y[u + k])
            c.n[i * SIDE + j] = shared


@inlined
def _moments_left(cubes, moments, ranks, sizes, known, others, v, u, n, words, groups):  # type: ignore[no-untyped-def]
    """Tie moments of vector `v` when the items that `u` lacks leave their groups; `groups` is zero before and after."""
    less_cubes, less_moments = 0, 0
    for k in range(words):
        bits = known[v * words + k] & ~others[u * words + k]
        while bits != 0:
            rank = ranks[v * n + 64 * k + count_bits((bits & -bits) - 1)]
            t = sizes[v * n + rank] - groups[rank]
            groups[rank] += 1
            less_cubes += 3 * (t - 1) * (t - 2)
            less_moments += 6 * (t * t - 1)
            bits &= bits - 1
    for k in range(words):
        bits = known[v * words + k] & ~others[u * words + k]
        while bits != 0:
            groups[ranks[v * n + 64 * k + count_bits((bits & -bits) - 1)]] = 0
            bits &= bits - 1
    return cubes - less_cubes, moments - less_moments


@inlined
def count_ties(panel, n, i0, j0, ties_x, ties_y, orders_x, orders_y, groups, c):  # type: ignore[no-untyped-def]
    """With missing values every pair has tied groups of its own."""
    words = (n + 63) // 64
    for i in range(min(SIDE, panel.x_count - i0)):
        v = panel.x_first + i0 + i
        for j in range(min(SIDE, panel.y_count - j0)):
            at, u = i * SIDE + j, panel.y_first + j0 + j
            c.x0[at], c.x1[at] = _moments_left(
                ties_x.m0[v], ties_x.m1[v], orders_x.ranks, orders_x.sizes, orders_x.known, orders_y.known,
                i0 + i, j0 + j, n, words, groups,
            )  # fmt: skip
            c.y0[at], c.y1[at] = _moments_left(
                ties_y.m0[u], ties_y.m1[u], orders_y.ranks, orders_y.sizes, orders_y.known, orders_x.known,
                j0 + j, i0 + i, n, words, groups,
            )  # fmt: skip
