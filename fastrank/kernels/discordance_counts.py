"""How many items before each one of a permutation are larger, by a stable partition one bit at a time.

The values of a permutation of ``0 .. n - 1`` that share their bits above one `bit` stand in one part of known
borders, so parts need no bookkeeping, and those of one level are independent of each other. Measured: 30 ns an
item at n = 10^6 against 62 ns for merging (DESIGN §5).
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined, kernel

PART_BITS = 16  # two buffers of 2^16 words fit the second-level cache


@inlined
def levels_of(n):  # type: ignore[no-untyped-def]
    """How many bits the largest value of a permutation has."""
    levels = 0
    while (1 << levels) < n:
        levels += 1
    return levels


@inlined
def split_by_bit(source, target, n, first, last, bit):  # type: ignore[no-untyped-def]
    """Partition the parts ``[first, last)`` of a level; a word is (count << 32) | value."""
    size, half = np.int64(2) << bit, np.int64(1) << bit
    for part in range(first, last):
        start = part * size
        ones, zeros_end = np.int64(0), start
        for i in range(start, min(start + size, n)):
            word = source[i]
            one = (word >> bit) & 1
            at = start + half + ones if one else zeros_end
            target[at] = word + ((ones << 32) & (one - 1))
            ones += one
            zeros_end += 1 - one


@inlined
def count_parts(words, other, n, levels, top, first, last):  # type: ignore[no-untyped-def]
    """Bring the parts ``[first, last)`` of `top` bits into order; the last level ends in `words`.

    A level reads one buffer and writes the other, so the first one reads `words` where `levels` is even.
    """
    for bit in range(top - 1, -1, -1):
        scale = top - 1 - bit
        end = min(last << scale, (n + (np.int64(2) << bit) - 1) >> (bit + 1))
        if bit % 2 == 1:
            split_by_bit(words, other, n, first << scale, end, bit)
        else:
            split_by_bit(other, words, n, first << scale, end, bit)


@inlined
def count_larger_before(words, other, n):  # type: ignore[no-untyped-def]
    """Replace words by those in order of their values; begin in `other` where the levels are odd in number."""
    levels = levels_of(n)
    if levels > PART_BITS:
        split_top(words, other, n, levels)
    top = min(levels, PART_BITS)
    parts = (n + (np.int64(1) << top) - 1) >> top
    count_parts(words, other, n, levels, top, np.int64(0), parts)


@inlined
def split_top(words, other, n, levels):  # type: ignore[no-untyped-def]
    """Do the levels above `PART_BITS`."""
    for bit in range(levels - 1, PART_BITS - 1, -1):
        parts = (n + (np.int64(2) << bit) - 1) >> (bit + 1)
        if bit % 2 == 1:
            split_by_bit(words, other, n, 0, parts, bit)
        else:
            split_by_bit(other, words, n, 0, parts, bit)


@kernel
def split_long(n, lo, hi, words, other):  # type: ignore[no-untyped-def]
    """The first levels of one long permutation; ``lo, hi`` is one item."""
    if hi > lo:
        split_top(words, other, n, levels_of(n))


@kernel
def count_long_parts(n, lo, hi, words, other):  # type: ignore[no-untyped-def]
    """The parts ``[lo, hi)`` that `split_long` has left."""
    count_parts(words, other, n, levels_of(n), np.int64(PART_BITS), lo, hi)
