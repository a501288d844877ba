"""How many items before each one of a permutation are larger, by a stable partition of four bits at a time.

The values of a permutation of ``0 .. n - 1`` that share their bits above a digit stand in one part of known borders,
so parts need no bookkeeping, and those of one pass are independent of each other. A part counts, for each of the
sixteen digits, the larger ones so far. 5 ns an item at n = 10^3 and 9 at 10^6, against 20 and 40 one bit at a time.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined, kernel, spliced
from fastrank.kernels.lane_counters import count_below, lane_of
from fastrank.kernels.vectors import no_counts

DIGIT = 4
PART_BITS = 16  # whole digits; two buffers of 2^16 words fit the second-level cache

_DIGITS = 1 << DIGIT


@inlined
def passes_of(n):  # type: ignore[no-untyped-def]
    """How many digits the largest value of a permutation has, and at least one."""
    passes = 1
    while np.int64(1) << (DIGIT * passes) < n:
        passes += 1
    return passes


@spliced
def begin_digits(begins, start, shift):  # type: ignore[no-untyped-def]
    """Where the values of each digit of a part go."""
    for digit in range(_DIGITS):
        begins[digit] = start + (digit << shift)


@inlined
def _split(source, target, first, last, shift, begins):  # type: ignore[no-untyped-def]
    """Partition the parts of the values from `first` up to `last`; a word is (count << 32) | value."""
    size = np.int64(_DIGITS) << shift
    for start in range(first, last, size):
        begin_digits(begins, start, shift)
        larger = no_counts()
        for i in range(start, min(start + size, last)):
            word = source[i]
            digit = (word >> shift) & (_DIGITS - 1)
            at = begins[digit]
            begins[digit] = at + 1
            target[at] = word + (np.int64(lane_of(larger, digit)) << 32)
            larger = count_below(larger, digit)


@inlined
def _count_passes(words, other, n, top, low, first, last):  # type: ignore[no-untyped-def]
    """Do the digits below `top` down to `low`, for values from `first` up to `last`; digit 0 ends in `words`."""
    begins = np.empty(_DIGITS, np.int64)
    for turn in range(top - 1, low - 1, -1):
        source, target = (words, other) if turn % 2 == 1 else (other, words)
        _split(source, target, first, min(last, n), DIGIT * turn, begins)


@inlined
def count_larger_before(words, other, n):  # type: ignore[no-untyped-def]
    """Replace words by those in order of their values; begin in `other` where the passes are odd in number."""
    passes = passes_of(n)
    whole = min(passes, PART_BITS // DIGIT)
    _count_passes(words, other, n, passes, whole, np.int64(0), n)
    for start in range(0, n, 1 << PART_BITS):
        _count_passes(words, other, n, whole, 0, start, start + (1 << PART_BITS))


@kernel
def split_long(permutation, lo, hi, words, other):  # type: ignore[no-untyped-def]
    """The first passes of one long permutation; ``lo, hi`` is one item."""
    n = np.int64(len(permutation))
    passes = passes_of(n)
    start = words if passes % 2 == 0 else other
    if hi > lo:
        for a in range(n):
            start[a] = permutation[a]
        _count_passes(words, other, n, passes, PART_BITS // DIGIT, np.int64(0), n)


@kernel
def count_long_parts(n, lo, hi, words, other):  # type: ignore[no-untyped-def]
    """The parts ``[lo, hi)`` of ``1 << PART_BITS`` values that `split_long` has left."""
    whole = min(passes_of(n), PART_BITS // DIGIT)
    for part in range(lo, hi):
        start = part << PART_BITS
        _count_passes(words, other, n, whole, 0, start, start + (1 << PART_BITS))
