"""Where the ids of a column change, and which of known ids each is."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.id_bytes import hash_id
from fastrank.kernels.jit import inlined, kernel, spliced
from fastrank.kernels.judgement_index import find_place
from fastrank.kernels.vectors import pointer

_TOGETHER = 256  # ids that are compared with the next ones at once


@spliced
def _repeats(starts, data, i, n, length):  # type: ignore[no-untyped-def]
    """Whether the `n` ids after id `i`, whose length is given, are the same: then every byte repeats itself.

    Vectors compare 64 bytes at once, where one id after the other took 6 ns an id.
    """
    other = 0
    for j in range(i + 1, i + n + 1):
        other += starts[j + 1] - starts[j] != length
    if other > 0:
        return False
    first = pointer(data, starts[i])
    second = pointer(data, starts[i + 1])
    for j in range(n * length):
        other += first[j] != second[j]
    return other == 0


@inlined
def _mark_runs(ids, lo, hi, changes):  # type: ignore[no-untyped-def]
    starts, data = pointer(ids.offsets, 0), pointer(ids.data, 0)
    i, n, end_ahead = max(lo - 1, 0), 1, False
    if lo == 0:
        changes[0] = True
    while i + 1 < hi:  # id i has been marked; the n after it may be the same
        n = min(n, hi - 1 - i)
        if _repeats(starts, data, i, n, starts[i + 1] - starts[i]):
            for j in range(i + 1, i + n + 1):
                changes[j] = False
            i, n = i + n, max(n // 2, 1) if end_ahead else min(2 * n, _TOGETHER)
        elif n > 1:
            n, end_ahead = n // 2, True
        else:
            i, end_ahead = i + 1, False
            changes[i] = True


@kernel
def mark_changes(ids, lo, hi, changes):  # type: ignore[no-untyped-def]
    """Say of every id in ``[lo, hi)`` whether it differs from the one before; the first of all does."""
    if lo < hi:
        _mark_runs(ids, lo, hi, changes)


@kernel
def find_unplain(ids, lo, hi, found):  # type: ignore[no-untyped-def]
    """Set ``found[0]`` if an offset of ids ``[lo, hi)`` is less than the one before, or one of their bytes not ASCII.

    The first and the last offset must lie within the data; bytes are not looked at where offsets fall.
    """
    starts, data = pointer(ids.offsets, 0), pointer(ids.data, 0)
    falls = starts[lo] < starts[0] or starts[len(ids.offsets) - 1] < starts[hi]
    for i in range(lo, hi):
        falls |= starts[i + 1] < starts[i]
    seen = np.uint8(0)
    if not falls:
        for at in range(starts[lo], starts[hi]):
            seen |= data[at]
    if falls or seen > 127:
        found[0] = True


@kernel
def find_ids(ids, known, lo, hi, places):  # type: ignore[no-untyped-def]
    """Write the place of ids ``[lo, hi)`` among the ids of `known`, an index of one region, or -1."""
    for i in range(lo, hi):
        places[i] = find_place(known, 0, hash_id(ids, i), ids, i)
