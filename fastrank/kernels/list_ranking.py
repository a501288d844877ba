"""Ragged lists to ranked entries: a full sort of every list, for lists that dense selection cannot take."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined, kernel

AVERAGE, INPUT, BEST, WORST = range(4)  # what becomes of equal scores

RUN = 16  # insertion sorted; merging from single items took a third longer at 20 to 200 items


@inlined
def _insertion_sort(keys, items, lo, hi):  # type: ignore[no-untyped-def]
    for i in range(lo + 1, hi):
        key, item, j = keys[i], items[i], i
        while j > lo and keys[j - 1] < key:
            keys[j], items[j] = keys[j - 1], items[j - 1]
            j -= 1
        keys[j], items[j] = key, item


@inlined
def _merge(keys, items, lo, middle, hi, spare_keys, spare_items):  # type: ignore[no-untyped-def]
    i, j = lo, middle
    for out in range(lo, hi):
        right = j < hi and (i >= middle or keys[j] > keys[i])
        source = j if right else i
        spare_keys[out], spare_items[out] = keys[source], items[source]
        j += right
        i += not right


@inlined
def sort_falling(keys, items, n, spare_keys, spare_items):  # type: ignore[no-untyped-def]
    """Sort the first `n` keys, and items with them, largest first; equal keys keep their order."""
    for lo in range(0, n, RUN):
        _insertion_sort(keys, items, lo, min(lo + RUN, n))
    width = RUN
    while width < n:
        for lo in range(0, n, 2 * width):
            _merge(keys, items, lo, min(lo + width, n), min(lo + 2 * width, n), spare_keys, spare_items)
        for i in range(n):
            keys[i], items[i] = spare_keys[i], spare_items[i]
        width *= 2


@kernel
def rank_lists(scores, grades, offsets, tie_rule, lo, hi, order, first, last):  # type: ignore[no-untyped-def]
    """Write each list's items by falling score, and the first and last rank each can have.

    ``order[offsets[q]:offsets[q + 1]]`` are places in the flat arrays. Scores hold no NaN.
    """
    longest = np.int64(1)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    keys, spare_keys = np.empty(longest, scores.dtype), np.empty(longest, scores.dtype)
    by_grade, spare_grades = np.empty(longest), np.empty(longest)
    spare_items = np.empty(longest, np.int64)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        items = order[start : start + n]
        for i in range(n):
            items[i] = start + i
            by_grade[i] = grades[start + i] if tie_rule == BEST else -grades[start + i]
        if tie_rule in (BEST, WORST):
            sort_falling(by_grade, items, n, spare_grades, spare_items)
        for i in range(n):
            keys[i] = scores[items[i]]
        sort_falling(keys, items, n, spare_keys, spare_items)
        i = 0
        while i < n:
            stop = i + 1
            while tie_rule == AVERAGE and stop < n and keys[stop] == keys[i]:
                stop += 1
            for j in range(i, stop):
                first[start + j], last[start + j] = i + 1, stop
            i = stop


@kernel
def order_tied(offsets, first, lo, hi, grades):  # type: ignore[no-untyped-def]
    """Put entries that share their ranks in the order of their grades, so that sums have one order."""
    longest = np.int64(1)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    unused, spare, spare_unused = np.empty(longest, np.int64), np.empty(longest), np.empty(longest, np.int64)
    for q in range(lo, hi):
        start = offsets[q]
        while start < offsets[q + 1]:
            stop = start + 1
            while stop < offsets[q + 1] and first[stop] == first[start]:
                stop += 1
            if stop - start > 1:
                sort_falling(grades[start:stop], unused, stop - start, spare, spare_unused)
            start = stop
