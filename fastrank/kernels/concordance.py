"""Concordant minus discordant pairs and ties of two aligned lists, every pair of items compared.

For short lists: see `fastrank.kernels.compared_items`. Where lists are longer than a few hundred items, sorting is
faster.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank.kernels.compared_items import (
    DISCORDANT,
    EQUAL_X,
    EQUAL_Y,
    FIRST_X,
    FIRST_Y,
    LANES,
    N_SUMS,
    NAN,
    SQUARES_X,
    SQUARES_Y,
    UNTIED,
    compare_items,
    compare_lists,
)
from fastrank.kernels.compared_vectors import plus
from fastrank.kernels.jit import inlined, kernel, spliced
from fastrank.kernels.vectors import aligned, count_nan, load_apart, no_counts, pointer, store

# Columns of `counts`: concordant minus discordant pairs; pairs tied in x, in y, in both; distinct values.
BALANCE, TIED_X, TIED_Y, TIED_BOTH, DISTINCT_X, DISTINCT_Y = range(6)
# Columns of `moments`, over runs of t tied values: sums of t(t-1)(t-2) and of t(t-1)(2t+5), in x and in y.
# They are floats: the second leaves int64 near t = 1.6e6. Each term is rounded three times at most, so the sum is
# right to (runs + 3) * 2^-53.
TRIPLES_X, FIVES_X, TRIPLES_Y, FIVES_Y = range(4)


@kernel
def count_concordance(x, y, offsets, lo, hi, counts, moments):  # type: ignore[no-untyped-def]
    """Fill a row of `counts` and of `moments` for the lists `lo` to `hi`."""
    room, sums, nan = scratch(offsets, lo, hi, hi - lo)
    count_lists(x, y, offsets, lo, hi, room, sums, counts[lo:hi], moments[lo:hi], nan)


@spliced
def scratch(offsets, lo, hi, block):  # type: ignore[no-untyped-def]
    """What `count_lists` needs for the lists `lo` to `hi`, given so many at a time."""
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    width = (longest // LANES + 2) * LANES
    if hi - lo >= LANES:
        width = max(width, longest * LANES)
    return (
        np.empty(2 * width + LANES),
        np.empty(N_SUMS * LANES, np.int32),
        np.empty(min(block, hi - lo), np.bool_),
    )


@inlined
def count_lists(x, y, offsets, first, last, room, sums, counts, moments, nan):  # type: ignore[no-untyped-def]
    """Fill the rows from 0 on of `counts`, `moments` and `nan` (is there one) for the lists `first` to `last`."""
    left, sums = aligned(room), pointer(sums, 0)
    right = pointer(left, (len(room) - LANES) // 2)
    q = first
    while q < last:
        row, n = q - first, offsets[q + 1] - offsets[q]
        if q + LANES <= last and _equally_long(offsets, q, n):
            unseen = plus(
                _transpose(pointer(x, offsets[q]), n, left), _transpose(pointer(y, offsets[q]), n, right)
            )
            compare_lists(left, right, n, sums)
            store(unseen, sums, NAN * LANES)
            for lane in range(LANES):
                _write(sums, lane, n, row + lane, counts, moments)
                nan[row + lane] = sums[NAN * LANES + lane] > 0
            q += LANES
        else:
            nan[row] = _copy(pointer(x, offsets[q]), n, left) | _copy(pointer(y, offsets[q]), n, right)
            for i in range(n, n + LANES):
                left[i], right[i] = np.nan, np.nan
            compare_items(left, right, n, sums)
            _write(sums, 0, n, row, counts, moments)
            q += 1


@spliced
def _equally_long(offsets, q, n):  # type: ignore[no-untyped-def]
    same = True
    for lane in range(1, LANES):
        same &= offsets[q + lane + 1] - offsets[q + lane] == n
    return same


@spliced
def _copy(values, n, into):  # type: ignore[no-untyped-def]
    nan = False
    for i in range(n):
        into[i] = values[i]
        nan |= values[i] != values[i]
    return nan


@spliced
def _transpose(values, n, into):  # type: ignore[no-untyped-def]
    nan = no_counts()
    for i in range(n):
        column = load_apart(values, i, n)
        store(column, into, i * LANES)
        nan = count_nan(nan, column)
    return nan


@spliced
def _write(sums, lane, n, row, counts, moments):  # type: ignore[no-untyped-def]
    untied = np.int64(sums[UNTIED * LANES + lane])
    tied_x, tied_y = np.int64(sums[EQUAL_X * LANES + lane]), np.int64(sums[EQUAL_Y * LANES + lane])
    counts[row, BALANCE] = untied - 2 * np.int64(sums[DISCORDANT * LANES + lane])
    counts[row, TIED_X], counts[row, TIED_Y] = tied_x, tied_y
    counts[row, TIED_BOTH] = untied + tied_x + tied_y - n * (n - 1) // 2
    counts[row, DISTINCT_X], counts[row, DISTINCT_Y] = (
        sums[FIRST_X * LANES + lane],
        sums[FIRST_Y * LANES + lane],
    )
    _write_moments(tied_x, np.int64(sums[SQUARES_X * LANES + lane]), moments, row, TRIPLES_X)
    _write_moments(tied_y, np.int64(sums[SQUARES_Y * LANES + lane]), moments, row, TRIPLES_Y)


@spliced
def _write_moments(tied, squares, moments, row, column):  # type: ignore[no-untyped-def]
    """t(t-1)(2t+5) is twice t(t-1)(t-2), and nine for every ordered pair of a run."""
    triples = 3 * (squares - tied)
    moments[row, column], moments[row, column + 1] = float(triples), float(2 * triples + 18 * tied)


def concordance_definition(x: Any, y: Any) -> tuple[list[int], list[int]]:
    """The law, for one list: a row of `counts` and a row of `moments` in whole numbers."""
    pairs = [(i, j) for j in range(len(x)) for i in range(j)]
    sign_x = [(x[i] < x[j]) - (x[i] > x[j]) for i, j in pairs]
    sign_y = [(y[i] < y[j]) - (y[i] > y[j]) for i, j in pairs]
    both = list(zip(sign_x, sign_y, strict=True))
    counts = [sum(a * b for a, b in both), sign_x.count(0), sign_y.count(0), both.count((0, 0))]
    moments = []
    for values in (x, y):
        runs = [sum(other == value for other in values) for value in set(values)]
        counts.append(len(runs))
        moments += [sum(t * (t - 1) * (t - 2) for t in runs), sum(t * (t - 1) * (2 * t + 5) for t in runs)]
    return [int(count) for count in counts], [int(moment) for moment in moments]
