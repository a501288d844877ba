"""Ranks of the judged documents of a run, without sorting it.

Only judged documents need a rank, and they are few: a rank is the count of all documents that come before. Where the
scores of a query fall already it is read off; else larger scores are counted, for few judged documents by comparing
and for many by bisection, O(n log m) for n documents and m judged ones. All are exact for every tie rule.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels import vectors as v
from fastrank.kernels.bare_arrays import bare
from fastrank.kernels.bisection import larger_in_sorted
from fastrank.kernels.duplicate_rows import power_of_two
from fastrank.kernels.id_bytes import IdBytes, hash_id
from fastrank.kernels.jit import inlined, kernel, spliced
from fastrank.kernels.judged_rows import WORDS_A_ROW, drop_repeats, find_judged
from fastrank.kernels.larger_counts import bisect_each, compare_each
from fastrank.kernels.list_ranking import sort_falling
from fastrank.kernels.tie_rules import AVERAGE, GRADE_BEST, precedes, sort_rows

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

UNJUDGED = -1.0  # as a grade: below "judged not relevant", where negative grades stand too
_COMPARED = 200  # judged documents that are compared with every score; more are bisected
_SCANNED = 8  # groups of tied documents of which each is looked for in all rows; more are in one pass


class RunRows(NamedTuple):
    """Rows of a run; `keys` order equal scores where the tie rule is a number."""

    ids: IdBytes
    scores: Floats
    keys: Floats


class QueryRows(NamedTuple):
    """Query ``queries[i]`` has the rows ``rows[begin[i]:end[i]]``, in the order of the table.

    Without `rows` they follow each other from `begin` on: numbering those of a long run takes 4 ns a row,
    in memory that the system has to find first.
    """

    queries: Integers
    rows: Integers
    begin: Integers
    end: Integers


class JudgedRanks(NamedTuple):
    """What :func:`rank_judged` writes of ``queries[i]``: its entries from ``offsets[i]`` on, and counts in place ``i``.

    `found` counts the entries of a query, `kept` the documents it retrieved, `tied` the judged ones whose score
    is shared, `rows` the rows it has; `doubles` holds two rows with the same id, and how many rows repeat one.
    """

    offsets: Integers
    first: Integers
    last: Integers
    grades: Floats
    found: Integers
    kept: Integers
    tied: Integers
    rows: Integers
    doubles: Integers


class _Room(NamedTuple):
    """Scratch for the largest query of a call: for its rows, by local number, and for its judged ones.

    `matched` are the judged rows by falling score; `grades` are by row, `keys`, `larger` and `no_less` as `matched`.
    """

    rows: Integers
    hashes: npt.NDArray[np.uint64]
    scores: Floats
    grades: Floats
    bits: npt.NDArray[np.uint64]
    seen: npt.NDArray[np.uint64]
    flagged: Integers
    settled: npt.NDArray[np.uint8]
    taken: npt.NDArray[np.uint8]
    matched: Integers
    keys: Floats
    larger: Integers
    no_less: Integers
    before: Integers
    tied_rows: Integers
    tied_grades: Floats
    spare: Integers
    spare_numbers: Floats


@inlined
def _room(groups, index, lo, hi):  # type: ignore[no-untyped-def]
    longest, judged, most = 1, 1, 1
    for i in range(lo, hi):
        q, n = groups.queries[i], groups.end[i] - groups.begin[i]
        own = index.offsets[q + 1] - index.offsets[q]
        longest, judged, most = max(longest, n), max(judged, own), max(most, min(own, n))
    return _Room(
        np.empty(longest, np.int64),
        np.empty(longest, np.uint64),
        np.empty(longest),
        np.empty(longest),
        np.empty(WORDS_A_ROW * power_of_two(longest), np.uint64),
        np.empty(power_of_two(2 * longest), np.uint64),
        np.empty(longest, np.int64),
        np.empty(longest, np.uint8),
        np.empty(judged, np.uint8),
        np.empty(most, np.int64),
        np.empty(most),
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        np.empty(most),
        np.empty(2 * most, np.int64),
        np.empty(most),
    )


@spliced
def _falls(scores, n):  # type: ignore[no-untyped-def]
    rises = 0
    for i in range(1, n):
        rises += scores[i] > scores[i - 1]
    return rises == 0


@inlined
def _count_larger(scores, n, m, room):  # type: ignore[no-untyped-def]
    """Sort the judged rows by score, and count the scores that are larger and no less than each one's."""
    falls = _falls(scores, n)
    for j in range(m):
        room.keys[j] = scores[room.matched[j]]
    if not falls:
        sort_falling(room.keys, room.matched, m, room.spare_numbers, room.spare)
    if falls:
        _read_off(scores, n, m, room)
    elif m <= _COMPARED:
        for j in range(m):
            room.larger[j], room.no_less[j] = 0, 0
        compare_each(scores, n, room.keys, m, room.larger, room.no_less)
    else:
        for j in range(m):
            room.larger[j], room.no_less[j] = 0, 0
        bisect_each(scores, n, room.keys, m, room.spare, room.larger, room.no_less)
    return falls


@spliced
def _read_off(scores, n, m, room):  # type: ignore[no-untyped-def]
    for j in range(m):
        if j > 0 and room.keys[j] == room.keys[j - 1]:
            room.larger[j], room.no_less[j] = room.larger[j - 1], room.no_less[j - 1]
            continue
        start, stop = room.matched[j], room.matched[j] + 1
        while start > 0 and scores[start - 1] == room.keys[j]:
            start -= 1
        while stop < n and scores[stop] == room.keys[j]:
            stop += 1
        room.larger[j], room.no_less[j] = start, stop


