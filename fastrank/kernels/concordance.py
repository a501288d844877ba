"""Concordant minus discordant pairs and ties of two aligned lists, every pair of items compared.

For short lists: 16 items a comparison. Where lists are longer than a few hundred items, sorting is faster.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank.kernels.jit import kernel, spliced
from fastrank.kernels.vectors import (
    add_concordance,
    count_both_equal,
    count_equal,
    load,
    no_counts,
    pointer,
    total,
)

LANES = 16

# Columns of `counts`: concordant minus discordant pairs; pairs tied in x, in y, in both; distinct values.
BALANCE, TIED_X, TIED_Y, TIED_BOTH, DISTINCT_X, DISTINCT_Y = range(6)
# Columns of `moments`, over runs of t tied values: sums of t(t-1)(t-2) and of t(t-1)(2t+5), in x and in y.
# They are floats: the second leaves int64 near t = 1.6e6. Each term is rounded three times at most, so the sum is
# right to (runs + 3) * 2^-53.
TRIPLES_X, FIVES_X, TRIPLES_Y, FIVES_Y = range(4)


@kernel
def count_concordance(x, y, offsets, lo, hi, counts, moments):  # type: ignore[no-untyped-def]
    """Fill a row of `counts` and of `moments` for the lists `lo` to `hi`."""
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    padded = np.empty((2, longest + LANES))
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        for i in range(n):
            padded[0, i], padded[1, i] = x[start + i], y[start + i]
        for i in range(n, n + LANES):  # NaN is neither larger, smaller nor equal
            padded[0, i], padded[1, i] = np.nan, np.nan
        _count_list(padded, longest + LANES, n, q, counts, moments)


@spliced
def _count_list(padded, width, n, q, counts, moments):  # type: ignore[no-untyped-def]
    balance, tied_x, tied_y, tied_both = _count_pairs(pointer(padded, 0), pointer(padded, width), n)
    counts[q, BALANCE], counts[q, TIED_X], counts[q, TIED_Y], counts[q, TIED_BOTH] = (
        balance,
        tied_x,
        tied_y,
        tied_both,
    )
    counts[q, DISTINCT_X], moments[q, TRIPLES_X], moments[q, FIVES_X] = n, 0.0, 0.0
    counts[q, DISTINCT_Y], moments[q, TRIPLES_Y], moments[q, FIVES_Y] = n, 0.0, 0.0
    if tied_x > 0:
        runs = _runs(pointer(padded, 0), n)
        counts[q, DISTINCT_X], moments[q, TRIPLES_X], moments[q, FIVES_X] = runs
    if tied_y > 0:
        runs = _runs(pointer(padded, width), n)
        counts[q, DISTINCT_Y], moments[q, TRIPLES_Y], moments[q, FIVES_Y] = runs


@spliced
def _count_pairs(x, y, n):  # type: ignore[no-untyped-def]
    """Each item against the blocks before its own, once, and against its own block, from both sides and itself."""
    balance, tied_x, tied_y, tied_both = no_counts(), no_counts(), no_counts(), no_counts()
    twice, twice_x, twice_y, twice_both = no_counts(), no_counts(), no_counts(), no_counts()
    for i in range(n):
        own = (i // LANES) * LANES
        for at in range(0, own, LANES):
            xs, ys = load(x, at), load(y, at)
            balance = add_concordance(balance, xs, x[i], ys, y[i])
            tied_x, tied_y = count_equal(tied_x, xs, x[i]), count_equal(tied_y, ys, y[i])
            tied_both = count_both_equal(tied_both, xs, x[i], ys, y[i])
        xs, ys = load(x, own), load(y, own)
        twice = add_concordance(twice, xs, x[i], ys, y[i])
        twice_x, twice_y = count_equal(twice_x, xs, x[i]), count_equal(twice_y, ys, y[i])
        twice_both = count_both_equal(twice_both, xs, x[i], ys, y[i])
    return (
        total(balance) + total(twice) // 2,
        total(tied_x) + (total(twice_x) - n) // 2,
        total(tied_y) + (total(twice_y) - n) // 2,
        total(tied_both) + (total(twice_both) - n) // 2,
    )


@spliced
def _runs(values, n):  # type: ignore[no-untyped-def]
    """Distinct values and tie moments: each of the t items of a run adds a t-th of its run's share."""
    distinct, triples, fives = np.int64(0), np.int64(0), np.int64(0)
    for i in range(n):
        same = no_counts()
        for at in range(0, n, LANES):
            same = count_equal(same, load(values, at), values[i])
        t = total(same)
        triples += (t - 1) * (t - 2)
        fives += (t - 1) * (2 * t + 5)
        first = True
        for j in range(i):
            first &= values[j] != values[i]
        distinct += first
    return distinct, float(triples), float(fives)


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
