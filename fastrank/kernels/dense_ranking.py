"""Dense lists (rows of scores and grades) to ranked judged lists of the first ranks, and to ideal grades.

The k-th largest of 16 or more lane maxima bounds the k-th largest of a row from below, so about 1.4 k values
survive one comparison (13.9 of 100 at k = 10); survivors are then ranked by counting larger ones. Both are
vector code without branches. Where that does not pay (k near n, everything tied) rows are merge sorted.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.vectors import (
    bits_at_least,
    bits_larger,
    count_at_least,
    count_larger,
    first_lanes,
    larger,
    load,
    lowest_bit,
    no_counts,
    smallest_counted_below,
    store,
)

AVERAGE, INPUT, BEST, WORST = 0, 1, 2, 3  # tie rules
COUNTED = 256  # ranked by counting (quadratic) up to here, merged beyond
RUN = 64  # merging starts from counted runs of this length


@kernel
def top_ranks(  # type: ignore[no-untyped-def]
    scores, relevance, k, tie_rule, keep_zero, lo, hi, offsets, first, last, grades
):
    """Write the ranked entries of rows ``lo`` to ``hi`` one after the other from ``offsets[lo]`` on.

    An entry belongs to a document that can have a rank of at most `k`. ``offsets[lo]`` is read and
    ``offsets[lo + 1:hi + 1]`` written: a range continues where the one before it ended, so ranges that run at
    once need outputs of their own. Outputs must have room for ``(hi - lo) * n`` entries; what is not needed
    is not touched. Scores hold no NaN.
    """
    n = scores.shape[1]
    lanes, pick = np.empty(_lanes_for(k, n), scores.dtype), np.empty(n, np.int64)
    keys, spare_keys = np.empty(n + 16, scores.dtype), np.empty(n, scores.dtype)
    by_grade, spare_grade = np.empty(n + 16, np.float64), np.empty(n, np.float64)
    spare, places = np.empty(n, np.int64), np.empty(n + 16, np.int32)
    for row in range(lo, hi):
        m = _candidates(scores[row], k, lanes, pick)
        if tie_rule >= 2:
            sign = 1.0 if tie_rule == 2 else -1.0
            for i in range(m):
                by_grade[i] = sign * relevance[row, pick[i]]
            _sort(by_grade, pick, m, spare_grade, spare, places)
        for i in range(m):
            keys[i] = scores[row, pick[i]]
        _sort(keys, pick, m, spare_keys, spare, places)
        end = offsets[row]
        i = 0
        while i < min(m, k):
            stop = i + 1
            if tie_rule == 0:
                while stop < m and keys[stop] == keys[i]:
                    stop += 1
            for j in range(i, stop):
                grade = relevance[row, pick[j]]
                first[end], last[end], grades[end] = i + 1, stop, grade
                end += keep_zero or grade != 0  # written first, kept after: no branch to mispredict
            i = stop
        offsets[row + 1] = end


@kernel
def top_grades(relevance, k, lo, hi, out):  # type: ignore[no-untyped-def]
    """Write the ``min(k, n)`` largest grades of each row, largest first."""
    n = relevance.shape[1]
    lanes, pick = np.empty(_lanes_for(k, n), relevance.dtype), np.empty(n, np.int64)
    keys, spare_keys = np.empty(n + 16, relevance.dtype), np.empty(n, relevance.dtype)
    spare, places = np.empty(n, np.int64), np.empty(n + 16, np.int32)
    for row in range(lo, hi):
        # Only grades above the bound are ranked: the rest of the k equal it, however many do.
        line = relevance[row]
        if len(lanes):
            bound = _bound(line, k, lanes)
            m = _above(line, bound, pick)
        else:
            m = _everything(line, pick)
            bound = keys[0]
        for i in range(m):
            keys[i] = line[pick[i]]
        _sort(keys, pick, m, spare_keys, spare, places)
        found = min(k, m)
        for i in range(found):
            out[row, i] = keys[i]
        for i in range(found, min(k, n)):
            out[row, i] = bound


@inlined
def _lanes_for(k, n):  # type: ignore[no-untyped-def]
    """How many lane maxima to take: 1.5 k or a little more, or none where taking all is cheaper."""
    lanes = (3 * k // 2 + 15) // 16 * 16
    return lanes if 2 * lanes <= n and lanes * lanes <= 64 * n else 0


@inlined
def _candidates(line, k, lanes, pick):  # type: ignore[no-untyped-def]
    """Pick, in input order, every item that may be among the `k` largest or tied with the k-th."""
    if len(lanes) == 0:
        return _everything(line, pick)
    bound = _bound(line, k, lanes)
    m = 0
    n = len(line)
    for start in range(0, n, 64):
        bits = np.int64(0)
        for part in range(start, min(start + 64, n), 16):
            at = min(part, n - 16)  # the last block overlaps the one before it
            bits |= (bits_at_least(load(line, at), bound) >> (part - at)) << (part - start)
        while bits != 0:
            pick[m] = start + lowest_bit(bits)
            m += 1
            bits &= bits - 1
    return m


@inlined
def _above(line, bound, pick):  # type: ignore[no-untyped-def]
    m = 0
    n = len(line)
    for start in range(0, n, 64):
        bits = np.int64(0)
        for part in range(start, min(start + 64, n), 16):
            at = min(part, n - 16)
            bits |= (bits_larger(load(line, at), bound) >> (part - at)) << (part - start)
        while bits != 0:
            pick[m] = start + lowest_bit(bits)
            m += 1
            bits &= bits - 1
    return m


@inlined
def _everything(line, pick):  # type: ignore[no-untyped-def]
    for i in range(len(line)):
        pick[i] = i
    return len(line)


@inlined
def _bound(line, k, lanes):  # type: ignore[no-untyped-def]
    """Return the k-th largest of the maxima of ``len(lanes)`` strided parts of a row."""
    n, width = len(line), len(lanes)
    for lane in range(0, width, 16):
        top = load(line, lane)
        for start in range(lane + width, n - 15, width):
            top = larger(top, load(line, start))
        # the part that ends within the last 16 items: drop what the block before has seen
        start = lane + (n - lane) // width * width
        if start < n and start > n - 16:
            top = larger(top, first_lanes(top, load(line, n - 16), start - (n - 16)))
        store(top, lanes, lane)
    bound = lanes[0]
    for lane in range(width):
        bound = max(bound, lanes[lane])
    for lane in range(0, width, 16):
        block, counts = load(lanes, lane), no_counts()
        for other in range(width):
            counts = count_larger(counts, lanes[other], block)
        bound = smallest_counted_below(block, counts, k, bound)
    return bound


@inlined
def _sort(keys, items, m, spare_keys, spare, places):  # type: ignore[no-untyped-def]
    """Sort keys, and items with them, largest first; equal keys keep their order."""
    run = m if m <= COUNTED else RUN
    for start in range(0, m, max(run, 1)):
        _sort_run(keys, items, start, min(start + run, m), spare_keys, spare, places)
    while run < m:
        for start in range(0, m, 2 * run):
            _merge(keys, items, start, min(start + run, m), min(start + 2 * run, m), spare_keys, spare)
        keys[:m] = spare_keys[:m]
        items[:m] = spare[:m]
        run *= 2


@inlined
def _sort_run(keys, items, lo, hi, spare_keys, spare, places):  # type: ignore[no-untyped-def]
    for base in range(lo, hi, 16):
        block, counts = load(keys, base), no_counts()
        for other in range(lo, base):
            counts = count_at_least(counts, keys[other], block)
        for other in range(base, min(base + 16, hi)):
            more = count_larger(counts, keys[other], block)
            ties = count_at_least(counts, keys[other], block)
            counts = first_lanes(more, ties, other - base + 1)
        for other in range(base + 16, hi):
            counts = count_larger(counts, keys[other], block)
        store(counts, places, base)
    for i in range(lo, hi):
        spare_keys[lo + places[i]], spare[lo + places[i]] = keys[i], items[i]
    for i in range(lo, hi):
        keys[i], items[i] = spare_keys[i], spare[i]


@inlined
def _merge(keys, items, lo, middle, hi, out_keys, out_items):  # type: ignore[no-untyped-def]
    a, b, to = lo, middle, lo
    while a < middle and b < hi:
        right = keys[b] > keys[a]
        source = b if right else a
        out_keys[to], out_items[to] = keys[source], items[source]
        to += 1
        b += right
        a += not right
    for a in range(a, middle):  # noqa: B020
        out_keys[to], out_items[to] = keys[a], items[a]
        to += 1
    for b in range(b, hi):  # noqa: B020
        out_keys[to], out_items[to] = keys[b], items[b]
        to += 1


def top_ranks_definition(
    scores: Any, relevance: Any, k: int, tie_rule: int, keep_zero: bool
) -> list[list[tuple[int, int, float]]]:
    """The law: for each row the (first rank, last rank, grade) of the documents that may reach rank k."""
    rows = []
    for line, grades in zip(scores.tolist(), relevance.tolist(), strict=True):
        sign = {2: -1.0, 3: 1.0}.get(tie_rule, 0.0)
        order = sorted(range(len(line)), key=lambda i: (-line[i], sign * grades[i]))
        entries = []
        for rank, i in enumerate(order, 1):
            first = 1 + sum(value > line[i] for value in line) if tie_rule == 0 else rank
            final = sum(value >= line[i] for value in line) if tie_rule == 0 else rank
            if first <= k and (keep_zero or grades[i] != 0):
                entries.append((first, final, float(grades[i])))
        rows.append(entries)
    return rows


def top_grades_definition(relevance: Any, k: int) -> list[list[float]]:
    """The law: the largest grades of each row."""
    return [sorted(map(float, line), reverse=True)[:k] for line in relevance.tolist()]
