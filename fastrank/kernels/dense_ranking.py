"""Dense lists (rows of scores and grades) to ranked judged lists of the first ranks, and to ideal grades.

The k-th largest of 16 or more lane maxima bounds the k-th largest of a row from below, so about 1.4 k values
survive one comparison (13.9 of 100 at k = 10); survivors are ranked by counting larger ones. Both are vector
code without branches. Where that does not pay (k near n, much tied) counted runs are merged.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank.kernels import vectors as v
from fastrank.kernels.jit import inlined, kernel

COUNTED = 256  # ranked by counting (quadratic) up to here, merged beyond
RUN = 64  # merging starts from counted runs of this length


@kernel
def top_ranks(  # type: ignore[no-untyped-def]
    scores, relevance, k, average, keep_zero, lo, hi, offsets, first, last, grades
):
    """Write the ranked entries of rows `lo` to `hi` one after the other from ``offsets[lo]`` on.

    An entry is a document that can have a rank of at most `k`. Equal scores share their ranks (`average`)
    or keep their input order. ``offsets[lo]`` is read and ``offsets[lo + 1:hi + 1]`` written: a range goes on
    where the one before ended, so ranges that run at once need outputs of their own. Outputs have room for
    ``(hi - lo) * n`` entries; what is not needed is not touched. Scores hold no NaN.
    """
    n, room = scores.shape[1], scores.shape[1] + 32
    lanes, places = np.empty(_lanes_for(k, n), scores.dtype), np.empty(room, np.int32)
    keys, items = np.empty(room, scores.dtype), np.zeros(room, np.int32)
    top, order = np.empty(room, scores.dtype), np.empty(room, np.int32)
    sorting = keys, items, top, order, places
    _rank_rows(scores, relevance, k, average, keep_zero, lo, hi, offsets, first, last, grades, lanes, sorting)


@inlined
def _rank_rows(  # type: ignore[no-untyped-def]
    scores, relevance, k, average, keep_zero, lo, hi, offsets, first, last, grades, lanes, sorting
):
    n = scores.shape[1]
    sorting = _pointers(sorting)
    keys, items, top, order, final = sorting
    to_first, to_last, to_grades = v.pointer(first, 0), v.pointer(last, 0), v.pointer(grades, 0)
    end = offsets[lo]
    for row in range(lo, hi):
        m = _rank_row(v.pointer(scores, row * n), n, k, False, v.pointer(lanes, 0), len(lanes), sorting)
        marks = v.pointer(relevance, row * n)
        if average:  # the last rank of each place
            final[m - 1] = m
            for i in range(m - 2, -1, -1):
                final[i] = final[i + 1] if top[i] == top[i + 1] else i + 1
        rank = np.int64(1)
        for i in range(m):
            rank = rank if average and i > 0 and top[i] == top[i - 1] else i + 1
            if rank > k:
                break
            grade = marks[order[i]]
            to_first[end], to_last[end], to_grades[end] = rank, final[i] if average else rank, grade
            end += keep_zero or grade != 0  # written first, kept after: no branch to mispredict
        offsets[row + 1] = end


@kernel
def settle_ties(k, best, keep_zero, lo, hi, offsets, first, last, grades):  # type: ignore[no-untyped-def]
    """Order tied entries by grade, best or worst first, in lists that `top_ranks` made with zeros kept.

    Works in place: entries are cut at rank `k`, zeros dropped if so asked, and ``offsets[lo + 1:hi + 1]``
    rewritten.
    """
    longest = np.int64(0)
    for i in range(offsets[lo], offsets[hi]):
        longest = max(longest, last[i] - first[i] + 1)
    keys, items = np.empty(longest + 32, np.float64), np.zeros(longest + 32, np.int32)
    top, order = np.empty(longest + 32, np.float64), np.empty(longest + 32, np.int32)
    sorting = keys, items, top, order, np.empty(longest + 32, np.int32)
    _settle_rows(k, best, keep_zero, lo, hi, offsets, first, last, grades, sorting)


@inlined
def _settle_rows(k, best, keep_zero, lo, hi, offsets, first, last, grades, sorting):  # type: ignore[no-untyped-def]
    sorting = _pointers(sorting)
    keys, top = sorting[0], sorting[2]
    sign = 1.0 if best else -1.0
    start = end = offsets[lo]
    for row in range(lo, hi):
        stop = offsets[row + 1]
        while start < stop:
            rank, m = first[start], last[start] - first[start] + 1
            for i in range(m):
                keys[i] = sign * grades[start + i]
            _sort(m, sorting)
            for i in range(min(m, k - rank + 1)):
                first[end] = last[end] = rank + i
                grades[end] = sign * top[i]
                end += keep_zero or top[i] != 0
            start += m
        offsets[row + 1] = end


@kernel
def top_grades(relevance, k, lo, hi, out):  # type: ignore[no-untyped-def]
    """Write the ``min(k, n)`` largest grades of each row, largest first."""
    n, room = relevance.shape[1], relevance.shape[1] + 32
    lanes, places = np.empty(_lanes_for(k, n), relevance.dtype), np.empty(room, np.int32)
    keys, items = np.empty(room, relevance.dtype), np.zeros(room, np.int32)
    top, order = np.empty(room, relevance.dtype), np.empty(room, np.int32)
    _grade_rows(relevance, k, lo, hi, out, lanes, (keys, items, top, order, places))


@inlined
def _grade_rows(relevance, k, lo, hi, out, lanes, sorting):  # type: ignore[no-untyped-def]
    n, found = relevance.shape[1], min(k, relevance.shape[1])
    sorting = _pointers(sorting)
    top = sorting[2]
    for row in range(lo, hi):
        m = _rank_row(v.pointer(relevance, row * n), n, k, True, v.pointer(lanes, 0), len(lanes), sorting)
        to, bound = v.pointer(out, row * found), lanes[0] if len(lanes) else 0
        for i in range(found):
            to[i] = top[i] if i < m else bound


@inlined
def _pointers(sorting):  # type: ignore[no-untyped-def]
    keys, items, top, order, places = sorting
    return v.pointer(keys, 0), v.pointer(items, 0), v.pointer(top, 0), v.pointer(order, 0), v.pointer(places, 0)


@inlined
def _lanes_for(k, n):  # type: ignore[no-untyped-def]
    """How many lane maxima to take: 1.5 k or a little more, or none where taking all is cheaper."""
    lanes = (3 * k // 2 + 15) // 16 * 16
    return lanes if k > 0 and 2 * lanes <= n and lanes * lanes <= 64 * n else 0


@inlined
def _rank_row(line, n, k, above, lanes, width, sorting):  # type: ignore[no-untyped-def]
    """Sort at least the `k` largest of a row, with all that tie with the k-th; return how many were sorted.

    `above` leaves out what only equals a bound, kept in ``lanes[0]``: whatever is missing has that value.
    """
    keys, items = sorting[0], sorting[1]
    if width:
        bound = _bound(line, n, k, lanes, width)
        m = _select(line, n, bound, above, items)
        lanes[0] = bound
    else:
        m = n
        for i in range(n):
            items[i] = i
    for i in range(m, (m + 15) // 16 * 16):
        items[i] = 0
    for i in range((m + 15) // 16 * 16):  # whole blocks: a trip count that is mostly the same
        keys[i] = line[items[i]]
    _sort(m, sorting)
    return m


@inlined
def _bound(line, n, k, lanes, width):  # type: ignore[no-untyped-def]
    """Return the k-th largest of the maxima of `width` strided parts of a row."""
    for lane in range(0, width, 16):
        top = v.load(line, lane)
        for start in range(lane + width, n - 15, width):
            top = v.larger(top, v.load(line, start))
        start = lane + (n - lane) // width * width
        if n - 16 < start < n:  # fewer than 16 are left: drop what the block before has seen
            top = v.larger(top, v.keep_from(v.load(line, n - 16), start - (n - 16)))
        v.store(top, lanes, lane)
    bound = line[0]
    for lane in range(0, width, 16):
        block, counts = v.load(lanes, lane), v.no_counts()
        for other in range(0, width, 16):
            counts = v.count_larger(counts, v.load(lanes, other), block)
        smallest = v.smallest_counted_below(block, counts, k)
        bound = smallest if lane == 0 else min(bound, smallest)
    return bound


@inlined
def _select(line, n, bound, above, items):  # type: ignore[no-untyped-def]
    """List, in input order, the items that are at least (or are above) a bound."""
    m = np.int64(0)
    for start in range(0, n, 16):
        at = min(start, n - 16)  # the last block overlaps the one before it
        block = v.load(line, at)
        bits = v.bits_larger(block, bound) if above else v.bits_at_least(block, bound)
        bits = bits >> (start - at) << (start - at)
        v.store_chosen(bits, at, items, m)
        m += v.count_bits(bits)
    return m


@inlined
def _sort(m, sorting):  # type: ignore[no-untyped-def]
    """Sort keys, and items with them, into `top` and `order`, largest first; equal keys keep their order."""
    keys, items, top, order, places = sorting
    run = m if m <= COUNTED else RUN
    for start in range(0, m, max(run, 1)):
        _sort_run(keys, items, start, min(start + run, m), top, order, places)
    while run < m:
        for i in range(m):
            keys[i], items[i] = top[i], order[i]
        for start in range(0, m, 2 * run):
            _merge(keys, items, start, min(start + run, m), min(start + 2 * run, m), top, order)
        run *= 2


@inlined
def _sort_run(keys, items, lo, hi, top, order, places):  # type: ignore[no-untyped-def]
    padded = lo + (hi - lo + 15) // 16 * 16
    last = padded - 16  # what pads the last block sorts behind everything
    v.store(v.keep_before(v.load(keys, last), hi - last), keys, last)
    for base in range(lo, padded, 16):
        block = v.load(keys, base)
        counts = v.count_before(v.no_counts(), block)
        for other in range(lo, base, 16):
            counts = v.count_at_least(counts, v.load(keys, other), block)
        for other in range(base + 16, padded, 16):
            counts = v.count_larger(counts, v.load(keys, other), block)
        v.store(counts, places, base)
    for i in range(lo, padded):
        place = lo + places[i]
        top[place], order[place] = keys[i], items[i]


@inlined
def _merge(keys, items, lo, middle, hi, top, order):  # type: ignore[no-untyped-def]
    a, b = lo, middle
    for to in range(lo, hi):
        right = b < hi and (a >= middle or keys[b] > keys[a])
        source = b if right else a
        top[to], order[to] = keys[source], items[source]
        b += right
        a += not right


def top_ranks_definition(
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


def top_grades_definition(relevance: Any, k: int) -> list[list[float]]:
    """The law: the largest grades of each row."""
    return [sorted(map(float, line), reverse=True)[:k] for line in relevance.tolist()]
