"""Ranks of all lists of a call, by the way that suits their number and length."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.low_ranks import pack_keys, rank_lists, rank_packed

Ranks = npt.NDArray[np.int32]

LONG = 256  # one list above this length goes through NumPy's vectorised sort


def low_ranks(values: npt.NDArray[Any], offsets: npt.NDArray[np.int64]) -> Ranks:
    """For every item, how many items of its list are smaller (NaN is smallest).

    `values` are flat, contiguous float64, int64 or uint64.
    """
    if len(offsets) == 2 and offsets[0] == 0 and offsets[1] > LONG and values.dtype == np.float64:
        return _ranks_of_long(values[: offsets[1]])
    low = np.empty(len(values), np.int32)
    parallel.run(rank_lists, (values, offsets), (low,), len(offsets) - 1, cost=offsets)
    return low


def both_low_ranks(
    x: npt.NDArray[Any], y: npt.NDArray[Any], offsets: npt.NDArray[np.int64]
) -> tuple[Ranks, Ranks]:
    """Ranks of both sides; two long lists are ranked at the same time."""
    if len(offsets) == 2 and len(x) > parallel.INLINE_ELEMENTS:
        low_x, low_y = parallel.map_tasks(lambda values: low_ranks(values, offsets), [x, y])
        return low_x, low_y
    return low_ranks(x, offsets), low_ranks(y, offsets)


def _ranks_of_long(values: npt.NDArray[np.float64]) -> Ranks:
    """Sort words of (high bits of the value, index): argsort moves eight times as many cache lines."""
    n, bits = len(values), values.view(np.uint64)
    index_bits = (n - 1).bit_length()
    words, low, settled = np.empty(n, np.uint64), np.empty(n, np.int32), np.ones(1, np.bool_)
    pack_keys(parallel.read_only(bits), index_bits, 0, n, words)
    words.sort()
    rank_packed(words, parallel.read_only(bits), index_bits, 0, n, low, settled)
    return low if settled[0] else _ranks_of_alike(values)


def _ranks_of_alike(values: npt.NDArray[np.float64]) -> Ranks:
    """Of values that agree in their high bits."""
    order = np.argsort(values)
    ordered = values[order]
    missing = int(np.isnan(ordered).sum())  # sorted to the end, ranked first
    ordered, order = np.roll(ordered, missing), np.roll(order, missing)
    new = ordered[1:] != ordered[:-1]
    new[: max(missing - 1, 0)] = False
    low = np.empty(len(values), np.int32)
    low[order] = np.maximum.accumulate(np.where(np.r_[True, new], np.arange(len(values)), 0))
    return low
