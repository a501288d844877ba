"""Concordant minus discordant pairs and ties of two aligned lists, every pair of items compared.

For short lists: 16 pairs a comparison. They are 16 neighbours of one list with as many that come later, or the same
pair of items in 16 lists of one length. Where lists are longer than a few hundred items, sorting is faster.

What ties need comes from one number an item: with how many others it was compared and equal, e. Those of a run of t
equal values are 0, 1, ..., t - 1 in some order, so that sums of e are pairs, and sums of 3 e (e - 1) are t(t-1)(t-2).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank.kernels.jit import inlined, kernel, spliced
from fastrank.kernels.vectors import (
    aligned,
    count_discordant,
    count_equal,
    count_nan,
    count_unequal,
    count_untied,
    each,
    how_many_follow,
    load,
    load_apart,
    minus,
    no_counts,
    plus,
    pointer,
    store,
    times,
    total,
)

LANES = 16

# Columns of `counts`: concordant minus discordant pairs; pairs tied in x, in y, in both; distinct values.
BALANCE, TIED_X, TIED_Y, TIED_BOTH, DISTINCT_X, DISTINCT_Y = range(6)
# Columns of `moments`, over runs of t tied values: sums of t(t-1)(t-2) and of t(t-1)(2t+5), in x and in y.
# They are floats: the second leaves int64 near t = 1.6e6. Each term is rounded three times at most, so the sum is
# right to (runs + 3) * 2^-53.
TRIPLES_X, FIVES_X, TRIPLES_Y, FIVES_Y = range(4)

# What is summed over items, a row each: int32, so lists are shorter than 1290.
_UNTIED, _DISCORDANT, _EQUAL_X, _SQUARES_X, _FIRST_X, _EQUAL_Y, _SQUARES_Y, _FIRST_Y, _NAN, _SUMS = range(10)


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
        np.empty(_SUMS * LANES, np.int32),
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
            _compare_lists(left, right, n, sums)
            store(unseen, sums, _NAN * LANES)
            for lane in range(LANES):
                _write(sums, lane, n, row + lane, counts, moments)
                nan[row + lane] = sums[_NAN * LANES + lane] > 0
            q += LANES
        else:
            nan[row] = _copy(pointer(x, offsets[q]), n, left) | _copy(pointer(y, offsets[q]), n, right)
            for i in range(n, n + LANES):
                left[i], right[i] = np.nan, np.nan
            _compare_items(left, right, n, sums)
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
def _compare_lists(x, y, n, sums):  # type: ignore[no-untyped-def]
    """Each item with those before it; a lane is a list."""
    untied, discordant = no_counts(), no_counts()
    equal_x, squares_x, first_x = no_counts(), no_counts(), no_counts()
    equal_y, squares_y, first_y = no_counts(), no_counts(), no_counts()
    for j in range(n):
        xs, ys = load(x, j * LANES), load(y, j * LANES)
        differ_x, differ_y = no_counts(), no_counts()
        for i in range(j):
            xi, yi = load(x, i * LANES), load(y, i * LANES)
            untied = count_untied(untied, xs, xi, ys, yi)
            discordant = count_discordant(discordant, xs, xi, ys, yi)
            differ_x, differ_y = count_unequal(differ_x, xs, xi), count_unequal(differ_y, ys, yi)
        before = each(j)
        same_x, same_y = minus(before, differ_x), minus(before, differ_y)
        equal_x, squares_x = plus(equal_x, same_x), plus(squares_x, times(same_x, same_x))
        equal_y, squares_y = plus(equal_y, same_y), plus(squares_y, times(same_y, same_y))
        first_x, first_y = (
            count_equal(first_x, same_x, no_counts()),
            count_equal(first_y, same_y, no_counts()),
        )
    store(untied, sums, _UNTIED * LANES)
    store(discordant, sums, _DISCORDANT * LANES)
    store(equal_x, sums, _EQUAL_X * LANES)
    store(squares_x, sums, _SQUARES_X * LANES)
    store(first_x, sums, _FIRST_X * LANES)
    store(equal_y, sums, _EQUAL_Y * LANES)
    store(squares_y, sums, _SQUARES_Y * LANES)
    store(first_y, sums, _FIRST_Y * LANES)


@spliced
def _compare_items(x, y, n, sums):  # type: ignore[no-untyped-def]
    """Sixteen items with those 1, 2, ... places later; beyond the list is NaN, which neither differs nor is equal."""
    untied, discordant = no_counts(), no_counts()
    equal_x, squares_x, first_x = no_counts(), no_counts(), no_counts()
    equal_y, squares_y, first_y = no_counts(), no_counts(), no_counts()
    for own in range(0, n, LANES):
        xs, ys = load(x, own), load(y, own)
        differ_x, differ_y = no_counts(), no_counts()
        for at in range(own + 1, n):
            xi, yi = load(x, at), load(y, at)
            untied = count_untied(untied, xs, xi, ys, yi)
            discordant = count_discordant(discordant, xs, xi, ys, yi)
            differ_x, differ_y = count_unequal(differ_x, xs, xi), count_unequal(differ_y, ys, yi)
        after = how_many_follow(n - own)
        same_x, same_y = minus(after, differ_x), minus(after, differ_y)
        equal_x, squares_x = plus(equal_x, same_x), plus(squares_x, times(same_x, same_x))
        equal_y, squares_y = plus(equal_y, same_y), plus(squares_y, times(same_y, same_y))
        first_x, first_y = (
            count_equal(first_x, same_x, no_counts()),
            count_equal(first_y, same_y, no_counts()),
        )
    padded = (LANES - n % LANES) % LANES
    sums[_UNTIED * LANES] = total(untied)
    sums[_DISCORDANT * LANES] = total(discordant)
    sums[_EQUAL_X * LANES] = total(equal_x)
    sums[_SQUARES_X * LANES] = total(squares_x)
    sums[_FIRST_X * LANES] = total(first_x) - padded
    sums[_EQUAL_Y * LANES] = total(equal_y)
    sums[_SQUARES_Y * LANES] = total(squares_y)
    sums[_FIRST_Y * LANES] = total(first_y) - padded


@spliced
def _write(sums, lane, n, row, counts, moments):  # type: ignore[no-untyped-def]
    untied = np.int64(sums[_UNTIED * LANES + lane])
    counts[row, BALANCE] = untied - 2 * np.int64(sums[_DISCORDANT * LANES + lane])
    tied_x, tied_y = np.int64(sums[_EQUAL_X * LANES + lane]), np.int64(sums[_EQUAL_Y * LANES + lane])
    counts[row, TIED_X], counts[row, TIED_Y] = tied_x, tied_y
    counts[row, TIED_BOTH] = untied + tied_x + tied_y - n * (n - 1) // 2
    counts[row, DISTINCT_X] = sums[_FIRST_X * LANES + lane]
    counts[row, DISTINCT_Y] = sums[_FIRST_Y * LANES + lane]
    triples_x = 3 * (np.int64(sums[_SQUARES_X * LANES + lane]) - tied_x)
    triples_y = 3 * (np.int64(sums[_SQUARES_Y * LANES + lane]) - tied_y)
    moments[row, TRIPLES_X], moments[row, FIVES_X] = float(triples_x), float(2 * triples_x + 18 * tied_x)
    moments[row, TRIPLES_Y], moments[row, FIVES_Y] = float(triples_y), float(2 * triples_y + 18 * tied_y)


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
