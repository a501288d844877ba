"""Ranks of the judged documents of a run, without sorting it.

Only judged documents need a rank. They are few: each query's are sorted, and every other document is placed
among them by bisection; a rank is then the count of all that come before. That is O(n log m) for n documents
and m judged ones, and exact for every tie rule.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.bisection import larger_in_sorted
from fastrank.kernels.duplicate_rows import drop_doubles, power_of_two, suspect_rows
from fastrank.kernels.id_bytes import IdBytes, hash_id
from fastrank.kernels.jit import inlined, kernel, spliced
from fastrank.kernels.judgement_index import fill_filter, find_judgement, may_be_judged
from fastrank.kernels.tie_rules import AVERAGE, GRADE_BEST, precedes, sort_rows

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

UNJUDGED = -1.0  # as a grade: below "judged not relevant", where negative grades stand too


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


class _Scratch(NamedTuple):
    """Room for the largest query of a call: for its rows, and for its judged ones."""

    rows: Integers
    hashes: npt.NDArray[np.uint64]
    bits: npt.NDArray[np.uint64]
    seen: npt.NDArray[np.uint64]
    suspects: Integers
    settled: npt.NDArray[np.bool_]
    matched: Integers
    grades: Floats
    scores: Floats
    spare_rows: Integers
    spare_grades: Floats
    before: Integers
    after_ties: Integers
    shared: npt.NDArray[np.bool_]


@inlined
def _scratch(groups, index, lo, hi):  # type: ignore[no-untyped-def]
    longest, most, judged = 1, 1, 1
    for i in range(lo, hi):
        q, n = groups.queries[i], groups.end[i] - groups.begin[i]
        longest, judged = max(longest, n), max(judged, index.offsets[q + 1] - index.offsets[q])
        most = max(most, min(index.offsets[q + 1] - index.offsets[q], n))
    return _Scratch(
        np.empty(longest, np.int64),
        np.empty(longest, np.uint64),
        np.empty(power_of_two(max(longest, judged)), np.uint64),
        np.empty(power_of_two(2 * longest), np.uint64),
        np.empty(longest, np.int64),
        np.empty(longest, np.bool_),
        np.empty(most, np.int64),
        np.empty(most),
        np.empty(most),
        np.empty(most, np.int64),
        np.empty(most),
        np.empty(most + 1, np.int64),
        np.empty(most + 1, np.int64),
        np.empty(most + 1, np.bool_),
    )


@spliced
def _match(run, rows, n, index, q, judged_only, scratch):  # type: ignore[no-untyped-def]
    """Collect a query's judged documents; return how many there are, and how many documents are kept."""
    m, n_kept = 0, 0
    mask = fill_filter(index, q, n, scratch.bits)
    for local in range(n):
        if scratch.settled[local]:
            continue
        n_kept += not judged_only
        if not may_be_judged(scratch.bits, mask, scratch.hashes[local]):
            continue
        judgement = find_judgement(index, q, scratch.hashes[local], run.ids, rows[local])
        if judgement >= 0 and (index.grades[judgement] >= 0 or not judged_only):
            scratch.matched[m], scratch.grades[m] = rows[local], index.grades[judgement]
            scratch.settled[local] = True
            n_kept += judged_only
            m += 1
    return m, n_kept


@inlined
def _place_tied(run, row, m, larger, tie, scratch):  # type: ignore[no-untyped-def]
    """Count an unjudged row that shares its score with a judged one; `larger` judged ones stand above both."""
    score, lo, hi = run.scores[row], larger, m
    while lo < hi:
        middle = (lo + hi) // 2
        if score > scratch.scores[middle] or precedes(
            run, row, UNJUDGED, scratch.matched[middle], scratch.grades[middle], tie
        ):
            hi = middle
        else:
            lo = middle + 1
    scratch.before[lo] += 1
    scratch.after_ties[larger] += 1
    if lo < m and scratch.scores[lo] == score:
        scratch.shared[lo] = True
    if lo > larger:
        scratch.shared[lo - 1] = True


