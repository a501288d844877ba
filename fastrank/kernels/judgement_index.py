"""An open-address table of judged documents, one region a query, probed with a document id's bytes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.bare_arrays import bare
from fastrank.kernels.id_bytes import IdBytes, hash_id, same_id
from fastrank.kernels.jit import inlined, kernel, spliced
from fastrank.kernels.vectors import pointer

Integers = npt.NDArray[np.int64]


class JudgementIndex(NamedTuple):
    """Judgements of query ``q`` are ``offsets[q]:offsets[q + 1]`` of ids and grades.

    ``slots[slot_offsets[q]:slot_offsets[q + 1]]`` (a power of two, at most half full) hold a judgement's
    place plus one in the low half and 32 bits of its hash in the high half; 0 is empty.
    """

    ids: IdBytes
    grades: npt.NDArray[np.float64]
    offsets: Integers
    slots: npt.NDArray[np.uint64]
    slot_offsets: Integers


LOW, _ONE = np.uint64(0xFFFFFFFF), np.uint64(1)


def slot_offsets(offsets: Integers) -> Integers:
    """Return where each query's slots begin: at least twice as many as judgements, a power of two."""
    counts = np.maximum(1, np.diff(offsets))
    sizes = 2 << np.ceil(np.log2(counts)).astype(np.int64)
    return np.concatenate([[0], np.cumsum(sizes)])


@kernel
def fill_slots(ids, grades, offsets, places, lo, hi, slots, conflict):  # type: ignore[no-untyped-def]
    """Enter every judgement; equal repeats are dropped, contradicting ones reported as a pair."""
    _fill_slots(JudgementIndex(ids, grades, offsets, slots, places), lo, hi, conflict)


@inlined
def _fill_slots(index, lo, hi, conflict):  # type: ignore[no-untyped-def]
    ids, grades, offsets, slots, places = bare(index)
    for q in range(lo, hi):
        mask, own = np.uint64(places[q + 1] - places[q] - 1), pointer(slots, places[q])
        for j in range(offsets[q], offsets[q + 1]):
            hashed = hash_id(ids, j)
            slot, tag = hashed & mask, hashed & ~LOW
            while own[np.int64(slot)] != 0:
                held = own[np.int64(slot)]
                other = offsets[q] + np.int64(held & LOW) - 1
                if (held & ~LOW) == tag and same_id(ids, j, ids, other):
                    if grades[j] != grades[other]:
                        conflict[q, 0], conflict[q, 1] = other, j
                    else:
                        conflict[q, 2] += 1
                    break
                slot = (slot + _ONE) & mask
            else:
                own[np.int64(slot)] = tag | np.uint64(j - offsets[q] + 1)


@spliced
def find_place(index, q, hashed, ids, row):  # type: ignore[no-untyped-def]
    """Return which of a query's judgements is that of a document, or -1."""
    base = index.slot_offsets[q]
    mask = index.slot_offsets[q + 1] - base - 1
    slot = np.int64(hashed & np.uint64(mask))
    tag = hashed & ~LOW
    while True:
        held = index.slots[base + slot]
        if held == 0:
            return -1
        if (held & ~LOW) == tag:
            place = np.int64(held & LOW) - 1
            if same_id(ids, row, index.ids, index.offsets[q] + place):
                return place
        slot = (slot + 1) & mask
