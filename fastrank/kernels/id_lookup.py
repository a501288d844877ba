"""Where the ids of a column change, and which of known ids each is."""

from __future__ import annotations

from fastrank.kernels.id_bytes import hash_id, same_id
from fastrank.kernels.jit import kernel
from fastrank.kernels.judgement_index import find_place


@kernel
def mark_changes(ids, lo, hi, changes):  # type: ignore[no-untyped-def]
    """Say of every id in ``[lo, hi)`` whether it differs from the one before; the first of all does."""
    for i in range(lo, hi):
        changes[i] = i == 0 or not same_id(ids, i, ids, i - 1)


@kernel
def find_ids(ids, known, lo, hi, places):  # type: ignore[no-untyped-def]
    """Write the place of ids ``[lo, hi)`` among the ids of `known`, an index of one region, or -1."""
    for i in range(lo, hi):
        places[i] = find_place(known, 0, hash_id(ids, i), ids, i)