@spliced
def _count_unjudged(run, rows, n, m, tie, scratch):  # type: ignore[no-untyped-def]
    """Place every unjudged document among the sorted judged ones."""
    for i in range(m):
        scratch.scores[i] = run.scores[scratch.matched[i]]
    for local in range(n):
        score = run.scores[rows[local]]
        place = larger_in_sorted(score, scratch.scores, m)
        if place < m and scratch.scores[place] == score:  # a judged document itself, or tied with one
            if not scratch.settled[local]:
                _place_tied(run, rows[local], m, place, tie, scratch)
        elif not scratch.settled[local]:
            scratch.before[place] += 1
            scratch.after_ties[place] += 1


@inlined
def _group_end(run, matched, start, n):  # type: ignore[no-untyped-def]
    """Return where the matched documents end that share the score of the one at `start`."""
    stop = start + 1
    while stop < n and run.scores[matched[stop]] == run.scores[matched[start]]:
        stop += 1
    return stop


@inlined
def _write_ranks(run, n, average, at, scratch, out):  # type: ignore[no-untyped-def]
    """Turn counts of preceding documents into ranks; return how many matched ones share their score."""
    ahead, ahead_or_tied, tied, start = 0, 0, 0, 0
    while start < n:
        stop, any_shared = _group_end(run, scratch.matched, start, n), False
        for i in range(start, stop):
            any_shared |= scratch.shared[i]
            ahead += scratch.before[i]
            ahead_or_tied += scratch.after_ties[i]
            out.grades[at + i] = scratch.grades[i]
            out.first[at + i] = out.last[at + i] = ahead + i + 1
        if average:  # strictly larger scores come before the whole group, equal ones inside it
            for i in range(start, stop):
                out.first[at + i], out.last[at + i] = ahead + start + 1, ahead_or_tied + stop
        if any_shared or stop - start > 1:
            tied += stop - start
        start = stop
    return tied


@kernel
def rank_judged(run, groups, index, tie, on_double, judged_only, lo, hi, out):  # type: ignore[no-untyped-def]
    """Rank the judged documents of the queries ``groups.queries[lo:hi]`` into `out`, a `JudgedRanks`."""
    scratch = _scratch(groups, index, lo, hi)
    for i in range(lo, hi):
        q, n = groups.queries[i], groups.end[i] - groups.begin[i]
        rows, all_in_order, begin = scratch.rows, len(groups.rows) == 0, groups.begin[i]
        out.doubles[i, 2] = 0
        for local in range(n):
            rows[local] = begin + local if all_in_order else groups.rows[begin + local]
            scratch.hashes[local] = hash_id(run.ids, rows[local])
            scratch.settled[local] = False
        suspects = suspect_rows(scratch.hashes, n, scratch.bits, scratch.suspects)
        if suspects:
            drop_doubles(
                run, rows, scratch.hashes, scratch.suspects, suspects, on_double, scratch.seen,
                scratch.settled, out.doubles[i],
            )  # fmt: skip
        m, out.kept[i] = _match(run, rows, n, index, q, judged_only, scratch)
        # Averaged ties too stand in one order, so that sums do not follow the order of the rows.
        order = GRADE_BEST if tie == AVERAGE else tie
        sort_rows(run, scratch.matched, scratch.grades, m, order, scratch.spare_rows, scratch.spare_grades)
        for j in range(m + 1):
            scratch.before[j], scratch.after_ties[j], scratch.shared[j] = 0, 0, False
        if m > 0 and not judged_only:
            _count_unjudged(run, rows, n, m, tie, scratch)
        out.rows[i], out.found[i] = n, m
        out.tied[i] = _write_ranks(run, m, tie == AVERAGE, out.offsets[i], scratch, out)
