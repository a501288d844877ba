"""Judged rows of a query as ranks: counts of the rows that stand before each, whatever shares its score."""

from __future__ import annotations

from fastrank.kernels import vectors as v
from fastrank.kernels.bisection import larger_in_sorted
from fastrank.kernels.jit import inlined, spliced
from fastrank.kernels.larger_counts import COMPARED, bisect_each, compare_each
from fastrank.kernels.list_ranking import sort_falling
from fastrank.kernels.tie_rules import UNJUDGED, precedes, sort_rows

_SCANNED = 8  # groups of tied documents of which each is looked for in all rows; more are in one pass


@spliced
def _falls(scores, n):  # type: ignore[no-untyped-def]
    rises = 0
    for i in range(1, n):
        rises += scores[i] > scores[i - 1]
    return rises == 0


@inlined
def count_larger(scores, n, m, room):  # type: ignore[no-untyped-def]
    """Sort the judged rows by score, and count the scores that are larger and no less than each one's."""
    falls = _falls(scores, n)
    for j in range(m):
        room.keys[j] = scores[room.matched[j]]
    if not falls:
        sort_falling(room.keys, room.matched, m, room.spare_numbers, room.spare)
    if falls:
        _read_off(scores, n, m, room)
    elif m <= COMPARED:
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
def order_tied(run, m, order, room):  # type: ignore[no-untyped-def]
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
def place_others(run, scores, n, m, tie, shared, falls, room):  # type: ignore[no-untyped-def]
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
def write_ranks(m, average, at, room, out):  # type: ignore[no-untyped-def]
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
