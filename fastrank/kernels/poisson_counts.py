"""What becomes of a count when each of the things that it counts is drawn a Poisson(1) number of times.

That is a Poisson number with the count as its mean, so a replicate costs as much for a million things as for one. It is
looked up: 32 random bits, a function of (seed, key, replicate), are compared with the distribution function times 2^32.
The table is made by products and quotients alone, outward from the mode, so it has the same bits on every machine.
"""

from __future__ import annotations

import math

import numpy as np

from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.random_streams import philox, philox_definition

GENERATOR = "Philox4x32-10 keyed by (seed, outcome, replicate)"

COUNTS_DOMAIN = 8 << 24  # in the counter's top byte, as the domains of `random_streams`
BUCKETS = 256  # of the highest eight bits: each says where in the table its search begins

_MASK = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)
_SPAN = 4294967296.0
_NEGLIGIBLE = 2.0**-44  # of the mode's probability


def table_room(largest: int) -> int:
    """Length that holds the table of every count up to `largest`: nine standard deviations to either side."""
    return int(18.0 * math.sqrt(largest)) + 64


@inlined
def poisson_table(mean, table):  # type: ignore[no-untyped-def]
    """Distribution function of Poisson(mean) times 2^32 from ``least`` on; returns (least, length)."""
    least, p = mean, 1.0
    while least > 0 and p > _NEGLIGIBLE:
        p *= least / mean
        least -= 1
    length, total = 0, 0.0
    while length < table.size and (least + length <= mean or p > _NEGLIGIBLE):
        total += p
        table[length] = total
        length += 1
        p *= mean / (least + length)
    for at in range(length):
        table[at] = table[at] / total * _SPAN
    return least, length


@inlined
def fill_buckets(table, length, begin):  # type: ignore[no-untyped-def]
    """Where the search for a number begins, by its highest eight bits."""
    at = 0
    for bucket in range(256):
        while at < length - 1 and table[at] <= bucket * 16777216.0:
            at += 1
        begin[bucket] = at


@kernel
def poisson_counts(keys, counts, seed, first, room, lo, hi, out):  # type: ignore[no-untyped-def]
    """Draws of counts ``[lo, hi)`` in the replicates from `first`, a multiple of 4, on: ``out[count, replicate]``."""
    table, begin = np.empty(room), np.empty(256, np.int64)
    k0, k1 = seed & _MASK, seed >> _WORD
    for cell in range(lo, hi):
        least, length = poisson_table(counts[cell], table)
        fill_buckets(table, length, begin)
        key = keys[cell]
        for start in range(0, out.shape[1], 4):
            block = np.uint64((first + start) >> 2)
            words = philox(key & _MASK, key >> _WORD, block, np.uint64(COUNTS_DOMAIN), k0, k1)
            for i in range(min(4, out.shape[1] - start)):
                at = begin[words[i] >> np.uint64(24)]
                u = np.float64(words[i])
                while at < length - 1 and table[at] <= u:
                    at += 1
                out[cell, start + i] = least + at


def count_word_definition(seed: int, key: int, replicate: int) -> int:
    """The law for the random bits behind a draw: 32 of them, for one count in one replicate."""
    counter = (key & 0xFFFFFFFF, key >> 32, replicate // 4, COUNTS_DOMAIN)
    return philox_definition(counter, (seed & 0xFFFFFFFF, seed >> 32))[replicate % 4]
