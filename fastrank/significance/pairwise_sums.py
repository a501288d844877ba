"""Sums of a list without each of its items in turn, with the bits that NumPy's pairwise sum of the rest has.

NumPy adds up to 128 numbers in eight lanes, and halves what is longer. Without one item, the numbers before it stand
where they stood and those after it one place earlier: of every block two sums are enough, as it stands and one
place later. So all n sums take O(128 n), where adding each anew takes O(n²).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.jit import inlined, kernel

Values = npt.NDArray[np.float64]
Sizes = npt.NDArray[np.int64]

_BLOCK = 128


class Blocks(NamedTuple):
    """Halves of halves of n places, as a heap: node k has the children 2k + 1 and 2k + 2; no node has size 0."""

    start: Sizes
    size: Sizes


@inlined
def lane_sum(values, start, size, hole):  # type: ignore[no-untyped-def]
    """Sum of up to 128 places from `start` on, where every place from `hole` on holds the item after it."""
    lanes, whole = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), size - size % 8
    total = 0.0
    if whole:
        for at in range(start, start + whole, 8):
            step = (
                values[at + (at >= hole)],
                values[at + 1 + (at + 1 >= hole)],
                values[at + 2 + (at + 2 >= hole)],
                values[at + 3 + (at + 3 >= hole)],
                values[at + 4 + (at + 4 >= hole)],
                values[at + 5 + (at + 5 >= hole)],
                values[at + 6 + (at + 6 >= hole)],
                values[at + 7 + (at + 7 >= hole)],
            )
            lanes = (
                lanes[0] + step[0],
                lanes[1] + step[1],
                lanes[2] + step[2],
                lanes[3] + step[3],
                lanes[4] + step[4],
                lanes[5] + step[5],
                lanes[6] + step[6],
                lanes[7] + step[7],
            )
        left = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
        total = left + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
    for at in range(start + whole, start + size):
        total += values[at + (at >= hole)]
    return total


@kernel
def block_sums(values, start, size, lo, hi, standing, shifted):  # type: ignore[no-untyped-def]
    """Sums of the blocks that are not halved: as they stand, and one place later."""
    for node in range(lo, hi):
        if 0 < size[node] <= 128:
            standing[node] = lane_sum(values, start[node], size[node], values.size)
            shifted[node] = lane_sum(values, start[node], size[node], 0)


@kernel
def holed_sums(values, start, size, standing, shifted, lo, hi, out):  # type: ignore[no-untyped-def]
    """Sum without item i, for i in ``[lo, hi)``: from the block with the hole up, adding its neighbours."""
    for hole in range(lo, hi):
        node = 0
        while size[node] > 128:
            node = 2 * node + (2 if hole >= start[2 * node + 2] else 1)
        total = lane_sum(values, start[node], size[node], hole)
        while node:
            total += shifted[node + 1] if node % 2 else standing[node - 1]
            node = (node - 1) // 2
        out[hole] = total


def sums_without_each(values: Values) -> Values:
    """Return, for every item, the sum of the others.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.significance.pairwise_sums import sums_without_each
    >>> sums_without_each(np.array([1.0, 2.0, 4.0]))
    array([6., 5., 3.])
    """
    blocks = _halves(len(values) - 1)
    standing, shifted = np.zeros(len(blocks.size)), np.zeros(len(blocks.size))
    parallel.run(block_sums, (values, *blocks), (standing, shifted), len(blocks.size), cost=2 * _BLOCK)
    for node in np.flatnonzero(blocks.size > _BLOCK)[::-1].tolist():
        for sums in (standing, shifted):
            sums[node] = sums[2 * node + 1] + sums[2 * node + 2]
    out = np.empty(len(values))
    parallel.run(holed_sums, (values, *blocks, standing, shifted), (out,), len(values), cost=_BLOCK)
    return out


def _halves(n: int) -> Blocks:
    start, size = [np.zeros(1, np.int64)], [np.array([n])]
    while (size[-1] > _BLOCK).any():
        left = size[-1] // 2
        left = np.where(size[-1] > _BLOCK, left - left % 8, 0)
        right = np.where(size[-1] > _BLOCK, size[-1] - left, 0)
        start.append(np.stack([start[-1], start[-1] + left], axis=1).ravel())
        size.append(np.stack([left, right], axis=1).ravel())
    return Blocks(np.concatenate(start), np.concatenate(size))
