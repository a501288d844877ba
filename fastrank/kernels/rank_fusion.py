"""Several runs of a query fused into one list.

A document's points are added from the least up, so that neither the order of the runs nor that of their rows
changes a bit of a fused score.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.fusion_points import fills_gaps, points_of_the_absent, write_points
from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.judged_ranking import RunRows
from fastrank.kernels.pooled_lists import order_rows, pool_lists, pool_room

# What becomes of a document's points.
TOTAL, TOTAL_TIMES_COUNT, MEAN, LARGEST, LEAST, MEDIAN, TOTAL_TIMES_LOG_COUNT = range(7)


class FusedLists(NamedTuple):
    """What :func:`fuse_queries` writes: query ``q`` has ``found[q]`` documents from ``starts[q]`` on.

    `by_row` comes as the scores of all rows, and leaves as scratch; `doubles` holds two rows with the same id and
    how many repeat one, a list each; `undefined` the list (from 1) that a normalisation is not defined for.
    """

    found: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]
    by_row: npt.NDArray[np.float64]
    doubles: npt.NDArray[np.int64]
    undefined: npt.NDArray[np.int64]


@inlined
def _sort_rising(values, start, stop):  # type: ignore[no-untyped-def]
    for i in range(start + 1, stop):
        value, j = values[i], i
        while j > start and values[j - 1] > value:
            values[j] = values[j - 1]
            j -= 1
        values[j] = value


@inlined
def _combined(values, start, stop, how):  # type: ignore[no-untyped-def]
    """Combine rising points."""
    n, total = stop - start, 0.0
    if how == LARGEST:
        return values[stop - 1]
    if how == LEAST:
        return values[start]
    if how == MEDIAN:
        middle = start + n // 2
        return values[middle] if n % 2 else (values[middle - 1] + values[middle]) / 2.0
    for i in range(start, stop):
        total += values[i]
    if how == TOTAL_TIMES_COUNT:
        return total * n
    if how == MEAN:
        return total / n
    return total * np.log(n) if how == TOTAL_TIMES_LOG_COUNT else total


@inlined
def _gather(n_lists, n_documents, points_of, weights, points, room, ends, values):  # type: ignore[no-untyped-def]
    """Bring each document's weighted points together: those of document ``e`` end at ``ends[e]``."""
    at, fills = np.int64(0), fills_gaps(points_of)
    for e in range(n_documents):
        ends[e] = at
        at += n_lists if fills else room.counts[e]
    for r in range(n_lists):
        start, stop = room.starts[r], room.starts[r + 1]
        if fills:
            absent = weights[r] * points_of_the_absent(points_of, stop - start, n_documents)
            for e in range(n_documents):
                values[ends[e]] = absent
                ends[e] += 1
            for i in range(start, stop):
                values[ends[room.entries[i]] - 1] = weights[r] * points[i]
        else:
            for i in range(start, stop):
                values[ends[room.entries[i]]] = weights[r] * points[i]
                ends[room.entries[i]] += 1


@inlined
def _fuse(run, q, starts, n_documents, limit, combine, room, ends, values, out):  # type: ignore[no-untyped-def]
    """Combine, rank and write the documents of a query."""
    begin, at = np.int64(0), starts[q]
    rows = out.rows[at : at + n_documents]
    for e in range(n_documents):
        _sort_rising(values, begin, ends[e])
        room.keys[e] = _combined(values, begin, ends[e], combine)
        rows[e] = room.heads[e]
        out.by_row[rows[e]] = room.keys[e]
        begin = ends[e]
    order_rows(run, rows, n_documents, room)
    out.found[q] = min(limit, n_documents)
    for e in range(out.found[q]):
        out.scores[at + e] = room.keys[e]


@kernel
def fuse_queries(  # type: ignore[no-untyped-def]
    run, lists, starts, depths, limit, on_double, weights, points_of, parameter, combine, lo, hi, out
):
    """Fuse the lists of the queries ``[lo, hi)`` into `out`, a `FusedLists`."""
    room, fills = pool_room(lists, lo, hi), fills_gaps(points_of)
    points, ends = np.empty(len(room.rows)), np.empty(len(room.rows), np.int64)
    values = np.empty(len(room.rows) * (lists.n_lists if fills else 1))
    run = RunRows(run.ids, out.by_row, run.keys)  # one type for scores read and written halves the compiling
    for q in range(lo, hi):
        n = pool_lists(run, lists, q, depths, on_double, room, out.doubles)
        out.undefined[q] = 0
        for r in range(lists.n_lists):
            start, stop = room.starts[r], room.starts[r + 1]
            if not write_points(run.scores, room.rows, start, stop, points_of, parameter, n, points):
                out.undefined[q] = r + 1
        _gather(lists.n_lists, n, points_of, weights, points, room, ends, values)
        _fuse(run, q, starts, n, limit, combine, room, ends, values, out)
