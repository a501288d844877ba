"""Rows of queries whose document has the query's own id."""

from __future__ import annotations

from fastrank.kernels.id_bytes import same_id
from fastrank.kernels.jit import kernel


@kernel
def mark_identical(ids, groups, query_ids, lo, hi, same):  # type: ignore[no-untyped-def]
    """Say of every row of the queries ``groups.queries[lo:hi]`` whether its id is that of the query."""
    for i in range(lo, hi):
        q, in_order = groups.queries[i], len(groups.rows) == 0
        for at in range(groups.begin[i], groups.end[i]):
            row = at if in_order else groups.rows[at]
            same[row] = same_id(ids, row, query_ids, q)
