"""Select the largest values of a row and sort them, sixteen at a time, in scratch that the caller keeps.

Rows and scratch are pointers (`vectors.pointer`). Scratch is `values` (two parts of `room`: keys, sorted keys)
and `ints` (four parts: items, sorted items, how many keys are larger, how many are no less).
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels import vectors as v
from fastrank.kernels.jit import inlined

COUNTED = 256  # ranked by counting (quadratic) up to here, merged beyond
RUN = 64  # merging starts from counted runs of this length


@inlined
def lanes_for(k, n):  # type: ignore[no-untyped-def]
    """How many lane maxima to take: 1.5 k or a little more, or none where taking all is cheaper."""
    lanes = (3 * k // 2 + 15) // 16 * 16
    return lanes if 2 * lanes <= n and lanes * lanes <= 64 * n else 0


@inlined
def room_for(n):  # type: ignore[no-untyped-def]
    """Whole blocks, and one more that `vectors.store_chosen` may overwrite."""
    return (n + 15) // 16 * 16 + 16


@inlined
def sort_row(line, n, k, above, room, values, ints):  # type: ignore[no-untyped-def]
    """Sort the `k` largest of a row and all that may tie with them; return how many, and a lower bound.

    `above` sorts only what is above the bound: whatever is missing from the `k` largest equals it.
    """
    width = lanes_for(k, n)
    if width:
        bound = bound_of(line, n, k, v.pointer(values, 2 * room), width)
        m = select(line, n, bound, above, ints)
    else:
        bound, m = line[0], n
        for i in range(n):
            ints[i] = i
    if m:
        gather_keys(line, m, values, ints)
        sort_keys(m, room, values, ints)
    return m, bound


@inlined
def bound_of(line, n, k, lanes, width):  # type: ignore[no-untyped-def]
    """Return a lower bound of the k-th largest: the k-th largest of the maxima of `width` strided parts."""
    for lane in range(0, width, 16):
        top = v.load(line, lane)
        for start in range(lane + width, n - 15, width):
            top = v.larger(top, v.load(line, start))
        start = lane + (n - lane) // width * width
        if n - 16 < start < n:  # fewer than 16 are left: drop what other lanes have seen
            top = v.larger(top, v.keep_from(v.load(line, n - 16), start - (n - 16)))
        v.store(top, lanes, lane)
    bound = line[0]
    for lane in range(0, width, 16):
        block, counts = v.load(lanes, lane), v.no_counts()
        for other in range(0, width, 16):
            counts = v.count_larger(counts, v.load(lanes, other), block)
        smallest = v.smallest_counted_below(block, counts, k)
        bound = smallest if lane == 0 else min(bound, smallest)
    return bound


@inlined
def select(line, n, bound, above, items):  # type: ignore[no-untyped-def]
    """List, in input order, the items that are at least (or are above) a bound."""
    m = np.int64(0)
    for start in range(0, n, 16):
        at = min(start, n - 16)  # the last block overlaps the one before it
        block = v.load(line, at)
        bits = v.bits_larger(block, bound) if above else v.bits_at_least(block, bound)
        bits = bits >> (start - at) << (start - at)
        v.store_chosen(bits, at, items, m)
        m += v.count_bits(bits)
    return m


@inlined
def gather_keys(line, m, values, items):  # type: ignore[no-untyped-def]
    """Read the keys of items; what pads the last block sorts behind everything."""
    for i in range(m, (m + 15) // 16 * 16):
        items[i] = 0
    for base in range(0, m, 16):
        v.store(v.keep_before(v.gather(line, items, base), m - base), values, base)


@inlined
def sort_keys(m, room, values, ints):  # type: ignore[no-untyped-def]
    """Sort padded keys, and items with them, largest first; equal keys keep their order.

    Each place is also told how many keys are larger than its own, and how many (pads too) are no less.
    """
    if m <= 16:
        _rank_block(room, values, ints)
    elif m <= COUNTED:
        _rank_blocks(m, room, values, ints)
    else:
        _merge_sort(m, room, values, ints)


@inlined
def _rank_block(room, values, ints):  # type: ignore[no-untyped-def]
    top, order = v.pointer(values, room), v.pointer(ints, room)
    larger, no_less = v.pointer(ints, 2 * room), v.pointer(ints, 3 * room)
    block = v.load(values, 0)
    for i in range(16):
        bits = v.bits_larger(block, values[i])
        same = v.bits_at_least(block, values[i]) ^ bits
        above = v.count_bits(bits)
        place = above + v.count_bits(same & ((np.int64(1) << i) - 1))
        top[place], order[place] = values[i], ints[i]
        larger[place], no_less[place] = above, above + v.count_bits(same)


@inlined
def _rank_blocks(m, room, values, ints):  # type: ignore[no-untyped-def]
    top, order = v.pointer(values, room), v.pointer(ints, room)
    larger, no_less = v.pointer(ints, 2 * room), v.pointer(ints, 3 * room)
    for i in range((m + 15) // 16 * 16):
        above, ties, before = np.int64(0), np.int64(0), np.int64(0)
        for base in range(0, m, 16):
            block = v.load(values, base)
            bits = v.bits_larger(block, values[i])
            same = v.bits_at_least(block, values[i]) ^ bits
            above += v.count_bits(bits)
            ties += v.count_bits(same)
            before += v.count_bits(same & ((np.int64(1) << min(max(i - base, 0), 16)) - 1))
        place = above + before
        top[place], order[place] = values[i], ints[i]
        larger[place], no_less[place] = above, above + ties


@inlined
def _merge_sort(m, room, values, ints):  # type: ignore[no-untyped-def]
    for start in range(0, m, RUN):
        _rank_blocks(min(RUN, m - start), room, v.pointer(values, start), v.pointer(ints, start))
    top, order = v.pointer(values, room), v.pointer(ints, room)
    run = np.int64(RUN)
    while run < m:
        for i in range(m):
            values[i], ints[i] = top[i], order[i]
        for start in range(0, m, 2 * run):
            _merge(start, min(start + run, m), min(start + 2 * run, m), values, ints, top, order)
        run *= 2
    larger, no_less = v.pointer(ints, 2 * room), v.pointer(ints, 3 * room)
    for i in range(m):
        larger[i] = larger[i - 1] if i > 0 and top[i] == top[i - 1] else i
    for i in range(m - 1, -1, -1):
        no_less[i] = no_less[i + 1] if i + 1 < m and top[i] == top[i + 1] else i + 1


@inlined
def _merge(lo, middle, hi, values, ints, top, order):  # type: ignore[no-untyped-def]
    a, b = lo, middle
    for to in range(lo, hi):
        right = b < hi and (a >= middle or values[b] > values[a])
        source = b if right else a
        top[to], order[to] = values[source], ints[source]
        b += right
        a += not right
