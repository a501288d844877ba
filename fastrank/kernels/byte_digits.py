"""Whole numbers as signed digits to base 256, one byte each, laid out as `fastrank.kernels.byte_sums` reads them.

A number plus 0x8080...80, with the top bit of every byte turned, holds the digits of the number: each between -128
and 127. So a column needs as many digits as its largest numbers do, whatever their sign.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import kernel
from fastrank.kernels.random_streams import QUERIES

TILE = 256  # queries whose weights are made at once: those of 64 replicates fill half a first-level cache
STRIP = 6  # rows of digits added at once: 24 of 32 registers hold their sums
_TURN = np.uint64(0x8080808080808080)


@kernel
def survey_columns(columns, lo, hi, facts):  # type: ignore[no-untyped-def]
    """(least, largest, all set bits, sum) of the whole numbers of columns ``[lo, hi)``."""
    for column in range(lo, hi):
        least, largest, bits, total = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
        for query in range(columns.shape[1]):
            value = np.int64(columns[column, query])
            least = value if value < least else least
            largest = value if value > largest else largest
            bits |= value
            total += value
        facts[column, 0], facts[column, 1], facts[column, 2], facts[column, 3] = least, largest, bits, total


@kernel
def cut_digits(columns, first, shift, lo, hi, digits):  # type: ignore[no-untyped-def]
    """Write the digits of tiles ``[lo, hi)`` of queries: ``digits[tile, strip, four queries, row, query]``, flat.

    Digits of a column are the rows from ``first[column]`` on, of its numbers without the last `shift` bits. The
    last tile has fewer queries, and the last strip may have rows that stay 0.
    """
    n_strips = -(-first[-1] // STRIP)
    n_fours = -(-columns.shape[1] // QUERIES) * QUERIES // 4
    for tile in range(lo, hi):
        fours = min(TILE // 4, n_fours - TILE // 4 * tile)
        queries = min(TILE, columns.shape[1] - TILE * tile)
        for column in range(first.size - 1):
            for row in range(first[column], first[column + 1]):
                at = 4 * STRIP * (TILE // 4 * tile * n_strips + row // STRIP * fours) + 4 * (row % STRIP)
                down = np.uint64(8 * (row - first[column]))
                for query in range(queries):
                    value = np.uint64(np.int64(columns[column, TILE * tile + query]) >> shift[column])
                    turned = (value + _TURN) ^ _TURN
                    place = at + 4 * STRIP * (query >> 2) + (query & 3)
                    digits[place] = np.uint8((turned >> down) & np.uint64(255))


def digits_definition(value: int) -> list[int]:
    """The law for `cut_digits`: digits of one number, the lowest first."""
    digits = []
    while value:
        digits.append((value + 128) % 256 - 128)
        value = (value - digits[-1]) // 256
    return digits
