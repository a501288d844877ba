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
from fastrank.kernels.duplicate_rows import power_of_two
from fastrank.kernels.id_bytes import IdBytes, hash_id
from fastrank.kernels.jit import inlined, kernel, spliced
from fastrank.kernels.judged_places import count_larger, order_tied, place_others, write_ranks
from fastrank.kernels.judged_rows import WORDS_A_ROW, drop_repeats, find_judged
from fastrank.kernels.tie_rules import AVERAGE, GRADE_BEST

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


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
def _keep_matched(m, room):  # type: ignore[no-untyped-def]
    """Drop all other rows."""
    for j in range(m):
        local = room.matched[j]
        room.rows[j], room.grades[j], room.matched[j] = room.rows[local], room.grades[local], j


@spliced
def _take_rows(run, groups, i, n, room):  # type: ignore[no-untyped-def]
    """Number the rows of a query, and hash their documents."""
    begin = groups.begin[i]
    if len(groups.rows) == 0:
        for local in range(n):
            room.rows[local] = begin + local
    else:
        for local in range(n):
            room.rows[local] = groups.rows[begin + local]
    for local in range(n):
        room.hashes[local] = hash_id(run.ids, room.rows[local])


@inlined
def _keep_rows(run, n, index, q, on_double, judged_only, room, doubles):  # type: ignore[no-untyped-def]
    """Find the judged rows, and drop those that do not count; return how many there are of both, and whether none went.

    `doubles` is as in :class:`JudgedRanks`.
    """
    m, may_repeat = find_judged(run, n, index, q, judged_only, room)
    dropped = False
    if may_repeat:
        n = drop_repeats(run, n, on_double, room, doubles)
        if doubles[2] > 0:
            m, may_repeat = find_judged(run, n, index, q, judged_only, room)
            dropped = True
    if judged_only:
        _keep_matched(m, room)
        n, dropped = m, True
    return m, n, not dropped


@inlined
def _rank_queries(run, groups, index, tie, on_double, judged_only, lo, hi, out, room):  # type: ignore[no-untyped-def]
    run, index, out, room = bare(run), bare(index), bare(out), bare(room)
    # Averaged ties too stand in one order, so that sums do not follow the order of the rows.
    order, all_in_order = GRADE_BEST if tie == AVERAGE else tie, len(groups.rows) == 0
    for i in range(lo, hi):
        q, n = groups.queries[i], groups.end[i] - groups.begin[i]
        doubles = v.pointer(out.doubles, 3 * i)
        out.rows[i], doubles[2] = n, 0
        _take_rows(run, groups, i, n, room)
        m, n, all_kept = _keep_rows(run, n, index, q, on_double, judged_only, room, doubles)
        out.found[i], out.kept[i] = m, n
        scores = v.pointer(run.scores, groups.begin[i])
        if not (all_in_order and all_kept):
            scores = v.pointer(room.scores, 0)
            for local in range(n):
                scores[local] = run.scores[room.rows[local]]
        falls = count_larger(scores, n, m, room)
        shared = order_tied(run, m, order, room)
        if shared > 0 and tie != AVERAGE:
            place_others(run, scores, n, m, tie, shared, falls, room)
        out.tied[i] = write_ranks(m, tie == AVERAGE, out.offsets[i], room, out)


@kernel
def rank_judged(run, groups, index, tie, on_double, judged_only, lo, hi, out):  # type: ignore[no-untyped-def]
    """Rank the judged documents of the queries ``groups.queries[lo:hi]`` into `out`, a `JudgedRanks`."""
    room = _room(groups, index, lo, hi)
    _rank_queries(run, groups, index, tie, on_double, judged_only, lo, hi, out, room)
