"""Pairs of a block that may be among the most similar of either vector, picked while the block is in cache."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fastrank.kernels.jit import inlined, kernel

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


@inlined
def shorten(panel, t, i0, j0, values, mirrored, least_x, least_y, value, image, place, count):  # type: ignore[no-untyped-def]
    """Keep what is above the least value that its row, or its column, has kept of earlier panels."""
    found = t * SIDE * SIDE
    for i in range(min(SIDE, panel.x_count - i0)):
        least = least_x[panel.x_first + i0 + i]
        for j in range(i + 1 if panel.symmetric and i0 == j0 else 0, min(SIDE, panel.y_count - j0)):
            at = i * SIDE + j
            if values[at] > least or mirrored[at] > least_y[panel.y_first + j0 + j]:
                value[found], image[found] = values[at], mirrored[at]
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
def keep_nearest(block, first_row, skip_own, lo, hi, values, index):  # type: ignore[no-untyped-def]
    """Merge whole rows of statistics into what each row has kept."""
    for i in range(lo, hi):
        row = first_row + i
        for column in range(block.shape[1]):
            if not (skip_own and column == row) and block[i, column] == block[i, column]:
                _keep(values, index, row, block[i, column], column)
