"""Sums of products of weights over the discordant pairs of a permutation, by the partition of `discordance_counts`.

Sums are taken part by part of fixed size and added in the order of the parts: threads change no bit.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.discordance_counts import PART_BITS, levels_of
from fastrank.kernels.jit import inlined, kernel


@inlined
def split_and_weigh(source, target, n, first, last, bit, weights, more_weights):  # type: ignore[no-untyped-def]
    """Partition the parts ``[first, last)`` of a level; a word is (place << 32) | value.

    Returns two sums, one for each table of weights by place, of the pairs whose first difference is this bit.
    """
    size, half = np.int64(2) << bit, np.int64(1) << bit
    total, more_total = 0.0, 0.0
    for part in range(first, last):
        start = part * size
        zeros_end, ones_end = start, start + half
        before, more_before = 0.0, 0.0  # weight of the ones so far
        for i in range(start, min(start + size, n)):
            word = source[i]
            weight, more = weights[word >> 32], more_weights[word >> 32]
            if (word >> bit) & 1:
                target[ones_end] = word
                ones_end += 1
                before += weight
                more_before += more
            else:
                target[zeros_end] = word
                zeros_end += 1
                total += weight * before
                more_total += more * more_before
    return total, more_total


@inlined
def weigh_levels(words, other, n, top, low, first, last, weights, more_weights):  # type: ignore[no-untyped-def]
    """Do the levels of the bits below `top` down to `low` for the parts ``[first, last)`` of `top` bits."""
    total, more_total = 0.0, 0.0
    for bit in range(top - 1, low - 1, -1):
        scale = top - 1 - bit
        end = min(last << scale, (n + (np.int64(2) << bit) - 1) >> (bit + 1))
        source, target = (words, other) if bit % 2 == 1 else (other, words)
        one, more = split_and_weigh(source, target, n, first << scale, end, bit, weights, more_weights)
        total += one
        more_total += more
    return total, more_total


@inlined
def weigh_discordances(words, other, n, weights, more_weights):  # type: ignore[no-untyped-def]
    """Both sums of one list; begin in `other` where the levels are odd in number."""
    levels = levels_of(n)
    top = min(levels, PART_BITS)
    parts = (n + (np.int64(1) << top) - 1) >> top
    total, more_total = weigh_levels(words, other, n, levels, top, 0, 1, weights, more_weights)
    for part in range(parts):
        one, more = weigh_levels(words, other, n, top, 0, part, part + 1, weights, more_weights)
        total += one
        more_total += more
    return total, more_total


@kernel
def weigh_long_top(n, weights, more_weights, lo, hi, words, other, sums):  # type: ignore[no-untyped-def]
    """The levels above `PART_BITS` of one long permutation; ``lo, hi`` is one item."""
    for i in range(lo, hi):
        levels = levels_of(n)
        sums[i, 0], sums[i, 1] = weigh_levels(words, other, n, levels, PART_BITS, 0, 1, weights, more_weights)


@kernel
def weigh_long_parts(n, weights, more_weights, lo, hi, words, other, sums):  # type: ignore[no-untyped-def]
    """The parts ``[lo, hi)`` that `weigh_long_top` has left; their sums stand behind its own."""
    for part in range(lo, hi):
        sums[part + 1, 0], sums[part + 1, 1] = weigh_levels(
            words, other, n, PART_BITS, 0, part, part + 1, weights, more_weights
        )
