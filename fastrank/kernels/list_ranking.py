"""Ragged lists to ranked entries: a full sort of every list, for lists that dense selection cannot take."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.dense_ranking import AVERAGE, BEST, INPUT, _sort
from fastrank.kernels.jit import kernel


@kernel
def rank_lists(scores, grades, offsets, tie_rule, lo, hi, order, first, last):  # type: ignore[no-untyped-def]
    """Write each list's items by falling score, and the first and last rank each can have.

    ``order[offsets[q]:offsets[q + 1]]`` are places in the flat arrays. Scores hold no NaN.
    """
    longest = 0
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    keys, spare_keys = np.empty(longest + 16, scores.dtype), np.empty(longest, scores.dtype)
    by_grade, spare_grade = np.empty(longest + 16), np.empty(longest)
    spare, places = np.empty(longest, np.int64), np.empty(longest + 16, np.int32)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        items = order[start : start + n]
        for i in range(n):
            items[i] = start + i
        if tie_rule != AVERAGE and tie_rule != INPUT:
            for i in range(n):
                by_grade[i] = grades[start + i] if tie_rule == BEST else -grades[start + i]
            _sort(by_grade, items, n, spare_grade, spare, places)
        for i in range(n):
            keys[i] = scores[items[i]]
        _sort(keys, items, n, spare_keys, spare, places)
        i = 0
        while i < n:
            stop = i + 1
            while tie_rule == AVERAGE and stop < n and keys[stop] == keys[i]:
                stop += 1
            for j in range(i, stop):
                first[start + j], last[start + j] = i + 1, stop
            i = stop
