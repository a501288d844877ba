"""How many items of its list are larger than each: every pair compared, for short lists."""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank.kernels import vectors as v
from fastrank.kernels.jit import inlined, kernel

FEW = 256  # 4.7 µs a list where sorting takes 15; with vectors half as wide it would still be faster


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


def count_larger_definition(values: Any) -> list[int]:
    """The law, for one list."""
    return [sum(bool(other > value) for other in values) for value in values]
