"""Blocks of pairs of vectors: counted from sign planes, then turned into statistics while they are in cache."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fastrank.correlation.matrix.exact_tail import exact_pvalue
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
from fastrank.correlation.matrix.plane_counts import (
    LOW,
    add_up,
    count_block,
    count_items,
    count_ties,
    take_ties,
    unpack,
)
from fastrank.correlation.matrix.shortlist import SIDE, shorten
from fastrank.kernels.jit import inlined, kernel, spliced
from fastrank.kernels.vectors import pointer

DIRECT, BOTH, MIRRORED = range(3)  # which of a pair's two places in the matrix are written


class Request(NamedTuple):
    """What is computed, as integers."""

    code: int
    method: int
    n: int
    places: int


@spliced
def _difference(total, untied, word):  # type: ignore[no-untyped-def]
    """Concordant minus discordant item pairs, of a count that was made at once."""
    return total - 2 * word if untied else (word & LOW) - 2 * (word >> 32)


@inlined
def _plain_tau_b(total, panel, roots_x, roots_y, i0, j0, counts, values):  # type: ignore[no-untyped-def]
    """Tau-b of a block that was counted at once; this loop becomes vectors."""
    columns, roots = min(SIDE, panel.y_count - j0), pointer(roots_y, panel.y_first + j0)
    untied = panel.n_planes == 1
    for i in range(min(SIDE, panel.x_count - i0)):
        root, row, value = (
            roots_x[panel.x_first + i0 + i],
            pointer(counts, i * SIDE),
            pointer(values, i * SIDE),
        )
        for j in range(columns):
            value[j] = clipped(_difference(total, untied, row[j]) / root / roots[j])


@inlined
def _plain_pvalues(n, panel, ties_x, ties_y, i0, j0, counts, pvalues):  # type: ignore[no-untyped-def]
    """Asymptotic p-values of a block that was counted at once."""
    total, first, columns = n * (n - 1) // 2, panel.y_first + j0, min(SIDE, panel.y_count - j0)
    untied = panel.n_planes == 1
    unlike, m0, m1 = pointer(ties_y.unlike, first), pointer(ties_y.m0, first), pointer(ties_y.m1, first)
    for i in range(min(SIDE, panel.x_count - i0)):
        v, row, p = panel.x_first + i0 + i, pointer(counts, i * SIDE), pointer(pvalues, i * SIDE)
        for j in range(columns):
            p[j] = _difference(total, untied, row[j])
        write_asymptotic(
            float(n), ties_x.unlike[v], ties_x.m0[v], ties_x.m1[v], unlike, m0, m1, columns, p
        )  # fmt: skip


@inlined
def _plain_exact(n, panel, ties_x, ties_y, i0, j0, counts, tails, pvalues):  # type: ignore[no-untyped-def]
    """Put exact p-values in the place of the asymptotic ones where both vectors are without ties."""
    total = n * (n - 1) // 2
    for i in range(min(SIDE, panel.x_count - i0)):
        if ties_x.unlike[panel.x_first + i0 + i] != total or total == 0:
            continue
        for j in range(min(SIDE, panel.y_count - j0)):
            at = i * SIDE + j
            if ties_y.unlike[panel.y_first + j0 + j] == total:
                discordant = counts[at] if panel.n_planes == 1 else counts[at] >> 32
                pvalues[at] = exact_pvalue(n, min(discordant, total - discordant), tails, pvalues[at])


@inlined
def _write(panel, places, i0, j0, values, mirrored, out):  # type: ignore[no-untyped-def]
    """Copy a block, and its mirror image across the diagonal, to where they belong.

    By pointers: indices that may be negative kept these loops from becoming vectors, 4.7 ns a pair of 9.5.
    """
    rows, columns = min(SIDE, panel.x_count - i0), min(SIDE, panel.y_count - j0)
    above = panel.symmetric and i0 == j0
    for i in range(rows if places != MIRRORED else 0):
        to = pointer(out, (panel.out_row + i0 + i) * out.shape[1] + panel.out_column + j0)
        row = pointer(values, i * SIDE)
        for j in range(i if above else 0, columns):
            to[j] = row[j]
    if places != DIRECT:
        for j in range(columns):
            to = pointer(out, (panel.mirror_row + j0 + j) * out.shape[1] + panel.mirror_column + i0)
            column = pointer(mirrored, j)
            for i in range(min(j, rows) if above else rows):
                to[i] = column[i * SIDE]


@inlined
def _complete(request, panel, ties_x, ties_y, orders_x, orders_y, i0, j0, groups, c):  # type: ignore[no-untyped-def]
    """Bring what the request needs besides the counts of item pairs."""
    if panel.n_planes < 3:
        take_ties(panel, request.n, i0, j0, ties_x, ties_y, c)
        return
    count_items(panel, i0, j0, orders_x.known, orders_y.known, (request.n + 63) // 64, c)
    if request.method != NO_P:
        count_ties(panel, request.n, i0, j0, ties_x, ties_y, orders_x, orders_y, groups, c)


@kernel
def plane_tasks(  # type: ignore[no-untyped-def]
    x_planes,
    y_planes,
    panel,
    request,
    ties_x,
    ties_y,
    orders_x,
    orders_y,
    tails,
    least_x,
    least_y,
    tasks,
    lo,
    hi,
    sums,
    out,
    p_out,
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
    plain = request.code == TAU_B and panel.n_planes < 3 and len(sums) == 0
    total = request.n * (request.n - 1) // 2
    for t in range(lo, hi):
        i0, j0 = tasks[2 * t], tasks[2 * t + 1]
        for at in range(size):
            counts[at], more[at] = 0, 0
        count_block(x_planes, y_planes, panel, i0, j0, counts, more)
        if len(sums):
            add_up(panel, i0, j0, counts, more, sums)
        if plain:
            _plain_tau_b(total, panel, ties_x.root, ties_y.root, i0, j0, counts, values)
        elif panel.last:
            unpack(panel, total, i0, j0, counts, more, sums, c)
            _complete(request, panel, ties_x, ties_y, orders_x, orders_y, i0, j0, groups, c)
            write_statistics(request.code, c, size, values, mirrored)
        image = values if plain else mirrored
        if len(shortlist.count):
            if panel.last:
                shorten(
                    panel, t, i0, j0, values, image, least_x, least_y,
                    shortlist.value, shortlist.image, shortlist.place, shortlist.count,
                )  # fmt: skip
        elif panel.last:
            _write(panel, request.places, i0, j0, values, image, out)
            if request.method != NO_P:
                if plain:
                    _plain_pvalues(request.n, panel, ties_x, ties_y, i0, j0, counts, pvalues)
                    if request.method != ASYMPTOTIC:
                        _plain_exact(request.n, panel, ties_x, ties_y, i0, j0, counts, tails, pvalues)
                else:
                    write_pvalues(request.method, c, tails, size, pvalues)
                _write(panel, request.places, i0, j0, pvalues, pvalues, p_out)
