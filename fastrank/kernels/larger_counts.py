"""How many items of its list are larger than each: every pair compared, for short lists."""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank.kernels import vectors as v
from fastrank.kernels.bisection import larger_in_sorted
from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.product_vectors import count_above

FEW = 256  # 4.7 µs a list where sorting takes 15; with vectors half as wide it would still be faster
COMPARED = 200  # numbers that are compared with each of a longer line; more are bisected


@kernel
def count_larger_items(values, offsets, lo, hi, larger):  # type: ignore[no-untyped-def]
    """Write the count of every item of the lists `lo` to `hi`, which have at most `FEW` items and no NaN."""
    keys, counts = np.zeros(FEW + 16, values.dtype), np.empty(FEW + 16, np.int32)
    _count(values, offsets, lo, hi, larger, keys, counts)


@inlined
def _count(values, offsets, lo, hi, larger, keys, counts):  # type: ignore[no-untyped-def]
    padded, found = v.aligned(keys), v.pointer(counts, 0)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        for i in range(n):
            padded[i] = values[start + i]
        for own in range(0, n, 16):
            block, no_larger = v.load(padded, own), v.no_counts()
            for j in range(n):
                no_larger = v.count_no_less(no_larger, block, padded[j])
            v.store(no_larger, found, own)
        for i in range(n):
            larger[start + i] = n - found[i]


@inlined
def compare_each(line, n, scores, m, larger, no_less):  # type: ignore[no-untyped-def]
    """Add how many of a line are larger than each of `m` scores, and how many are no less. NaN is neither."""
    whole = n // 16 * 16
    for j in range(m):
        score, above, least = scores[j], v.no_counts(), v.no_counts()
        for i in range(0, whole, 16):
            block = v.load(line, i)
            above = count_above(above, block, score)
            least = v.count_no_less(least, block, score)
        larger[j] += v.total(above)
        no_less[j] += v.total(least)
        for i in range(whole, n):
            larger[j] += line[i] > score
            no_less[j] += line[i] >= score


@inlined
def bisect_each(line, n, scores, m, spare, larger, no_less):  # type: ignore[no-untyped-def]
    """Do the same for scores that fall: each of the line is placed among them. `spare` has room for 2 `m`."""
    reached, equal = v.pointer(spare, 0), v.pointer(spare, m)
    for j in range(2 * m):
        spare[j] = 0
    for i in range(n):
        score = line[i]
        place = larger_in_sorted(score, scores, m) if score == score else m
        if place < m:
            reached[place] += 1
            equal[place] += score == scores[place]
    total = tied = np.int64(0)
    for j in range(m):
        total += reached[j]
        if j == 0 or scores[j] != scores[j - 1]:
            tied = equal[j]
        larger[j] += total - tied
        no_less[j] += total


def count_larger_definition(values: Any) -> list[int]:
    """The law, for one list."""
    return [sum(bool(other > value) for other in values) for value in values]
