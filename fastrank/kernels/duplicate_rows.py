"""Documents that a query holds twice: found by bytes, after a filter of bits has passed over most rows."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.id_bytes import same_id
from fastrank.kernels.jit import inlined, spliced
from fastrank.kernels.judgement_index import LOW

# What is done with a document that a query holds twice.
REFUSE, KEEP_FIRST, KEEP_BEST = range(3)

_SIX, _ONE, _IN_WORD = np.uint64(6), np.uint64(1), np.uint64(63)


@spliced
def power_of_two(least):  # type: ignore[no-untyped-def]
    """Return the smallest power of two that is at least `least`."""
    size = 1
    while size < least:
        size *= 2
    return size


@spliced
def suspect_rows(hashes, n, bits, suspects):  # type: ignore[no-untyped-def]
    """Write the rows whose hash shares its bit with another row's; return how many there are.

    A word of bits a row leaves about one row in sixty: two passes over bits cost 3 ns a row where entering
    each into a set costs 9.
    """
    mask, n_late = np.uint64(power_of_two(n) - 1), 0
    for word in range(np.int64(mask) + 1):
        bits[word] = 0
    for local in range(n):
        word, bit = (hashes[local] >> _SIX) & mask, _ONE << (hashes[local] & _IN_WORD)
        suspects[n_late] = local
        n_late += (bits[word] & bit) != 0
        bits[word] |= bit
    if n_late == 0:
        return 0
    for word in range(np.int64(mask) + 1):
        bits[word] = 0
    for i in range(n_late):
        hashed = hashes[suspects[i]]
        bits[(hashed >> _SIX) & mask] |= _ONE << (hashed & _IN_WORD)
    n_suspects = 0
    for local in range(n):
        suspects[n_suspects] = local
        n_suspects += (bits[(hashes[local] >> _SIX) & mask] >> (hashes[local] & _IN_WORD)) & _ONE != 0
    return n_suspects


@spliced
def find_double(run, rows, local, hashed, seen, mask):  # type: ignore[no-untyped-def]
    """Enter a document into the query's set; return the slot of the earlier one with the same id, or -1."""
    slot = np.int64(hashed & np.uint64(mask))
    tag = hashed & ~LOW
    while seen[slot] != 0:
        other = np.int64(seen[slot] & LOW) - 1
        if (seen[slot] & ~LOW) == tag and same_id(run.ids, rows[local], run.ids, rows[other]):
            return slot
        slot = (slot + 1) & mask
    seen[slot] = tag | np.uint64(local + 1)
    return -1


@inlined
def drop_doubles(run, rows, hashes, suspects, n_suspects, on_double, seen, settled, double):  # type: ignore[no-untyped-def]
    """Mark the suspects that a repeat leaves out; `double` gets the first pair of rows, and how many."""
    size = power_of_two(2 * n_suspects)
    for slot in range(size):
        seen[slot] = 0
    for i in range(n_suspects):
        local = suspects[i]
        slot = find_double(run, rows, local, hashes[local], seen, size - 1)
        if slot < 0:
            continue
        other = np.int64(seen[slot] & LOW) - 1
        if double[2] == 0:
            double[0], double[1] = rows[other], rows[local]
        double[2] += 1
        if on_double == KEEP_BEST and run.scores[rows[local]] > run.scores[rows[other]]:
            settled[other] = True
            seen[slot] = (hashes[local] & ~LOW) | np.uint64(local + 1)
        else:
            settled[local] = True
