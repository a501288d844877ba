"""The lists that several runs have for one query: each ranked and cut, and which documents are the same."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.duplicate_rows import drop_doubles, find_double, power_of_two, suspect_rows
from fastrank.kernels.id_bytes import hash_id
from fastrank.kernels.jit import inlined
from fastrank.kernels.judgement_index import LOW
from fastrank.kernels.list_ranking import sort_falling
from fastrank.kernels.tie_rules import ID_DESCENDING, sort_rows

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class ListRows(NamedTuple):
    """List ``r`` of query ``q`` has the rows ``rows[begin[g]:end[g]]``, where ``g = q * n_lists + r``."""

    rows: Integers
    begin: Integers
    end: Integers
    n_lists: int


class Pool(NamedTuple):
    """Room for the lists of a query, one after the other: list ``r`` is ``starts[r]:starts[r + 1]`` of `rows`.

    Rows stand in rank order; ``entries[i]`` numbers the documents, in order of appearance, and ``heads[e]`` and
    ``counts[e]`` are the first row of a document and how many lists hold it. The rest is scratch.
    """

    rows: Integers
    starts: Integers
    entries: Integers
    heads: Integers
    counts: Integers
    keys: Floats
    spare_keys: Floats
    spare_rows: Integers
    unused: Floats
    spare_unused: Floats
    hashes: npt.NDArray[np.uint64]
    bits: npt.NDArray[np.uint64]
    seen: npt.NDArray[np.uint64]
    suspects: Integers
    settled: npt.NDArray[np.bool_]


@inlined
def pool_room(lists, lo, hi):  # type: ignore[no-untyped-def]
    """Return room for the largest of the queries ``[lo, hi)``."""
    most = np.int64(1)
    for q in range(lo, hi):
        total = 0
        for group in range(q * lists.n_lists, (q + 1) * lists.n_lists):
            total += lists.end[group] - lists.begin[group]
        most = max(most, total)
    return Pool(
        np.empty(most, np.int64),
        np.empty(lists.n_lists + 1, np.int64),
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        np.empty(most),
        np.empty(most),
        np.empty(most, np.int64),
        np.empty(most),
        np.empty(most),
        np.empty(most, np.uint64),
        np.empty(power_of_two(most), np.uint64),
        np.empty(power_of_two(2 * most), np.uint64),
        np.empty(most, np.int64),
        np.empty(most, np.bool_),
    )


@inlined
def order_rows(run, rows, n, room):  # type: ignore[no-untyped-def]
    """Sort rows by falling score, equal ones by falling id. Their scores are ``room.keys``."""
    sort_falling(room.keys, rows, n, room.spare_keys, room.spare_rows)
    start = np.int64(0)
    while start < n:
        stop = start + 1
        while stop < n and room.keys[stop] == room.keys[start]:
            stop += 1
        if stop - start > 1:
            sort_rows(
                run, rows[start:stop], room.unused, stop - start, ID_DESCENDING, room.spare_rows, room.spare_unused
            )  # fmt: skip
        start = stop


@inlined
def _take_list(run, lists, group, at, on_double, room, double):  # type: ignore[no-untyped-def]
    """Copy a list's rows to ``room.rows[at:]`` in rank order, a document once; return how many."""
    begin, n, kept = lists.begin[group], lists.end[group] - lists.begin[group], np.int64(0)
    rows = room.rows[at:]
    for i in range(n):
        rows[i] = lists.rows[begin + i]
        room.hashes[i] = hash_id(run.ids, rows[i])
        room.settled[i] = False
    suspects = suspect_rows(room.hashes, n, room.bits, room.suspects)
    if suspects:
        drop_doubles(
            run, rows, room.hashes, room.suspects, suspects, on_double, room.seen, room.settled, double
        )  # fmt: skip
    for i in range(n):
        if not room.settled[i]:
            rows[kept], room.keys[kept] = rows[i], run.scores[rows[i]]
            kept += 1
    order_rows(run, rows, kept, room)
    return kept


@inlined
def _number_documents(run, n, room):  # type: ignore[no-untyped-def]
    """Give every document of the pool a number; return how many there are."""
    size, found = power_of_two(2 * n), np.int64(0)
    for slot in range(size):
        room.seen[slot] = 0
    for i in range(n):
        slot = find_double(run, room.rows, i, hash_id(run.ids, room.rows[i]), room.seen, size - 1)
        if slot < 0:
            room.entries[i], room.heads[found], room.counts[found] = found, room.rows[i], 1
            found += 1
        else:
            room.entries[i] = room.entries[np.int64(room.seen[slot] & LOW) - 1]
            room.counts[room.entries[i]] += 1
    return found


@inlined
def pool_lists(run, lists, q, depths, on_double, room, doubles):  # type: ignore[no-untyped-def]
    """Rank a query's lists, keep the first ``depths[r]`` documents of each; return how many documents there are."""
    at = np.int64(0)  # a literal 0 would compile the functions it is handed to once more
    for r in range(lists.n_lists):
        group = q * lists.n_lists + r
        room.starts[r] = at
        doubles[group, 2] = 0
        at += min(depths[r], _take_list(run, lists, group, at, on_double, room, doubles[group]))
    room.starts[lists.n_lists] = at
    return _number_documents(run, at, room)
