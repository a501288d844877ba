"""Ranks of the judged documents of a run, without sorting it.

Only judged documents need a rank. They are few: each query's are sorted, and every other document is placed
among them by bisection; a rank is then the count of all that come before. That is O(n log m) for n documents
and m judged ones, and exact for every tie rule.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.id_bytes import hash_id, id_below, same_id
from fastrank.kernels.jit import inlined, kernel, spliced
from fastrank.kernels.judgement_index import LOW, find_judgement

# Tie rules of tables; KEY orders equal scores by a number a row, larger first.
ID_DESCENDING, ID_ASCENDING, KEY, GRADE_BEST, GRADE_WORST, AVERAGE = range(6)
# What is done with a document that a query holds twice.
REFUSE, KEEP_FIRST, KEEP_BEST = range(3)

UNJUDGED = -1.0  # as a grade: below "judged not relevant", where negative grades stand too


@inlined
def _precedes(run, a, grade_a, b, grade_b, tie):  # type: ignore[no-untyped-def]
    """Whether row `a` stands before row `b`; equal scores follow the tie rule."""
    if run.scores[a] != run.scores[b]:
        return run.scores[a] > run.scores[b]
    if tie == ID_DESCENDING:
        return id_below(run.ids, b, a)
    if tie == ID_ASCENDING:
        return id_below(run.ids, a, b)
    if tie == KEY:
        return run.keys[a] > run.keys[b]
    if tie == GRADE_BEST:
        return grade_a > grade_b
    if tie == GRADE_WORST:
        return grade_a < grade_b
    return False


@spliced
def _find_double(run, rows, local, hashed, seen, mask):  # type: ignore[no-untyped-def]
    """Enter a document into the query's set; return the earlier one with the same id, or -1."""
    slot = np.int64(hashed & np.uint64(mask))
    tag = hashed & ~LOW
    while seen[slot] != 0:
        other = np.int64(seen[slot] & LOW) - 1
        if (seen[slot] & ~LOW) == tag and same_id(run.ids, rows[local], run.ids, rows[other]):
            return slot
        slot = (slot + 1) & mask
    seen[slot] = tag | np.uint64(local + 1)
    return -1


@spliced
def _drop_doubles(run, rows, n, on_double, seen, hashes, dropped, q, doubles):  # type: ignore[no-untyped-def]
    """Hash every document of a query and mark the ones that a repeat leaves out."""
    size = 16
    while size < 2 * n:
        size *= 2
    for slot in range(size):
        seen[slot] = 0
    for local in range(n):
        hashes[local] = hash_id(run.ids, rows[local])
        dropped[local] = False
        slot = _find_double(run, rows, local, hashes[local], seen, size - 1)
        if slot < 0:
            continue
        other = np.int64(seen[slot] & LOW) - 1
        if doubles[q, 2] == 0:
            doubles[q, 0], doubles[q, 1] = rows[other], rows[local]
        doubles[q, 2] += 1
        if on_double == KEEP_BEST and run.scores[rows[local]] > run.scores[rows[other]]:
            dropped[other] = True
            seen[slot] = (hashes[local] & ~LOW) | np.uint64(local + 1)
        else:
            dropped[local] = True


@inlined
def _sort_matched(run, rows, grades, n, tie, spare_rows, spare_grades):  # type: ignore[no-untyped-def]
    """Merge sort, stable, from runs of one; `spare` holds as many."""
    width = 1
    while width < n:
        for start in range(0, n, 2 * width):
            middle, stop = min(start + width, n), min(start + 2 * width, n)
            i, j = start, middle
            for out in range(start, stop):
                right = j < stop and (
                    i >= middle or _precedes(run, rows[j], grades[j], rows[i], grades[i], tie)
                )
                if right:
                    spare_rows[out], spare_grades[out] = rows[j], grades[j]
                    j += 1
                else:
                    spare_rows[out], spare_grades[out] = rows[i], grades[i]
                    i += 1
        for i in range(n):  # a slice assignment costs 2 s of compiling: its error text alone pulls in str
            rows[i], grades[i] = spare_rows[i], spare_grades[i]
        width *= 2


@spliced
def _place(run, row, matched, scores, grades, n, tie):  # type: ignore[no-untyped-def]
    """Return how many matched documents, of the given falling scores, stand before an unjudged one."""
    score, lo, hi = run.scores[row], 0, n
    while lo < hi:
        middle = (lo + hi) // 2
        if score > scores[middle] or (
            score == scores[middle] and _precedes(run, row, UNJUDGED, matched[middle], grades[middle], tie)
        ):
            hi = middle
        else:
            lo = middle + 1
    return lo


