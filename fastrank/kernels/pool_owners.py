"""Which judged documents only one run brought into the pool."""

from __future__ import annotations

from fastrank.kernels.jit import kernel
from fastrank.kernels.judged_ranking import RunRows
from fastrank.kernels.pooled_lists import pool_lists, pool_room

SHARED, NOBODY = -1, -2  # several owners hold a document; nobody does


@kernel
def find_owners(run, lists, owners, depths, on_double, lo, hi, scores, doubles, out):  # type: ignore[no-untyped-def]
    """Write, for the rows of the last list, whose documents they are: of ``owners[r]`` where only its lists hold one.

    The last list, the judgements, has no owner. `scores` are those of the rows.
    """
    room, last = pool_room(lists, lo, hi), lists.n_lists - 1
    run = RunRows(run.ids, scores, run.keys)  # the type that `fuse_queries` compiles for
    for q in range(lo, hi):
        n = pool_lists(run, lists, q, depths, on_double, room, doubles)
        for e in range(n):
            room.counts[e] = NOBODY
        for r in range(last):
            for i in range(room.starts[r], room.starts[r + 1]):
                known = room.counts[room.entries[i]]
                room.counts[room.entries[i]] = owners[r] if known in (NOBODY, owners[r]) else SHARED
        for i in range(room.starts[last], room.starts[last + 1]):
            out[room.rows[i]] = room.counts[room.entries[i]]
