"""AP correlation of long lists: from ranks, by how many items before each one of a permutation are larger."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.ap_groups import B, ap_of_pair, clear, room_for_groups
from fastrank.correlation.weighted_places import Places, arrange, put_words, room_for
from fastrank.kernels.discordance_counts import (
    PART_BITS,
    count_larger_before,
    count_long_parts,
    split_long,
)
from fastrank.kernels.jit import inlined, kernel

LONG = 1 << (PART_BITS + 1)  # one list of this length is cut into parts that threads share


@kernel
def _sort_lists(low_x, low_y, variant, offsets, lo, hi, out):  # type: ignore[no-untyped-def]
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    places = room_for(longest)
    by_x, by_y = room_for_groups(longest), room_for_groups(longest)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        out[0, q], out[1, q] = sorted_ap(low_x, low_y, start, n, variant, places, by_x, by_y)


@inlined
def sorted_ap(low_x, low_y, start, n, variant, places, by_x, by_y):  # type: ignore[no-untyped-def]
    """AP correlation of one list with y as the estimate, and with x."""
    if arrange(low_x, low_y, start, n, places):
        return np.nan, np.nan
    put_words(n, places)
    count_larger_before(places.words, places.other, n)
    _fill_groups(low_x, low_y, start, n, variant, places, by_x, by_y)
    return ap_of_pair(variant, by_x, by_y, n)


@inlined
def _fill_groups(low_x, low_y, start, n, variant, places, by_x, by_y):  # type: ignore[no-untyped-def]
    clear(by_x, n)
    clear(by_y, n)
    run_end = np.int64(0)  # of the items that equal this one in both
    for a in range(n):
        if a == run_end:
            run_end += places.tied_both[a]
        item, b = start + places.item_at[a], np.int64(places.b_of[a])
        x_end = np.int64(low_x[item] + places.tied_x[low_x[item]])
        y_end = np.int64(low_y[item] + places.tied_y[low_y[item]])
        wrong_y = places.words[b] >> 32  # smaller in x, larger in y
        wrong_x = wrong_y + b - a
        right = (n - y_end) - wrong_y - (x_end - run_end)
        if variant == B:  # what the other side ties is not right
            wrong_x, wrong_y = n - x_end - right, n - y_end - right
        by_x.balance[n - x_end] += right - wrong_x
        by_y.balance[n - y_end] += right - wrong_y
        by_x.size[n - x_end] += 1
        by_y.size[n - y_end] += 1


@kernel
def _begin_long(low_x, low_y, lo, hi, constant, places):  # type: ignore[no-untyped-def]
    """The first steps of `sorted_ap` for one long list; ``lo, hi`` is one item."""
    n = np.int64(len(low_x))
    for i in range(lo, hi):
        constant[i] = arrange(low_x, low_y, 0, n, places)


@kernel
def _end_long(low_x, low_y, variant, places, lo, hi, out):  # type: ignore[no-untyped-def]
    """The last steps of `sorted_ap` for one long list."""
    n = np.int64(len(low_x))
    for i in range(lo, hi):
        by_x, by_y = room_for_groups(n), room_for_groups(n)
        _fill_groups(low_x, low_y, 0, n, variant, places, by_x, by_y)
        out[0, i], out[1, i] = ap_of_pair(variant, by_x, by_y, n)


def sort_lists(
    low: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]],
    variant: int,
    offsets: npt.NDArray[np.int64],
    out: npt.NDArray[np.float64],
) -> None:
    """Write the AP correlation of each list, both ways, from how many items of it are smaller in x and in y."""
    if out.shape[1] == 1 and offsets[0] == 0 and offsets[1] == len(low[0]) >= LONG:
        _sort_long(low, variant, out)
    else:
        parallel.run(_sort_lists, (*low, variant, offsets), (out,), out.shape[1], cost=offsets)


def _sort_long(low: Any, variant: int, out: npt.NDArray[np.float64]) -> None:
    """The same counts as `_sort_lists`, with the parts of the partition shared by threads."""
    n = len(low[0])
    places = Places(np.empty(n, np.int64), np.empty(n, np.int64), *(np.empty(n, np.int32) for _ in range(7)))
    constant, buffers = np.zeros(1, np.bool_), (places.words, places.other)
    parallel.run(_begin_long, low, (constant, places), 1)
    if constant[0]:
        out[:] = np.nan
        return
    parallel.run(split_long, (places.b_of,), buffers, 1)
    parts = (n + (1 << PART_BITS) - 1) >> PART_BITS
    parallel.run(count_long_parts, (n,), buffers, parts, cost=1 << PART_BITS)
    parallel.run(_end_long, (*low, variant, places), (out,), 1)
