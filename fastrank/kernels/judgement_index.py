"""An open-address table of judged documents, one region a query, probed with a document id's bytes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.id_bytes import IdBytes, hash_id, same_id
from fastrank.kernels.jit import kernel, spliced

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


LOW = np.uint64(0xFFFFFFFF)
_HIGH, _HIGH_WORD, _IN_WORD = np.uint64(32), np.uint64(38), np.uint64(63)


def slot_offsets(offsets: Integers) -> Integers:
    """Return where each query's slots begin: at least twice as many as judgements, a power of two."""
    counts = np.maximum(1, np.diff(offsets))
    sizes = 2 << np.ceil(np.log2(counts)).astype(np.int64)
    return np.concatenate([[0], np.cumsum(sizes)])


@kernel
def fill_slots(ids, grades, offsets, places, lo, hi, slots, conflict):  # type: ignore[no-untyped-def]
    """Enter every judgement; equal repeats are dropped, contradicting ones reported as a pair."""
    for q in range(lo, hi):
        base, mask = places[q], places[q + 1] - places[q] - 1
        for j in range(offsets[q], offsets[q + 1]):
            hashed = hash_id(ids, j)
            slot = np.int64(hashed & np.uint64(mask))
            tag = hashed & ~LOW
            while slots[base + slot] != 0:
                held = slots[base + slot]
                other = offsets[q] + np.int64(held & LOW) - 1
                if (held & ~LOW) == tag and same_id(ids, j, ids, other):
                    if grades[j] != grades[other]:
                        conflict[q, 0], conflict[q, 1] = other, j
                    else:
                        conflict[q, 2] += 1
                    break
                slot = (slot + 1) & mask
            else:
                slots[base + slot] = tag | np.uint64(j - offsets[q] + 1)


@spliced
def fill_filter(index, q, n, bits):  # type: ignore[no-untyped-def]
    """Set a bit for every judgement of a query that `n` documents will ask for; return the mask of words.

    At least 64 bits a judgement: of unjudged documents 3 in 200 get past it, where half would meet a taken slot.
    """
    base, stop = index.slot_offsets[q], index.slot_offsets[q + 1]
    if stop - base > 4 * n:  # a few documents are sooner looked up
        bits[0] = ~np.uint64(0)
        return np.uint64(0)
    mask = np.uint64((stop - base) // 2 - 1)
    for word in range(np.int64(mask) + 1):
        bits[word] = 0
    for slot in range(base, stop):
        held = index.slots[slot]
        if held != 0:
            bits[(held >> _HIGH_WORD) & mask] |= np.uint64(1) << ((held >> _HIGH) & _IN_WORD)
    return mask


@spliced
def may_be_judged(bits, mask, hashed):  # type: ignore[no-untyped-def]
    """Whether a document's bit is set: the half of its hash that slots keep chooses it."""
    return (bits[(hashed >> _HIGH_WORD) & mask] >> ((hashed >> _HIGH) & _IN_WORD)) & np.uint64(1) != 0


@spliced
def find_judgement(index, q, hashed, ids, row):  # type: ignore[no-untyped-def]
    """Return the place of the judgement of a document among all, or -1."""
    base = index.slot_offsets[q]
    mask = index.slot_offsets[q + 1] - base - 1
    slot = np.int64(hashed & np.uint64(mask))
    tag = hashed & ~LOW
    while True:
        held = index.slots[base + slot]
        if held == 0:
            return -1
        if (held & ~LOW) == tag:
            judgement = index.offsets[q] + np.int64(held & LOW) - 1
            if same_id(ids, row, index.ids, judgement):
                return judgement
        slot = (slot + 1) & mask