@spliced
def _group_end(keys, start, m):  # type: ignore[no-untyped-def]
    """Return where the judged rows end that share the score of the one at `start`."""
    stop = start + 1
    while stop < m and keys[stop] == keys[start]:
        stop += 1
    return stop


@inlined
def _order_tied(run, m, order, room):  # type: ignore[no-untyped-def]
    """Put judged rows of one score in the order of the tie rule; return how many such groups hold others, too."""
    start, shared = 0, 0
    while start < m:
        stop, sharing = _group_end(room.keys, start, m), room.no_less[start] - room.larger[start]
        for j in range(start, stop):
            local = room.matched[j]
            room.before[j] = 0
            room.tied_rows[j], room.tied_grades[j] = room.rows[local], room.grades[local]
        if stop - start > 1:
            own, grades = v.pointer(room.tied_rows, start), v.pointer(room.tied_grades, start)
            sort_rows(run, own, grades, stop - start, order, room.spare, room.spare_numbers)
        shared += sharing > stop - start
        start = stop
    return shared


@inlined
def _place_tied(run, row, start, stop, tie, room):  # type: ignore[no-untyped-def]
    """Count another row before the judged ones of the same score that it stands before."""
    lo, hi = start, stop
    while lo < hi:
        middle = (lo + hi) // 2
        if precedes(run, row, UNJUDGED, room.tied_rows[middle], room.tied_grades[middle], tie):
            hi = middle
        else:
            lo = middle + 1
    if lo < stop:
        room.before[lo] += 1


@inlined
def _place_others(run, scores, n, m, tie, shared, falls, room):  # type: ignore[no-untyped-def]
    """Place the rows that are not judged and share their score with judged ones, in `shared` groups."""
    for local in range(n):
        room.settled[local] = False
    for j in range(m):
        room.settled[room.matched[j]] = True
    if not falls and shared > _SCANNED:
        for local in range(n):
            start = larger_in_sorted(scores[local], room.keys, m)
            if start < m and room.keys[start] == scores[local] and not room.settled[local]:
                _place_tied(run, room.rows[local], start, _group_end(room.keys, start, m), tie, room)
        return
    start = 0
    while start < m:
        stop, larger, no_less = _group_end(room.keys, start, m), room.larger[start], room.no_less[start]
        if no_less - larger > stop - start:
            for local in range(larger if falls else 0, no_less if falls else n):
                if scores[local] == room.keys[start] and not room.settled[local]:
                    _place_tied(run, room.rows[local], start, stop, tie, room)
        start = stop


@spliced
def _write_ranks(m, average, at, room, out):  # type: ignore[no-untyped-def]
    """Write the ranks and grades of the judged rows; return how many of them share their score."""
    tied, start = 0, 0
    while start < m:
        stop, ahead, no_less = _group_end(room.keys, start, m), room.larger[start], room.no_less[start]
        if no_less - ahead > 1:
            tied += stop - start
        for j in range(start, stop):
            ahead += room.before[j] + 1
            out.first[at + j] = room.larger[start] + 1 if average else ahead
            out.last[at + j] = no_less if average else ahead
            out.grades[at + j] = room.tied_grades[j]
        start = stop
    return tied


@spliced
def _keep_matched(m, room):  # type: ignore[no-untyped-def]
    """Drop all other rows."""
    for j in range(m):
        local = room.matched[j]
        room.rows[j], room.grades[j], room.matched[j] = room.rows[local], room.grades[local], j


@inlined
def _rank_queries(run, groups, index, tie, on_double, judged_only, lo, hi, out, room):  # type: ignore[no-untyped-def]
    run, index, out, room = bare(run), bare(index), bare(out), bare(room)
    # Averaged ties too stand in one order, so that sums do not follow the order of the rows.
    order, all_in_order = GRADE_BEST if tie == AVERAGE else tie, len(groups.rows) == 0
    for i in range(lo, hi):
        q, begin, n = groups.queries[i], groups.begin[i], groups.end[i] - groups.begin[i]
        doubles, as_they_come = v.pointer(out.doubles, 3 * i), all_in_order
        out.rows[i], doubles[2] = n, 0
        for local in range(n):
            room.rows[local] = begin + local if all_in_order else groups.rows[begin + local]
        for local in range(n):
            room.hashes[local] = hash_id(run.ids, room.rows[local])
        m, may_repeat = find_judged(run, n, index, q, judged_only, room)
        if may_repeat:
            n = drop_repeats(run, n, on_double, room, doubles)
            if doubles[2] > 0:
                m, may_repeat = find_judged(run, n, index, q, judged_only, room)
                as_they_come = False
        if judged_only:
            _keep_matched(m, room)
            n, as_they_come = m, False
        out.found[i], out.kept[i] = m, n
        scores = v.pointer(run.scores, begin) if as_they_come else v.pointer(room.scores, 0)
        if not as_they_come:
            for local in range(n):
                room.scores[local] = run.scores[room.rows[local]]
        falls = _count_larger(scores, n, m, room)
        shared = _order_tied(run, m, order, room)
        if shared > 0 and tie != AVERAGE:
            _place_others(run, scores, n, m, tie, shared, falls, room)
        out.tied[i] = _write_ranks(m, tie == AVERAGE, out.offsets[i], room, out)


@kernel
def rank_judged(run, groups, index, tie, on_double, judged_only, lo, hi, out):  # type: ignore[no-untyped-def]
    """Rank the judged documents of the queries ``groups.queries[lo:hi]`` into `out`, a `JudgedRanks`."""
    room = _room(groups, index, lo, hi)
    _rank_queries(run, groups, index, tie, on_double, judged_only, lo, hi, out, room)