@spliced
def _place_before_ties(score, scores, n):  # type: ignore[no-untyped-def]
    """Return how many matched documents have a larger score than an unjudged one."""
    lo, hi = 0, n
    while lo < hi:
        middle = (lo + hi) // 2
        if score >= scores[middle]:
            hi = middle
        else:
            lo = middle + 1
    return lo


@inlined
def _group_end(run, matched, start, n):  # type: ignore[no-untyped-def]
    """Return where the matched documents end that share the score of the one at `start`."""
    stop = start + 1
    while stop < n and run.scores[matched[stop]] == run.scores[matched[start]]:
        stop += 1
    return stop


@inlined
def _write_ranks(run, matched, n, before, after_ties, shared, average, at, first, last):  # type: ignore[no-untyped-def]
    """Turn counts of preceding documents into ranks; return how many matched ones share their score."""
    ahead, ahead_or_tied, tied, start = 0, 0, 0, 0
    while start < n:
        stop, any_shared = _group_end(run, matched, start, n), False
        for i in range(start, stop):
            any_shared |= shared[i]
            ahead += before[i]
            ahead_or_tied += after_ties[i]
            first[at + i] = last[at + i] = ahead + i + 1
        if average:  # strictly larger scores come before the whole group, equal ones inside it
            for i in range(start, stop):
                first[at + i], last[at + i] = ahead + start + 1, ahead_or_tied + stop
        if any_shared or stop - start > 1:
            tied += stop - start
        start = stop
    return tied


@kernel
def rank_judged(  # type: ignore[no-untyped-def]
    run,
    rows,
    begin,
    end,
    index,
    tie,
    on_double,
    judged_only,
    lo,
    hi,
    first,
    last,
    grades,
    found,
    kept,
    tied,
    doubles,
):
    """Rank the judged documents of queries ``[lo, hi)``.

    Query ``q`` has the rows ``rows[begin[q]:end[q]]`` of `run`. Its entries go to ``index.offsets[q]`` and
    on; `found` counts them, `kept` the documents retrieved, `tied` the judged ones whose score is shared, and
    `doubles` holds a pair of rows with the same id and how many rows repeat one.
    """
    longest, most = 0, 0
    for q in range(lo, hi):
        longest = max(longest, end[q] - begin[q])
        most = max(most, min(index.offsets[q + 1] - index.offsets[q], end[q] - begin[q]))
    size = 16
    while size < 2 * longest:
        size *= 2
    seen, hashes = np.empty(size, np.uint64), np.empty(longest, np.uint64)
    dropped, is_matched = np.empty(longest, np.bool_), np.empty(longest, np.bool_)
    matched, matched_grades, matched_scores = np.empty(most, np.int64), np.empty(most), np.empty(most)
    spare, spare_grades = np.empty(most, np.int64), np.empty(most)
    before, after_ties = np.empty(most + 1, np.int64), np.empty(most + 1, np.int64)
    shared = np.empty(most + 1, np.bool_)
    for q in range(lo, hi):
        mine, n, m, n_kept = rows[begin[q] : end[q]], end[q] - begin[q], 0, 0
        doubles[q, 2] = 0
        _drop_doubles(run, mine, n, on_double, seen, hashes, dropped, q, doubles)
        for local in range(n):
            is_matched[local] = False
            if dropped[local]:
                continue
            judgement = find_judgement(index, q, hashes[local], run.ids, mine[local])
            if judgement >= 0 and (index.grades[judgement] >= 0 or not judged_only):
                matched[m], matched_grades[m] = mine[local], index.grades[judgement]
                is_matched[local] = True
                m += 1
            n_kept += judgement >= 0 and index.grades[judgement] >= 0 if judged_only else 1
        # Averaged ties too stand in one order, so that sums do not follow the order of the rows.
        _sort_matched(
            run, matched, matched_grades, m, GRADE_BEST if tie == AVERAGE else tie, spare, spare_grades
        )
        for i in range(m):
            matched_scores[i] = run.scores[matched[i]]
        for i in range(m + 1):
            before[i], after_ties[i], shared[i] = 0, 0, False
        if not judged_only and m > 0:
            for local in range(n):
                if dropped[local] or is_matched[local]:
                    continue
                score = run.scores[mine[local]]
                place = _place(run, mine[local], matched, matched_scores, matched_grades, m, tie)
                before[place] += 1
                if place < m and matched_scores[place] == score:
                    shared[place] = True
                if place > 0 and matched_scores[place - 1] == score:
                    shared[place - 1] = True
                if tie == AVERAGE:
                    after_ties[_place_before_ties(score, matched_scores, m)] += 1
        at = index.offsets[q]
        tied[q] = _write_ranks(run, matched, m, before, after_ties, shared, tie == AVERAGE, at, first, last)
        for i in range(m):
            grades[at + i] = matched_grades[i]
        found[q], kept[q] = m, n_kept
