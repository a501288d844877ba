"""Pairs of a block that may be among the most similar of either vector, picked while the block is in cache."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fastrank.kernels.jit import inlined, kernel, spliced
from fastrank.kernels.vectors import pointer

SIDE = 32  # vectors a side of a block: 64 planes of 128 words stay in the second cache


class Shortlist(NamedTuple):
    """Room for every pair of every block of a panel; nothing where whole matrices are written."""

    value: Any
    image: Any  # of the transposed pair
    place: Any  # row · 2^32 + column, within the panel
    count: Any  # how many pairs each block has found

    @classmethod
    def of(cls, blocks: int) -> Shortlist:
        """Room for a number of blocks."""
        room = blocks * SIDE * SIDE
        return cls(np.empty(room), np.empty(room), np.empty(room, np.int64), np.zeros(blocks, np.int64))


@spliced
def _count_above(row, image_row, least, others, first, columns):  # type: ignore[no-untyped-def]
    """How many pairs of a row are to be kept: mostly none, which a loop of vectors tells."""
    above = 0
    for j in range(first, columns):
        above += (row[j] > least) | (image_row[j] > others[j])
    return above


@inlined
def shorten(panel, t, i0, j0, values, mirrored, least_x, least_y, value, image, place, count):  # type: ignore[no-untyped-def]
    """Keep what is above the least value that its row, or its column, has kept of earlier panels."""
    found = t * SIDE * SIDE
    columns, others = min(SIDE, panel.y_count - j0), pointer(least_y, panel.y_first + j0)
    for i in range(min(SIDE, panel.x_count - i0)):
        least = least_x[panel.x_first + i0 + i]
        row, image_row = pointer(values, i * SIDE), pointer(mirrored, i * SIDE)
        first = i + 1 if panel.symmetric and i0 == j0 else 0
        if _count_above(row, image_row, least, others, first, columns) == 0:
            continue
        for j in range(first, columns):
            if row[j] > least or image_row[j] > others[j]:
                value[found], image[found] = row[j], image_row[j]
                place[found] = ((i0 + i) << 32) + j0 + j
                found += 1
    count[t] = found - t * SIDE * SIDE


@inlined
def _keep(values, index, row, value, column):  # type: ignore[no-untyped-def]
    """Insert into a row's kept values, largest first; of equal values the earlier column comes first."""
    at = values.shape[1] - 1
    least = values[row, at]
    if not (value > least or (value == least and column < index[row, at])):
        return
    while at > 0 and (
        values[row, at - 1] < value or (values[row, at - 1] == value and index[row, at - 1] > column)
    ):
        values[row, at], index[row, at] = values[row, at - 1], index[row, at - 1]
        at -= 1
    values[row, at], index[row, at] = value, column


@kernel
def keep_shortlist(value, image, place, count, x_first, y_first, mirrored, lo, hi, values, index):  # type: ignore[no-untyped-def]
    """Merge a panel's shortlists into what each row has kept, in the order of the blocks."""
    for t in range(lo, hi):
        for k in range(t * SIDE * SIDE, t * SIDE * SIDE + count[t]):
            row, column = x_first + (place[k] >> 32), y_first + (place[k] & 0xFFFFFFFF)
            _keep(values, index, row, value[k], column)
            if mirrored:
                _keep(values, index, column, image[k], row)


@kernel
def keep_nearest(block, first_row, first_column, lo, hi, values, index):  # type: ignore[no-untyped-def]
    """Merge a block of statistics into what each row has kept."""
    for i in range(lo, hi):
        row = first_row + i
        for j in range(block.shape[1]):
            if block[i, j] == block[i, j]:
                _keep(values, index, row, block[i, j], first_column + j)
