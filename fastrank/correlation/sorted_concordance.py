"""Concordant minus discordant pairs of many lists: from ranks, by inversions of a permutation."""

from __future__ import annotations

import numpy as np

from fastrank.correlation.weighted_places import arrange, put_words, room_for
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
from fastrank.kernels.discordance_counts import count_larger_before
from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.tie_sums import DISTINCT, PAIRS, SUMS, add_run, moments_of

_CUT = 31  # bits of the low word of a sum of products


@kernel
def count_sorted(low_x, low_y, offsets, lo, hi, counts, moments):  # type: ignore[no-untyped-def]
    """Fill a row of `counts` and of `moments` for the lists `lo` to `hi`."""
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    places, sums = room_for(longest), np.empty(SUMS, np.int64)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        if not _begin(low_x, low_y, start, n, places, sums, q, counts, moments):
            count_larger_before(places.words, places.other, n)
            _end(n, places, q, counts)


@inlined
def _begin(low_x, low_y, start, n, places, sums, q, counts, moments):  # type: ignore[no-untyped-def]
    """Count ties and write the permutation; returns whether a side is all tied, so that no pair is left."""
    constant = arrange(low_x, low_y, start, n, places)
    counts[q, TIED_X], counts[q, DISTINCT_X], moments[q, TRIPLES_X], moments[q, FIVES_X] = _runs(
        low_x, start, n, places.free, sums
    )
    counts[q, TIED_Y], counts[q, DISTINCT_Y], moments[q, TRIPLES_Y], moments[q, FIVES_Y] = _runs(
        low_y, start, n, places.free, sums
    )
    counts[q, BALANCE], counts[q, TIED_BOTH] = 0, max(counts[q, TIED_X], counts[q, TIED_Y])
    if constant:
        pairs = n * (n - 1) // 2
        counts[q, TIED_BOTH] = counts[q, TIED_Y] if counts[q, TIED_X] == pairs else counts[q, TIED_X]
        return True
    both = np.int64(0)
    for i in range(n):
        both += places.tied_both[i] - 1
    counts[q, TIED_BOTH] = both // 2
    put_words(n, places)
    return False


@inlined
def _runs(low, start, n, tied, sums):  # type: ignore[no-untyped-def]
    """Tied pairs, distinct values and tie moments."""
    for i in range(n):
        tied[i] = 0
    for i in range(n):
        tied[low[start + i]] += 1
    sums[:] = 0
    for i in range(n):
        if tied[i] > 0:
            add_run(sums, np.int64(tied[i]))
    triples, fives = moments_of(sums)
    return sums[PAIRS], sums[DISTINCT], triples, fives


@inlined
def _end(n, places, q, counts):  # type: ignore[no-untyped-def]
    discordant = np.int64(0)
    for i in range(n):
        discordant += places.words[i] >> 32
    pairs = n * (n - 1) // 2
    tied = counts[q, TIED_X] + counts[q, TIED_Y] - counts[q, TIED_BOTH]
    counts[q, BALANCE] = pairs - tied - 2 * discordant


@kernel
def square_sorted(low_x, low_y, offsets, lo, hi, out):  # type: ignore[no-untyped-def]
    """For each list, over its items: sums of d^2, d u, d v, u^2, v^2, u v, u, v.

    d is how many pairs of an item are concordant minus discordant, u and v how many items share its value in x and y.
    The sums are whole numbers of up to n^3, kept in two words and rounded in the end.
    """
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    places, sums = room_for(longest), np.empty((8, 2), np.int64)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        sums[:] = 0
        if not arrange(low_x, low_y, start, n, places):
            put_words(n, places)
            count_larger_before(places.words, places.other, n)
            for a in range(n):
                _square_item(low_x, low_y, start, n, a, places, sums)
        for column in range(8):
            out[q, column] = float(sums[column, 0]) * float(1 << _CUT) + float(sums[column, 1])


@inlined
def _square_item(low_x, low_y, start, n, a, places, sums):  # type: ignore[no-untyped-def]
    b, item = np.int64(places.b_of[a]), start + places.item_at[a]
    u, v = np.int64(places.tied_x[low_x[item]]), np.int64(places.tied_y[low_y[item]])
    discordant = 2 * (places.words[b] >> 32) + b - a
    d = n - 2 * discordant - u - v + places.tied_both[a]
    _add(sums, 0, d * d)
    _add(sums, 1, d * u)
    _add(sums, 2, d * v)
    _add(sums, 3, u * u)
    _add(sums, 4, v * v)
    _add(sums, 5, u * v)
    _add(sums, 6, u)
    _add(sums, 7, v)


@inlined
def _add(sums, column, product):  # type: ignore[no-untyped-def]
    """Add a whole number of up to 2^62; up to 2^31 of them fit."""
    sums[column, 0] += product >> _CUT
    sums[column, 1] += product & ((np.int64(1) << _CUT) - 1)
