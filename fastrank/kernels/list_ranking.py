"""Ragged lists to ranked entries: a full sort of every list, for lists that dense selection cannot take."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.dense_ranking import _sort
from fastrank.kernels.jit import kernel

AVERAGE, INPUT, BEST, WORST = range(4)  # what becomes of equal scores


@kernel
def rank_lists(scores, grades, offsets, tie_rule, lo, hi, order, first, last):  # type: ignore[no-untyped-def]
    """Write each list's items by falling score, and the first and last rank each can have.

    ``order[offsets[q]:offsets[q + 1]]`` are places in the flat arrays. Scores hold no NaN.
    """
    room = np.int64(32)
    for q in range(lo, hi):
        room = max(room, offsets[q + 1] - offsets[q] + 32)
    keys, top = np.empty(room, scores.dtype), np.empty(room, scores.dtype)
    by_grade, top_grade = np.empty(room), np.empty(room)
    given, sorted_items = np.empty(room, np.int32), np.empty(room, np.int32)
    places = np.empty(room, np.int32)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        for i in range(n):
            given[i] = i
        if tie_rule == BEST or tie_rule == WORST:
            for i in range(n):
                by_grade[i] = grades[start + i] if tie_rule == BEST else -grades[start + i]
            _sort(by_grade, given, n, top_grade, sorted_items, places)
            for i in range(n):
                given[i] = sorted_items[i]
        for i in range(n):
            keys[i] = scores[start + given[i]]
        _sort(keys, given, n, top, sorted_items, places)
        i = 0
        while i < n:
            stop = i + 1
            while tie_rule == AVERAGE and stop < n and top[stop] == top[i]:
                stop += 1
            for j in range(i, stop):
                order[start + j] = start + sorted_items[j]
                first[start + j], last[start + j] = i + 1, stop
            i = stop
