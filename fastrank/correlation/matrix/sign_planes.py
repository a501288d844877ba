"""Vectors as sets of item pairs: bit (i, j) tells whether ``x_i > x_j``, differs, or has both values.

Pairs are laid out by their distance d on the circle of items: row d holds (i, i + d mod n) for every i, so
eight pairs are one comparison of eight neighbours with eight neighbours. Distances 1 to n // 2 meet every pair
once (the last one of an even n only half of its row). A vector of 50 with ties takes 0.47 µs so; bit by bit: 1.1.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.bit_words import WORDS, bits_above, bits_known, bits_unlike
from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.vectors import pointer

SIGNS, UNLIKE, KNOWN = 0, 1, 2  # the planes of a vector, in this order; an engine takes the first 1, 2 or 3


@inlined
def _fill_ring(values, start, n, ring):  # type: ignore[no-untyped-def]
    """Lay the items around the circle, as often as the last row reads."""
    i = 0
    for k in range(len(ring)):
        ring[k] = values[start + i]
        i = i + 1 if i + 1 < n else 0


@inlined
def _write_planes(ring, n, d_lo, d_hi, planes, start, n_planes, plane_bytes):  # type: ignore[no-untyped-def]
    values = pointer(ring, 0)
    at = start
    for d in range(d_lo, d_hi):
        length = n // 2 if 2 * d == n else n
        for i in range(0, length, 8):
            mask = 255 if length - i >= 8 else (1 << (length - i)) - 1
            planes[at] = np.uint8(bits_above(values, i, i + d) & mask)
            if n_planes > 1:
                planes[at + plane_bytes] = np.uint8(bits_unlike(values, i, i + d) & mask)
            if n_planes > 2:
                planes[at + 2 * plane_bytes] = np.uint8(bits_known(values, i, i + d) & mask)
            at += 1
    for plane in range(n_planes):
        for k in range(at + plane * plane_bytes, start + (plane + 1) * plane_bytes):
            planes[k] = 0


@kernel
def sign_planes(values, n, d_lo, d_hi, n_planes, plane_bytes, lo, hi, planes):  # type: ignore[no-untyped-def]
    """Write the planes of vectors `lo` to `hi` for the pairs at distances ``[d_lo, d_hi)``."""
    ring = np.empty(n + n // 2 + 2 * 8, values.dtype)
    for v in range(lo, hi):
        _fill_ring(values, v * n, n, ring)
        _write_planes(ring, n, d_lo, d_hi, planes, v * n_planes * plane_bytes, n_planes, plane_bytes)


def row_bytes(n: int) -> int:
    """Return how many bytes the pairs at one distance take."""
    return -(-n // 8)


def plane_words(n: int, n_distances: int) -> int:
    """Return how many words one plane of that many distances takes: whole vectors of words."""
    return -(-n_distances * row_bytes(n) // (8 * WORDS)) * WORDS
