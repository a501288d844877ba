"""Where the ids of one list stand in another, and which id comes twice: a hash table for each pair of lists."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.id_bytes import hash_id, same_id
from fastrank.kernels.jit import inlined, spliced

_TAG = np.uint64(0xFFFFFFFF00000000)  # a slot holds the upper half of the hash, and the item's number from 1
_NUMBER = np.uint64(0xFFFFFFFF)


@inlined
def table_size(n):  # type: ignore[no-untyped-def]
    """Slots for `n` ids, at most half full; a power of two."""
    size = np.int64(4)
    while size < 2 * n:
        size *= 2
    return size


@inlined
def match_ids(a, start_a, n_a, b, start_b, n_b, table, place_in_b, place_in_a):  # type: ignore[no-untyped-def]
    """Write where every id of `a` stands in `b` and the reverse (-1: nowhere), counted from their starts.

    Returns 0, or the number (from 1) of an id of `a` that came before, or its negative for one of `b`.
    """
    slots = table_size(n_a + n_b)
    mask = np.uint64(slots - 1)
    for slot in range(slots):
        table[slot] = np.uint64(0)
    for j in range(n_b):
        place_in_a[j] = -1
        number = _put(b, start_b, j, n_a + j + 1, a, start_a, n_a, b, start_b, table, mask)
        if number:
            return -(j + 1)
    for i in range(n_a):
        number = _put(a, start_a, i, i + 1, a, start_a, n_a, b, start_b, table, mask)
        j = number - n_a - 1
        if number and (j < 0 or place_in_a[j] >= 0):
            return i + 1
        place_in_b[i] = j if number else -1
        if number:
            place_in_a[j] = i
    return 0


@spliced
def _put(ids, start, i, number, a, start_a, n_a, b, start_b, table, mask):  # type: ignore[no-untyped-def]
    """Put an id into the table; returns the number of an equal one that was there, or 0."""
    hashed = hash_id(ids, start + i)
    tag, slot, found = hashed & _TAG, hashed & mask, np.int64(0)
    while table[slot] and not found:
        known = np.int64(table[slot] & _NUMBER)
        if table[slot] & _TAG == tag:
            if known > n_a:
                if same_id(ids, start + i, b, start_b + known - n_a - 1):
                    found = known
            elif same_id(ids, start + i, a, start_a + known - 1):
                found = known
        slot = (slot + np.uint64(1)) & mask
    if not found:
        table[slot] = tag | np.uint64(number)
    return found
