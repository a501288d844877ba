"""Scores as products of factors: a tile of four users and some blocks of sixteen items at a time.

A score is the sum over the dimensions in order, each product added by one fused operation. So its bits depend on
the two rows of factors alone, not on tiles, threads or the machine, as those of BLAS do. That has no price here:
on one thread of a Zen 4 102 GFLOP/s in float32 and 53 in float64, where OpenBLAS took 63 and 27 (d = 64).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.kernels import vectors as v
from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.product_vectors import add_product, fused, no_products

USERS = 4  # eight sums in registers; six users to a tile gave 4 % more and a third more lines
ITEMS = 32  # two blocks


def pack(factors: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Lay out the factors of items by blocks of sixteen, dimension by dimension; zeros fill the last two blocks."""
    n, d = factors.shape
    padded = -(-n // ITEMS) * ITEMS
    packed = np.zeros((padded // 16, d, 16), dtype=factors.dtype)
    whole = n // 16
    packed[:whole] = factors[: whole * 16].reshape(whole, 16, d).transpose(0, 2, 1)
    if n % 16:
        packed[whole, :, : n % 16] = factors[whole * 16 :].T
    return packed.reshape(-1)


@inlined
def score_of(row, packed, item, d):  # type: ignore[no-untyped-def]
    """Return one score: the bits that `score_tile` gives."""
    at, total = item // 16 * 16 * d + item % 16, row.dtype.type(0)
    for j in range(d):
        total = fused(row[j], packed[at + 16 * j], total)
    return total


@inlined
def score_tile(rows, packed, d, blocks, to, width):  # type: ignore[no-untyped-def]
    """Write the scores of four users, whose factors follow each other, for an even number of blocks.

    Those of a user go to ``to[user * width:]``; all are pointers.
    """
    for block in range(0, blocks, 2):
        a0 = no_products(packed)
        a1 = no_products(packed)
        a2 = no_products(packed)
        a3 = no_products(packed)
        b0 = no_products(packed)
        b1 = no_products(packed)
        b2 = no_products(packed)
        b3 = no_products(packed)
        left, right = block * 16 * d, (block + 1) * 16 * d
        for j in range(d):
            x = v.load(packed, left + 16 * j)
            y = v.load(packed, right + 16 * j)
            a0 = add_product(a0, x, rows[j])
            b0 = add_product(b0, y, rows[j])
            a1 = add_product(a1, x, rows[d + j])
            b1 = add_product(b1, y, rows[d + j])
            a2 = add_product(a2, x, rows[2 * d + j])
            b2 = add_product(b2, y, rows[2 * d + j])
            a3 = add_product(a3, x, rows[3 * d + j])
            b3 = add_product(b3, y, rows[3 * d + j])
        at = 16 * block
        v.store(a0, to, at)
        v.store(b0, to, at + 16)
        v.store(a1, to, width + at)
        v.store(b1, to, width + at + 16)
        v.store(a2, to, 2 * width + at)
        v.store(b2, to, 2 * width + at + 16)
        v.store(a3, to, 3 * width + at)
        v.store(b3, to, 3 * width + at + 16)


@kernel
def score_items(row, packed, lo, hi, out):  # type: ignore[no-untyped-def]
    """Write the scores of one user for the items `lo` to `hi`."""
    for item in range(lo, hi):
        out[item] = score_of(row, packed, item, len(row))


def scores_definition(users: Any, items: Any) -> Any:
    """The law, in float64 to the last bit where every partial sum is exact."""
    total = np.zeros((len(users), len(items)), dtype=users.dtype)
    for j in range(users.shape[1]):
        total += users[:, j, None] * items[None, :, j]
    return total
