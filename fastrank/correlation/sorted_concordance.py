"""Concordant minus discordant pairs of long lists: from ranks, by inversions of a permutation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.weighted_places import Places, arrange, room_for
from fastrank.correlation.weighted_sums import put_words
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
from fastrank.kernels.discordance_counts import (
    PART_BITS,
    count_larger_before,
    count_long_parts,
    levels_of,
    split_long,
)
from fastrank.kernels.jit import inlined, kernel

LONG = 1 << (PART_BITS + 1)  # one list of this length is cut into parts that threads share


@kernel
def count_sorted(low_x, low_y, offsets, lo, hi, counts, moments):  # type: ignore[no-untyped-def]
    """Fill a row of `counts` and of `moments` for the lists `lo` to `hi`."""
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    places = room_for(longest)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        if not _begin(low_x, low_y, start, n, places, q, counts, moments):
            count_larger_before(places.words, places.other, n)
            _end(n, places, q, counts)


@kernel
def _begin_long(low_x, low_y, lo, hi, places, counts, moments):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        _begin(low_x, low_y, 0, np.int64(len(low_x)), places, q, counts, moments)


@kernel
def _end_long(n, lo, hi, places, counts):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        _end(n, places, q, counts)


def count_long_list(
    low_x: npt.NDArray[np.int32],
    low_y: npt.NDArray[np.int32],
    counts: npt.NDArray[np.int64],
    moments: npt.NDArray[np.float64],
) -> None:
    """Do what `count_sorted` does for one list, with the parts of the partition shared by threads."""
    n = len(low_x)
    places = Places(np.empty(n, np.int64), np.empty(n, np.int64), *(np.empty(n, np.int32) for _ in range(7)))
    parallel.run(_begin_long, (low_x, low_y), (places, counts, moments), 1)
    if n * (n - 1) // 2 in counts[0, TIED_X : TIED_Y + 1]:
        return
    buffers = (places.words, places.other)
    parallel.run(split_long, (n,), buffers, 1)
    parts = (n + (1 << PART_BITS) - 1) >> PART_BITS
    parallel.run(count_long_parts, (n,), buffers, parts, cost=1 << PART_BITS)
    parallel.run(_end_long, (n,), (places, counts), 1)


@inlined
def _begin(low_x, low_y, start, n, places, q, counts, moments):  # type: ignore[no-untyped-def]
    """Count ties and write the permutation; returns whether a side is all tied, so that no pair is left."""
    constant = arrange(low_x, low_y, start, n, places)
    counts[q, TIED_X], counts[q, DISTINCT_X], moments[q, TRIPLES_X], moments[q, FIVES_X] = _runs(
        low_x, start, n, places.free
    )
    counts[q, TIED_Y], counts[q, DISTINCT_Y], moments[q, TRIPLES_Y], moments[q, FIVES_Y] = _runs(
        low_y, start, n, places.free
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
    put_words(n, levels_of(n), False, places)
    return False


@inlined
def _runs(low, start, n, tied):  # type: ignore[no-untyped-def]
    """Tied pairs, distinct values and tie moments; as floats, t = 1.6e6 tied values leave int64."""
    for i in range(n):
        tied[i] = 0
    for i in range(n):
        tied[low[start + i]] += 1
    pairs, distinct, triples, fives = np.int64(0), np.int64(0), 0.0, 0.0
    for i in range(n):
        t = np.int64(tied[i])
        distinct += t > 0
        pairs += t * (t - 1) // 2
        triples += float(t * (t - 1)) * (t - 2)
        fives += float(t * (t - 1)) * (2 * t + 5)
    return pairs, distinct, triples, fives


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
    """
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    places = room_for(longest)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        for column in range(8):
            out[q, column] = 0.0
        if arrange(low_x, low_y, start, n, places):
            continue
        put_words(n, levels_of(n), False, places)
        count_larger_before(places.words, places.other, n)
        for a in range(n):
            _square_item(low_x, low_y, start, n, a, places, q, out)


@inlined
def _square_item(low_x, low_y, start, n, a, places, q, out):  # type: ignore[no-untyped-def]
    b, item = np.int64(places.b_of[a]), start + places.item_at[a]
    u, v = np.int64(places.tied_x[low_x[item]]), np.int64(places.tied_y[low_y[item]])
    discordant = 2 * (places.words[b] >> 32) + b - a
    d = n - 2 * discordant - u - v + places.tied_both[a]
    d, u, v = float(d), float(u), float(v)
    out[q, 0] += d * d
    out[q, 1] += d * u
    out[q, 2] += d * v
    out[q, 3] += u * u
    out[q, 4] += v * v
    out[q, 5] += u * v
    out[q, 6] += u
    out[q, 7] += v
