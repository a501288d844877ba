"""Exact multinomial draws, as sums and as weights written out.

Draw i of replicate b is a function of (seed, b, i): word i of Philox with counter (i // 2, replicate, domain) picks
one of the queries, which stand in the order of their keys. So multinomial weights do not know of threads and tiles
either; but unlike Poisson weights they know how many queries there are.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.random_streams import philox, philox_definition

GENERATOR = "Philox4x32-10 keyed by (seed, replicate, draw)"

DRAWS_DOMAIN = 7 << 24  # in the counter's top byte, as the domains of `random_streams`

_MASK = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)


@inlined
def draw_queries(seed, replicate, start, n, drawn):  # type: ignore[no-untyped-def]
    """Draws `start` to `start` + 31 of a replicate, each one of n queries: the high word of a 64-bit product."""
    k0, k1, size = seed & _MASK, seed >> _WORD, np.uint64(n)
    low, high = np.uint64(replicate) & _MASK, np.uint64(replicate) >> _WORD
    for i in range(16):
        block = np.uint64((start >> 1) + i)
        w0, w1, w2, w3 = philox(block, low, high, np.uint64(DRAWS_DOMAIN), k0, k1)
        drawn[2 * i] = np.int64((w1 * size + ((w0 * size) >> _WORD)) >> _WORD)
        drawn[2 * i + 1] = np.int64((w3 * size + ((w2 * size) >> _WORD)) >> _WORD)


@inlined
def count_draws(seed, replicate, drawn, counts):  # type: ignore[no-untyped-def]
    """How often each query is drawn in a replicate of as many draws as there are queries."""
    n = counts.size
    for query in range(n):
        counts[query] = 0
    for start in range(0, n, 32):
        draw_queries(seed, replicate, start, n, drawn)
        for i in range(min(32, n - start)):
            counts[drawn[i]] += np.int32(1)


@kernel
def multinomial_weights(seed, first, lo, hi, out):  # type: ignore[no-untyped-def]
    """How often each query is drawn in replicates ``[lo, hi)`` after `first`: ``out[replicate, query]``."""
    drawn = np.empty(32, np.int64)
    for row in range(lo, hi):
        count_draws(seed, first + row, drawn, out[row])


@inlined
def weighted_sum(counts, column):  # type: ignore[no-untyped-def]
    """Sum of count times whole number: exact, so four sums side by side change no bit."""
    n = counts.size
    s0 = s1 = s2 = s3 = 0.0
    for at in range(0, n - n % 4, 4):
        s0 += counts[at] * column[at]
        s1 += counts[at + 1] * column[at + 1]
        s2 += counts[at + 2] * column[at + 2]
        s3 += counts[at + 3] * column[at + 3]
    for at in range(n - n % 4, n):
        s0 += counts[at] * column[at]
    return (s0 + s1) + (s2 + s3)


@kernel
def multinomial_sums(seed, first, columns, lo, hi, sums):  # type: ignore[no-untyped-def]
    """Sums of whole-number columns over the draws of replicates ``[lo, hi)``: ``sums[replicate, column]``.

    Counting draws first takes 1.6 ns a draw and 0.2 to 0.3 a column; adding up what each draw picks took 3.7 with one.
    """
    drawn, counts = np.empty(32, np.int64), np.empty(columns.shape[1], np.int32)
    for row in range(lo, hi):
        count_draws(seed, first + row, drawn, counts)
        for column in range(columns.shape[0]):
            sums[row, column] = weighted_sum(counts, columns[column])


def draw_definition(seed: int, replicate: int, i: int, n: int) -> int:
    """The law for `draw_queries`: which of n queries draw i of a replicate is."""
    counter = (i // 2, replicate & 0xFFFFFFFF, replicate >> 32, DRAWS_DOMAIN)
    words = philox_definition(counter, (seed & 0xFFFFFFFF, seed >> 32))
    return ((words[i % 2 * 2] | words[i % 2 * 2 + 1] << 32) * n) >> 64
