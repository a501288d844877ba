"""Which rows of a query are judged, and whether two of its rows may hold one document: one pass over bits for both."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.duplicate_rows import drop_doubles, power_of_two, suspect_rows
from fastrank.kernels.jit import inlined, spliced
from fastrank.kernels.judgement_index import find_place

WORDS_A_ROW = 2  # of bits: at 1000 rows, four that are not judged share the bit of an earlier one
_MANY_SLOTS = 16  # a row: so few rows are sooner looked up than the judgements are entered
_COMPARED = 1 << 15  # hashes that are compared with one another before repeats are looked for otherwise

_WORD, _HIGH, _IN_WORD, _ONE = np.uint64(38), np.uint64(32), np.uint64(63), np.uint64(1)


@spliced
def _set_judged(index, q, n, bits):  # type: ignore[no-untyped-def]
    """Set a bit for every judgement of a query of `n` rows, of which slots keep the upper half of the hash."""
    base, stop = index.slot_offsets[q], index.slot_offsets[q + 1]
    if stop - base > _MANY_SLOTS * n:
        bits[0] = ~np.uint64(0)
        return np.uint64(0)
    words = WORDS_A_ROW * power_of_two(n)
    mask = np.uint64(words - 1)
    for at in range(words):
        bits[at] = 0
    for slot in range(base, stop):
        held = index.slots[slot]
        if held != 0:
            bits[(held >> _WORD) & mask] |= _ONE << ((held >> _HIGH) & _IN_WORD)
    return mask


@spliced
def _flag_rows(hashes, n, bits, mask, flagged):  # type: ignore[no-untyped-def]
    """Write the rows whose bit a judgement or an earlier row has set; return how many there are."""
    n_flagged = 0
    for local in range(n):
        hashed = hashes[local]
        at, bit = (hashed >> _WORD) & mask, (hashed >> _HIGH) & _IN_WORD
        held = bits[at]
        flagged[n_flagged] = local
        n_flagged += (held >> bit) & _ONE != 0
        bits[at] = held | _ONE << bit
    return n_flagged


@spliced
def _may_repeat(hashes, n, rows, n_rows):  # type: ignore[no-untyped-def]
    """Whether one of some rows may have the hash of an earlier one."""
    if n_rows * n > _COMPARED:
        return True
    found = 0
    for i in range(n_rows):
        hashed = hashes[rows[i]]
        for earlier in range(rows[i]):
            found += hashes[earlier] == hashed
    return found > 0


@inlined
def find_judged(run, n, index, q, judged_only, room):  # type: ignore[no-untyped-def]
    """Collect a query's judged rows; return how many there are, and whether two rows may hold one document.

    With `judged_only` those with a negative grade are left out: it says that a document is not judged.
    """
    mask = _set_judged(index, q, n, room.bits)
    n_flagged = _flag_rows(room.hashes, n, room.bits, mask, room.flagged)
    m, others, begin, repeated = 0, 0, index.offsets[q], False
    for place in range(index.offsets[q + 1] - begin):
        room.taken[place] = False
    for i in range(n_flagged):
        local = room.flagged[i]
        place = find_place(index, q, room.hashes[local], run.ids, room.rows[local])
        if place < 0:
            room.flagged[others] = local
            others += 1
        elif room.taken[place]:
            repeated = True
        else:
            room.taken[place] = True
            grade = index.grades[begin + place]
            if grade >= 0 or not judged_only:
                room.matched[m], room.grades[local] = local, grade
                m += 1
    return m, repeated or _may_repeat(room.hashes, n, room.flagged, others)


@inlined
def drop_repeats(run, n, on_double, room, double):  # type: ignore[no-untyped-def]
    """Leave out the rows that repeat a document; return how many are left. `double` as in `drop_doubles`."""
    suspects = suspect_rows(room.hashes, n, room.bits, room.flagged)
    for local in range(n):
        room.settled[local] = False
    if suspects:
        drop_doubles(
            run, room.rows, room.hashes, room.flagged, suspects, on_double, room.seen, room.settled, double
        )  # fmt: skip
    kept = 0
    for local in range(n):
        room.rows[kept], room.hashes[kept] = room.rows[local], room.hashes[local]
        kept += room.settled[local] == 0
    return kept
