"""Blocks of pairs of vectors: counted from sign planes, then turned into statistics while they are in cache."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fastrank.correlation.matrix.kendall import (
    ASYMPTOTIC,
    NO_P,
    TAU_B,
    Counts,
    clipped,
    write_asymptotic,
    write_pvalues,
    write_statistics,
)
from fastrank.correlation.matrix.shortlist import SIDE, shorten
from fastrank.correlation.matrix.tiles import known_tile, tied_tile, untied_tile
from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.vectors import count_bits, pointer

WORDS_AT_ONCE = 128
_LOW = 0xFFFFFFFF


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


class Request(NamedTuple):
    """What is computed, as integers."""

    code: int
    method: int
    n: int
    mirrored: int


@inlined
def _count(x_planes, y_planes, panel, i0, j0, counts, more):  # type: ignore[no-untyped-def]
    x, y, c, m = pointer(x_planes, 0), pointer(y_planes, 0), pointer(counts, 0), pointer(more, 0)
    plane, step = panel.words, panel.words * panel.n_planes
    rows, columns = min(SIDE, panel.x_count - i0), min(SIDE, panel.y_count - j0)
    for w in range(0, plane, WORDS_AT_ONCE):
        words = min(WORDS_AT_ONCE, plane - w)
        if panel.n_planes == 1:
            for i in range(0, rows, 4):
                for j in range(0, columns, 4):
                    xi, yj = (i0 + i) * step + w, (j0 + j) * step + w
                    untied_tile(x, xi, y, yj, words, step, c, i * SIDE + j, SIDE)
        elif panel.n_planes == 2:
            for i in range(0, rows, 2):
                for j in range(0, columns, 2):
                    xi, yj = (i0 + i) * step + w, (j0 + j) * step + w
                    tied_tile(x, xi, y, yj, words, plane, step, c, i * SIDE + j, SIDE)
        else:
            for i in range(0, rows, 2):
                for j in range(0, columns, 2):
                    xi, yj = (i0 + i) * step + w, (j0 + j) * step + w
                    known_tile(x, xi, y, yj, words, plane, step, c, m, i * SIDE + j, SIDE)


@inlined
def _add_up(panel, i0, j0, counts, more, sums):  # type: ignore[no-untyped-def]
    """Bring in the counts of earlier blocks of item pairs, or keep these for later ones."""
    for i in range(min(SIDE, panel.x_count - i0)):
        for j in range(min(SIDE, panel.y_count - j0)):
            at = i * SIDE + j
            place = ((i0 + i) * panel.y_count + j0 + j) * 4
            for k in range(4):
                word = counts[at] if k < 2 else more[at]
                count = word >> 32 if k & 1 else word & _LOW
                sums[place + k] = count + (0 if panel.first else sums[place + k])


@inlined
def _moments_shared(ranks, others, v, u, n, groups):  # type: ignore[no-untyped-def]
    """Tie moments of vector `v` over the items that `u` has too; `groups` is all zero before and after."""
    cubes, moments = 0, 0
    for i in range(n):
        rank = ranks[v * n + i]
        if rank >= 0 and others[u * n + i] >= 0:
            t = groups[rank]
            groups[rank] = t + 1
            cubes += 3 * t * (t - 1)
            moments += 6 * t * (t + 2)
    for i in range(n):
        groups[max(ranks[v * n + i], 0)] = 0
    return float(cubes), float(moments)


@inlined
def _plain_tau_b(total, panel, roots_x, roots_y, i0, j0, counts, values):  # type: ignore[no-untyped-def]
    """Tau-b of a block that was counted at once; this loop becomes vectors."""
    for i in range(min(SIDE, panel.x_count - i0)):
        root = roots_x[panel.x_first + i0 + i]
        for j in range(min(SIDE, panel.y_count - j0)):
            word = counts[i * SIDE + j]
            difference = total - 2 * word if panel.n_planes == 1 else (word & _LOW) - 2 * (word >> 32)
            values[i * SIDE + j] = clipped(difference / root / roots_y[panel.y_first + j0 + j])


@inlined
def _plain_pvalues(n, panel, ties_x, ties_y, i0, j0, counts, rows, pvalues):  # type: ignore[no-untyped-def]
    """Asymptotic p-values of a block that was counted at once; `rows` is room for five rows."""
    total, columns = n * (n - 1) // 2, min(SIDE, panel.y_count - j0)
    difference, scaled, unlike, m0, m1 = rows[0], rows[1], rows[2], rows[3], rows[4]
    for j in range(columns):
        u = panel.y_first + j0 + j
        unlike[j], m0[j], m1[j] = ties_y.unlike[u], ties_y.m0[u], ties_y.m1[u]
    for i in range(min(SIDE, panel.x_count - i0)):
        v, at = panel.x_first + i0 + i, i * SIDE
        for j in range(columns):
            word = counts[at + j]
            difference[j] = total - 2 * word if panel.n_planes == 1 else (word & _LOW) - 2 * (word >> 32)
        write_asymptotic(
            float(n), difference, ties_x.unlike[v], ties_x.m0[v], ties_x.m1[v], unlike, m0, m1, columns,
            scaled, pvalues[at : at + SIDE],
        )  # fmt: skip


@inlined
def _unpack(panel, total, i0, j0, counts, more, sums, c):  # type: ignore[no-untyped-def]
    """Take the counts apart, from the block or from the running sums over blocks of item pairs."""
    for i in range(min(SIDE, panel.x_count - i0)):
        for j in range(min(SIDE, panel.y_count - j0)):
            at = i * SIDE + j
            low, high, x, y = counts[at] & _LOW, counts[at] >> 32, more[at] & _LOW, more[at] >> 32
            if len(sums):
                place = ((i0 + i) * panel.y_count + j0 + j) * 4
                low, high, x, y = sums[place], sums[place + 1], sums[place + 2], sums[place + 3]
            if panel.n_planes == 1:
                low, high = total, low
            c.both[at], c.difference[at] = low, low - 2 * high
            c.unlike_x[at], c.unlike_y[at] = x, y


@inlined
def _take_ties(panel, n, i0, j0, ties_x, ties_y, c):  # type: ignore[no-untyped-def]
    """Vectors without missing values have the same ties in every pair."""
    for i in range(min(SIDE, panel.x_count - i0)):
        v = panel.x_first + i0 + i
        for j in range(min(SIDE, panel.y_count - j0)):
            at, u = i * SIDE + j, panel.y_first + j0 + j
            c.n[at], c.fewest[at] = n, min(ties_x.distinct[v], ties_y.distinct[u])
            c.unlike_x[at], c.unlike_y[at] = ties_x.unlike[v], ties_y.unlike[u]
            c.x0[at], c.x1[at], c.y0[at], c.y1[at] = ties_x.m0[v], ties_x.m1[v], ties_y.m0[u], ties_y.m1[u]


@inlined
def _count_items(panel, i0, j0, known_x, known_y, words, c):  # type: ignore[no-untyped-def]
    for i in range(min(SIDE, panel.x_count - i0)):
        v = (panel.x_first + i0 + i) * words
        for j in range(min(SIDE, panel.y_count - j0)):
            u, shared = (panel.y_first + j0 + j) * words, 0
            for k in range(words):
                shared += count_bits(known_x[v + k] & known_y[u + k])
            c.n[i * SIDE + j] = shared


@inlined
def _count_ties(panel, n, i0, j0, ranks_x, ranks_y, groups, c):  # type: ignore[no-untyped-def]
    """With missing values every pair has tied groups of its own."""
    for i in range(min(SIDE, panel.x_count - i0)):
        v = panel.x_first + i0 + i
        for j in range(min(SIDE, panel.y_count - j0)):
            at, u = i * SIDE + j, panel.y_first + j0 + j
            c.x0[at], c.x1[at] = _moments_shared(ranks_x, ranks_y, v, u, n, groups)
            c.y0[at], c.y1[at] = _moments_shared(ranks_y, ranks_x, u, v, n, groups)


@inlined
def _write(panel, mirrors, i0, j0, values, mirrored, out, mirror):  # type: ignore[no-untyped-def]
    """Copy a block, and its mirror image across the diagonal, to where they belong."""
    rows, columns = min(SIDE, panel.x_count - i0), min(SIDE, panel.y_count - j0)
    above = panel.symmetric and i0 == j0
    for i in range(rows):
        for j in range(i + 1 if above else 0, columns):
            out[panel.out_row + i0 + i, panel.out_column + j0 + j] = values[i * SIDE + j]
    if mirrors:
        for j in range(columns):
            for i in range(min(j, rows) if above else rows):
                mirror[panel.mirror_row + j0 + j, panel.mirror_column + i0 + i] = mirrored[i * SIDE + j]


@inlined
def _complete(request, panel, ties_x, ties_y, i0, j0, groups, c):  # type: ignore[no-untyped-def]
    """Bring what the request needs besides the counts of item pairs."""
    if panel.n_planes < 3:
        _take_ties(panel, request.n, i0, j0, ties_x, ties_y, c)
        return
    _count_items(panel, i0, j0, ties_x.known, ties_y.known, (request.n + 63) // 64, c)
    if request.method != NO_P:
        _count_ties(panel, request.n, i0, j0, ties_x.ranks, ties_y.ranks, groups, c)


@kernel
def plane_tasks(  # type: ignore[no-untyped-def]
    x_planes,
    y_planes,
    panel,
    request,
    ties_x,
    ties_y,
    tails,
    least_x,
    least_y,
    tasks,
    lo,
    hi,
    sums,
    out,
    mirror,
    p_out,
    p_mirror,
    shortlist,
):
    """Count the blocks ``tasks[2 t], tasks[2 t + 1]`` (first row and column), and write their statistics."""
    size = SIDE * SIDE
    counts, more = np.zeros(size, np.int64), np.zeros(size, np.int64)
    values, mirrored, pvalues = np.empty(size), np.empty(size), np.empty(size)
    c = Counts(
        np.ones(size), np.ones(size), np.ones(size), np.ones(size), np.ones(size),
        np.ones(size), np.ones(size), np.ones(size), np.ones(size), np.ones(size),
    )  # fmt: skip
    groups = np.zeros(request.n + 1, np.int64)
    plain = (
        request.code == TAU_B
        and request.method in (NO_P, ASYMPTOTIC)
        and panel.n_planes < 3
        and len(sums) == 0
    )
    rows = np.ones((5, SIDE))
    total = request.n * (request.n - 1) // 2
    for t in range(lo, hi):
        i0, j0 = tasks[2 * t], tasks[2 * t + 1]
        for at in range(size):
            counts[at], more[at] = 0, 0
        _count(x_planes, y_planes, panel, i0, j0, counts, more)
        if len(sums):
            _add_up(panel, i0, j0, counts, more, sums)
        if plain:
            _plain_tau_b(total, panel, ties_x.root, ties_y.root, i0, j0, counts, values)
        elif panel.last:
            _unpack(panel, total, i0, j0, counts, more, sums, c)
            _complete(request, panel, ties_x, ties_y, i0, j0, groups, c)
            write_statistics(request.code, c, size, values, mirrored)
        image = values if plain else mirrored
        if len(shortlist.count):
            if panel.last:
                shorten(
                    panel, t, i0, j0, values, image, least_x, least_y,
                    shortlist.value, shortlist.image, shortlist.place, shortlist.count,
                )  # fmt: skip
        elif panel.last:
            _write(panel, request.mirrored, i0, j0, values, image, out, mirror)
            if request.method != NO_P:
                if plain:
                    _plain_pvalues(request.n, panel, ties_x, ties_y, i0, j0, counts, rows, pvalues)
                else:
                    write_pvalues(request.method, c, tails, size, pvalues)
                _write(panel, request.mirrored, i0, j0, pvalues, pvalues, p_out, p_mirror)
