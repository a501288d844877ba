"""Dense lists (rows of scores and grades) to ranked judged lists of the first ranks, and to ideal grades.

The k-th largest of 16 or more lane maxima bounds the k-th largest of a row from below, so about 1.4 k values
survive one comparison (13.9 of 100 at k = 10); survivors are ranked by counting larger ones. Both are vector
code without branches. Where that does not pay (k near n, much tied) counted runs are merged.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank.kernels import vectors as v
from fastrank.kernels.block_sorting import lanes_for, room_for, sort_keys, sort_row
from fastrank.kernels.ideal_grades import largest_grades
from fastrank.kernels.jit import inlined, kernel


@kernel
def rank_rows(  # type: ignore[no-untyped-def]
    scores, relevance, k, average, keep_zero, best, lo, hi, offsets, first, last, grades, ideal
):
    """Write the ranked entries of rows `lo` to `hi` one after the other from ``offsets[lo]`` on.

    An entry is a document that can have a rank of at most `k`. Equal scores share their ranks (`average`)
    or keep their input order. ``offsets[lo]`` is read and ``offsets[lo + 1:hi + 1]`` written: a range goes on
    where the one before ended, so ranges that run at once need outputs of their own. Outputs have room for
    ``(hi - lo) * n`` entries; what is not needed is not touched. The `best` largest grades of each row go to
    `ideal`, which has room for 16 more. Returns whether a score or a grade is NaN; then the outputs mean
    nothing.
    """
    n = scores.shape[1]
    k, best = min(k, n), min(best, n)
    if k <= 0:  # rows are empty
        for row in range(lo, hi):
            offsets[row + 1] = offsets[lo]
        return False
    width, room = max(lanes_for(k, n), lanes_for(best, n)), room_for(n)
    values, ints = np.empty(2 * room + width + 16, scores.dtype), np.zeros(4 * room + 16, np.int32)
    marks = np.zeros(2 * room + width + 32, relevance.dtype)
    return _rank_rows(
        scores, relevance, k, average, keep_zero, best, lo, hi, offsets, first, last, grades, ideal,
        values, marks, ints,
    )  # fmt: skip


@inlined
def _rank_rows(  # type: ignore[no-untyped-def]
    scores, relevance, k, average, keep_zero, best, lo, hi, offsets, first, last, grades, ideal,
    values, marks, ints,
):  # fmt: skip
    n, room, end = scores.shape[1], room_for(scores.shape[1]), offsets[lo]
    keys, grade_keys, items = v.aligned(values), v.aligned(marks), v.aligned(ints)
    known = v.pointer(marks, len(marks) - 16)
    order = v.pointer(items, room)
    larger, no_less = v.pointer(items, 2 * room), v.pointer(items, 3 * room)
    to_first, to_last, to_grades = v.pointer(first, 0), v.pointer(last, 0), v.pointer(grades, 0)
    misses = np.int64(0)
    for row in range(lo, hi):
        line, judged = v.pointer(scores, row * n), v.pointer(relevance, row * n)
        if _holds_nan(line, n) or _holds_nan(judged, n):
            return True
        m, _ = sort_row(line, n, k, False, room, keys, items)
        entries = min(m, max(k, np.int64(no_less[k - 1]))) if average else k
        for i in range(entries):
            to_first[end] = larger[i] + 1 if average else i + 1
            to_last[end] = min(no_less[i], m) if average else i + 1  # pads are no less than -inf
            grade = judged[order[i]]
            to_grades[end] = grade
            end += keep_zero or grade != 0  # written first, kept after: no branch to mispredict
        offsets[row + 1] = end
        if best > 0:
            to_ideal = v.pointer(ideal, row * best)
            misses = largest_grades(judged, n, best, room, misses, grade_keys, items, known, to_ideal)
    return False


@inlined
def _holds_nan(line, n):  # type: ignore[no-untyped-def]
    if n < 16:
        found = np.int64(0)
        for i in range(n):
            found += line[i] != line[i]
        return found > 0
    counts = v.no_counts()
    for start in range(0, n, 16):
        counts = v.count_nan(counts, v.load(line, min(start, n - 16)))
    return v.largest(counts) > 0


@kernel
def settle_ties(k, best, keep_zero, lo, hi, offsets, first, last, grades):  # type: ignore[no-untyped-def]
    """Order tied entries by grade, best or worst first, in lists that `rank_rows` made with zeros kept.

    Works in place: entries are cut at rank `k`, zeros dropped if so asked, and ``offsets[lo + 1:hi + 1]``
    rewritten.
    """
    longest = np.int64(0)
    for i in range(offsets[lo], offsets[hi]):
        longest = max(longest, last[i] - first[i] + 1)
    room = room_for(longest)
    values, ints = np.empty(2 * room, np.float64), np.zeros(4 * room, np.int32)
    _settle_rows(k, best, keep_zero, lo, hi, offsets, first, last, grades, room, values, ints)


@inlined
def _settle_rows(  # type: ignore[no-untyped-def]
    k, best, keep_zero, lo, hi, offsets, first, last, grades, room, values, ints
):
    sign = 1.0 if best else -1.0
    start = end = offsets[lo]
    for row in range(lo, hi):
        stop = offsets[row + 1]
        while start < stop:
            rank, m = first[start], last[start] - first[start] + 1
            for i in range((m + 15) // 16 * 16):
                values[i] = sign * grades[start + i] if i < m else -np.inf
            sort_keys(m, room, v.pointer(values, 0), v.pointer(ints, 0))
            for i in range(min(m, k - rank + 1)):
                first[end] = last[end] = rank + i
                grades[end] = sign * values[room + i]
                end += keep_zero or values[room + i] != 0
            start += m
        offsets[row + 1] = end


def rank_rows_definition(
    scores: Any, relevance: Any, k: int, ties: str, keep_zero: bool
) -> list[list[tuple[int, int, float]]]:
    """The law: for each row the (first rank, last rank, grade) of the documents that may reach rank k."""
    sign = {"best": -1.0, "worst": 1.0}.get(ties, 0.0)
    rows = []
    for line, marks in zip(scores.tolist(), relevance.tolist(), strict=True):
        found = sorted(zip(line, marks, strict=True), key=lambda pair: (-pair[0], sign * pair[1]))
        entries = []
        for rank, (score, grade) in enumerate(found, 1):
            first = 1 + sum(other > score for other in line) if ties == "average" else rank
            final = sum(other >= score for other in line) if ties == "average" else rank
            if first <= k and (keep_zero or grade != 0):
                entries.append((first, final, float(grade)))
        rows.append(entries)
    return rows


def largest_grades_definition(relevance: Any, k: int) -> list[list[float]]:
    """The law: the largest grades of each row."""
    return [sorted(map(float, line), reverse=True)[:k] for line in relevance.tolist()]
