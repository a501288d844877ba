"""Blocks of pairs of vectors: counted from sign planes, then turned into statistics while they are in cache."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fastrank.correlation.matrix.kendall import NO_P, SOMERS_D, TAU_B, clipped, pvalue_of, statistic_of
from fastrank.correlation.matrix.tiles import known_tile, tied_tile, untied_tile
from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.vectors import count_bits, pointer

SIDE = 32  # vectors a side of a block: 64 planes of 128 words stay in the second cache
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
def _items_shared(ties_x, ties_y, v, u, words):  # type: ignore[no-untyped-def]
    shared = 0
    for k in range(words):
        shared += count_bits(ties_x.known[v * words + k] & ties_y.known[u * words + k])
    return shared


@inlined
def _moments_shared(ranks, others, v, u, n, groups):  # type: ignore[no-untyped-def]
    """Tie moments of vector `v` over the items that `u` has too; `groups` is all zero before and after."""
    cubes, moments = 0.0, 0.0
    for i in range(n):
        rank = ranks[v * n + i]
        if rank >= 0 and others[u * n + i] >= 0:
            t = float(groups[rank])
            groups[rank] += 1
            cubes += 3.0 * t * (t - 1.0)
            moments += 6.0 * t * (t + 2.0)
    for i in range(n):
        rank = ranks[v * n + i]
        if rank >= 0:
            groups[rank] = 0
    return cubes, moments


@inlined
def _plain_tau_b(request, panel, ties_x, ties_y, i0, j0, counts, values):  # type: ignore[no-untyped-def]
    """Tau-b of a block that was counted at once; this loop becomes vectors."""
    total = request.n * (request.n - 1) // 2
    for i in range(min(SIDE, panel.x_count - i0)):
        root = ties_x.root[panel.x_first + i0 + i]
        for j in range(min(SIDE, panel.y_count - j0)):
            word = counts[i * SIDE + j]
            difference = total - 2 * word if panel.n_planes == 1 else (word & _LOW) - 2 * (word >> 32)
            values[i * SIDE + j] = clipped(difference / root / ties_y.root[panel.y_first + j0 + j])


@inlined
def _finish_pair(request, panel, ties_x, ties_y, tails, i, j, c, groups, at, values, mirrored, pvalues):  # type: ignore[no-untyped-def]
    v, u, n = panel.x_first + i, panel.y_first + j, float(request.n)
    both, discordant, unlike_x, unlike_y = float(c[0]), c[1], ties_x.unlike[v], ties_y.unlike[u]
    if panel.n_planes == 1:
        both, discordant = 0.5 * n * (n - 1.0), c[0]
    elif panel.n_planes == 3:
        unlike_x, unlike_y = float(c[2]), float(c[3])
        n = float(_items_shared(ties_x, ties_y, v, u, len(ties_x.known) // len(ties_x.n)))
    difference = both - 2.0 * discordant
    fewest = min(ties_x.distinct[v], ties_y.distinct[u])
    values[at] = statistic_of(request.code, difference, both, unlike_x, unlike_y, n, fewest)
    mirrored[at] = values[at]
    if request.code == SOMERS_D:
        mirrored[at] = statistic_of(request.code, difference, both, unlike_y, unlike_x, n, fewest)
    if request.method != NO_P:
        x0, x1, y0, y1 = ties_x.m0[v], ties_x.m1[v], ties_y.m0[u], ties_y.m1[u]
        if panel.n_planes == 3:
            x0, x1 = _moments_shared(ties_x.ranks, ties_y.ranks, v, u, request.n, groups)
            y0, y1 = _moments_shared(ties_y.ranks, ties_x.ranks, u, v, request.n, groups)
        pvalues[at] = pvalue_of(difference, unlike_x, unlike_y, n, x0, x1, y0, y1, tails, request.method)


@inlined
def _finish_block(
    request, panel, ties_x, ties_y, tails, i0, j0, counts, more, sums, groups, values, mirrored, pvalues
):  # type: ignore[no-untyped-def]
    c = np.zeros(4, np.int64)
    columns = min(SIDE, panel.y_count - j0)
    for i in range(min(SIDE, panel.x_count - i0)):
        for j in range(i + 1 if panel.symmetric and i0 == j0 else 0, columns):
            at = i * SIDE + j
            place = ((i0 + i) * panel.y_count + j0 + j) * 4
            for k in range(4):
                word = counts[at] if k < 2 else more[at]
                c[k] = sums[place + k] if len(sums) else (word >> 32 if k & 1 else word & _LOW)
            _finish_pair(
                request, panel, ties_x, ties_y, tails, i0 + i, j0 + j, c, groups, at, values, mirrored, pvalues
            )


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


@kernel
def plane_tasks(
    x_planes, y_planes, panel, request, ties_x, ties_y, tails, tasks, lo, hi, sums, out, mirror, p_out, p_mirror
):  # type: ignore[no-untyped-def]
    """Count the blocks ``tasks[2 t], tasks[2 t + 1]`` (first row and column), and write their statistics."""
    counts, more = np.zeros(SIDE * SIDE, np.int64), np.zeros(SIDE * SIDE, np.int64)
    values, mirrored, pvalues = np.empty(SIDE * SIDE), np.empty(SIDE * SIDE), np.empty(SIDE * SIDE)
    groups = np.zeros(request.n + 1, np.int64)
    plain = request.code == TAU_B and request.method == NO_P and panel.n_planes < 3 and len(sums) == 0
    for t in range(lo, hi):
        i0, j0 = tasks[2 * t], tasks[2 * t + 1]
        for at in range(SIDE * SIDE):
            counts[at], more[at] = 0, 0
        _count(x_planes, y_planes, panel, i0, j0, counts, more)
        if len(sums):
            _add_up(panel, i0, j0, counts, more, sums)
        if panel.last:
            if plain:
                _plain_tau_b(request, panel, ties_x, ties_y, i0, j0, counts, values)
                _write(panel, request.mirrored, i0, j0, values, values, out, mirror)
            else:
                _finish_block(
                    request, panel, ties_x, ties_y, tails, i0, j0, counts, more, sums, groups,
                    values, mirrored, pvalues,
                )  # fmt: skip
                _write(panel, request.mirrored, i0, j0, values, mirrored, out, mirror)
                if request.method != NO_P:
                    _write(panel, request.mirrored, i0, j0, pvalues, pvalues, p_out, p_mirror)
