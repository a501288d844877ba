"""AP correlation of short lists: every item compared with all others, sixteen at a time."""

from __future__ import annotations

import numpy as np

from fastrank.correlation.ap_groups import B, ap_of_pair, clear, room_for_groups
from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.vectors import bits_at_least, bits_larger, count_bits, load, pointer

LANES = 16


@kernel
def compare_ap(x, y, variant, offsets, lo, hi, out):  # type: ignore[no-untyped-def]
    """Write the AP correlation of the lists `lo` to `hi` with `y` as the estimate, and below it with `x`."""
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    padded = np.empty((2, longest + LANES))
    by_x, by_y = room_for_groups(longest), room_for_groups(longest)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        for i in range(n):
            padded[0, i], padded[1, i] = x[start + i], y[start + i]
        pad(padded, n)
        compare_items(padded, n, variant, by_x, by_y)
        out[0, q], out[1, q] = ap_of_pair(variant, by_x, by_y, n)


@inlined
def pad(padded, n):  # type: ignore[no-untyped-def]
    """Let the last block end in NaN, which is neither larger nor smaller nor equal."""
    for i in range(n, n + LANES):
        padded[0, i], padded[1, i] = np.nan, np.nan


@inlined
def compare_items(padded, n, variant, by_x, by_y):  # type: ignore[no-untyped-def]
    """Fill the groups of both rankings."""
    clear(by_x, n)
    clear(by_y, n)
    x, y = pointer(padded, 0), pointer(padded, padded.shape[1])
    for i in range(n):
        above_x, above_y, right = np.int64(0), np.int64(0), np.int64(0)
        wrong_x, wrong_y = np.int64(0), np.int64(0)
        for at in range(0, n, LANES):
            xs, ys = load(x, at), load(y, at)
            more_x, more_y = bits_larger(xs, x[i]), bits_larger(ys, y[i])
            above_x, above_y = above_x + count_bits(more_x), above_y + count_bits(more_y)
            right += count_bits(more_x & more_y)
            wrong_x += count_bits(more_x & ~bits_at_least(ys, y[i]))
            wrong_y += count_bits(more_y & ~bits_at_least(xs, x[i]))
        if variant == B:  # what the other side ties is not right
            wrong_x, wrong_y = above_x - right, above_y - right
        by_x.balance[above_x] += right - wrong_x
        by_y.balance[above_y] += right - wrong_y
        by_x.size[above_x] += 1
        by_y.size[above_y] += 1
