"""Ranks of lists of values: how many items of its list are smaller. Equal values share the rank, so do 0.0 and -0.0.

A NaN is smaller than every number; NaNs tie.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank.kernels.jit import inlined, kernel

RUN = 16  # sorted by insertion before merging starts


@kernel
def rank_lists(values, offsets, lo, hi, low):  # type: ignore[no-untyped-def]
    """Write the rank of every item of the lists `lo` to `hi`."""
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    keys, more_keys = np.empty(longest, values.dtype), np.empty(longest, values.dtype)
    items, more_items = np.empty(longest, np.int32), np.empty(longest, np.int32)
    for q in range(lo, hi):
        _rank_list(values, offsets[q], offsets[q + 1], keys, items, more_keys, more_items, low)


@kernel
def densify_lists(low, offsets, lo, hi, dense):  # type: ignore[no-untyped-def]
    """How many distinct values of its list are smaller, from how many items are."""
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    place = np.empty(longest, np.int32)
    for q in range(lo, hi):
        start, stop = offsets[q], offsets[q + 1]
        for i in range(stop - start):
            place[i] = -1
        for i in range(start, stop):
            place[low[i]] = 0
        distinct = 0
        for i in range(stop - start):
            if place[i] == 0:
                place[i] = distinct
                distinct += 1
        for i in range(start, stop):
            dense[i] = place[low[i]]


@inlined
def _rank_list(values, start, stop, keys, items, more_keys, more_items, low):  # type: ignore[no-untyped-def]
    n = stop - start
    missing = np.int64(0)
    for i in range(start, stop):  # NaN first, the numbers behind them
        if values[i] != values[i]:
            low[i] = 0
            missing += 1
    m = np.int64(0)
    for i in range(n):
        if values[start + i] == values[start + i]:
            keys[m], items[m] = values[start + i], i
            m += 1
    swapped = _sort(keys, items, more_keys, more_items, m)
    first = np.int64(0)
    for i in range(m):
        if swapped:
            if more_keys[i] != more_keys[first]:
                first = i
            low[start + more_items[i]] = missing + first
        else:
            if keys[i] != keys[first]:
                first = i
            low[start + items[i]] = missing + first


@inlined
def _sort(keys, items, more_keys, more_items, m):  # type: ignore[no-untyped-def]
    """Sort keys with their items; return whether the result stands in the second pair of arrays."""
    for start in range(0, m, RUN):
        for i in range(start + 1, min(start + RUN, m)):
            key, item, j = keys[i], items[i], i
            while j > start and keys[j - 1] > key:
                keys[j], items[j] = keys[j - 1], items[j - 1]
                j -= 1
            keys[j], items[j] = key, item
    swapped = False
    run = np.int64(RUN)
    while run < m:
        for start in range(0, m, 2 * run):
            middle, stop = min(start + run, m), min(start + 2 * run, m)
            if swapped:
                _merge(more_keys, more_items, keys, items, start, middle, stop)
            else:
                _merge(keys, items, more_keys, more_items, start, middle, stop)
        swapped = not swapped
        run *= 2
    return swapped


@inlined
def _merge(keys, items, to_keys, to_items, start, middle, stop):  # type: ignore[no-untyped-def]
    left, right, at = start, middle, start
    while left < middle and right < stop:
        take = keys[right] < keys[left]  # without a branch: its outcome is anybody's guess
        source = right if take else left
        to_keys[at], to_items[at] = keys[source], items[source]
        right += take
        left += not take
        at += 1
    while left < middle:
        to_keys[at], to_items[at] = keys[left], items[left]
        left, at = left + 1, at + 1
    while right < stop:
        to_keys[at], to_items[at] = keys[right], items[right]
        right, at = right + 1, at + 1


def low_ranks_definition(values: Any) -> list[int]:
    """The law, for one list."""
    return [
        sum(bool(other != other and value == value) or bool(other < value) for other in values)
        for value in values
    ]
