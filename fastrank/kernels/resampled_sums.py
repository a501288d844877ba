"""The product of resampling: weights (replicates × queries) times columns, made and used tile by tile in cache.

Weights never reach memory. On whole numbers below 2^53 every sum is exact, whatever the order. One thread runs at
30 to 38 GFLOP/s (BLAS: 40 to 50), and is not at odds with other threads: with BLAS's own threads beside our
pool, 50 systems × 10^4 queries × 9999 replicates took 0.25 s on an idle machine and 2 s on a busy one.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.random_streams import sign_tile, weight_tile


@inlined
def add_tile(columns, start, tile, sums, first):  # type: ignore[no-untyped-def]
    """Add 16 queries of every column, weighted for 128 replicates from `first` on."""
    for column in range(columns.shape[0]):
        x, row = columns[column], sums[column, first : first + 128]
        for half in range(0, 16, 8):
            at = start + half
            x0, x1, x2, x3 = x[at], x[at + 1], x[at + 2], x[at + 3]
            x4, x5, x6, x7 = x[at + 4], x[at + 5], x[at + 6], x[at + 7]
            for b in range(128):
                row[b] += (
                    (x0 * tile[half, b] + x1 * tile[half + 1, b])
                    + (x2 * tile[half + 2, b] + x3 * tile[half + 3, b])
                    + (x4 * tile[half + 4, b] + x5 * tile[half + 5, b])
                    + (x6 * tile[half + 6, b] + x7 * tile[half + 7, b])
                )


@kernel
def poisson_sums(keys, seed, first_group, domain, columns, lo, hi, sums):  # type: ignore[no-untyped-def]
    """Add Poisson-weighted sums of groups ``[lo, hi)`` after `first_group` to ``sums[column, replicate]``.

    `keys` and `columns` are padded with zeros to a multiple of 16 queries.
    """
    words, draws = np.empty((4, 8, 16), np.uint32), np.empty(32, np.uint32)
    tile = np.empty((16, 128))
    for group in range(lo, hi):
        for start in range(0, keys.size, 16):
            weight_tile(keys, start, seed, first_group + group, domain, words, draws, tile)
            add_tile(columns, start, tile, sums, 128 * group)


@kernel
def sign_sums(keys, seed, first_group, domain, columns, lo, hi, sums):  # type: ignore[no-untyped-def]
    """Add sums under random signs, as `poisson_sums` does."""
    words, tile = np.empty((4, 16), np.uint32), np.empty((16, 128))
    for group in range(lo, hi):
        for start in range(0, keys.size, 16):
            sign_tile(keys, start, seed, first_group + group, domain, words, tile)
            add_tile(columns, start, tile, sums, 128 * group)
