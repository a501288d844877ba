"""The largest grades of a row: the ideal ranking that nDCG divides by.

Lists hold few different grades, and mostly those that lists before them held. So the grades seen so far are
counted in one pass, which also tells whether the row holds any other; if it does, level after level is found;
what has more than `LEVELS` levels is sorted. At 10 % relevant that is 25 ns a row of 100 instead of 80.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels import vectors as v
from fastrank.kernels.block_sorting import sort_row
from fastrank.kernels.jit import inlined
from fastrank.kernels.vectors_in_python import MEMBERS

LEVELS = 6
PATIENCE = 16  # rows with other grades, after which every row is sorted


@inlined
def largest_grades(line, n, k, room, misses, values, ints, known, to):  # type: ignore[no-untyped-def]
    """Write the `k` largest grades, largest first, and up to 16 places more; return the misses of the next row.

    `known` holds `MEMBERS` grades seen, largest first (the last ones may repeat); it is brought up to date.
    `misses` tells how often that was in vain of late.
    """
    done = np.int64(0)
    if n >= 16 and misses < PATIENCE:
        done = _known_levels(line, n, k, known, to)
        if done >= k:
            return np.int64(0)
        done, misses = _levels(line, n, k, known, to), misses + 1
    if done < k:
        m, bound = sort_row(line, n, k, True, room, values, ints)
        top = v.pointer(values, room)
        for i in range(k):
            to[i] = top[i] if i < m else bound
    return misses


@inlined
def _known_levels(line, n, k, known, to):  # type: ignore[no-untyped-def]
    """Write known grades; return how many, or 0 where a grade above the smallest known is not known."""
    member = a = b = c = d = e = v.no_counts()
    for start in range(0, n, 16):
        at = min(start, n - 16)
        block = v.load(line, at)
        if at < start:  # the last block overlaps the one before it
            block = v.keep_from(block, start - at)
        member = v.count_members(member, block, known)
        a, b = v.count_no_less(a, block, known[0]), v.count_no_less(b, block, known[1])
        c, d = v.count_no_less(c, block, known[2]), v.count_no_less(d, block, known[3])
        e = v.count_no_less(e, block, known[4])
    reached = v.total(e)
    if v.total(member) != reached:
        return np.int64(0)
    _fill(to, 0, k, known[0])
    _fill(to, v.total(a), k, known[1])
    _fill(to, v.total(b), k, known[2])
    _fill(to, v.total(c), k, known[3])
    _fill(to, v.total(d), k, known[4])
    return reached


@inlined
def _fill(to, start, k, grade):  # type: ignore[no-untyped-def]
    v.fill(to, min(start, k), grade)  # without a branch: the next level overwrites what is too much
    for i in range(start + 16, k, 16):
        v.fill(to, i, grade)


@inlined
def _levels(line, n, k, known, to):  # type: ignore[no-untyped-def]
    """Write the largest grades level by level, and remember them; return how many."""
    top, done = v.load(line, n - 16), np.int64(0)
    lowest = v.largest(v.keep_before(top, 0))
    for start in range(0, n - 16, 16):
        top = v.larger(top, v.load(line, start))
    for _ in range(LEVELS):
        grade, reached = v.largest(top), np.int64(0)
        for start in range(0, n, 16):
            at = min(start, n - 16)
            block = v.load(line, at)
            reached += v.count_bits(v.bits_at_least(block, grade) >> (start - at))
            smaller = v.keep_smaller(block, grade)
            top = smaller if start == 0 else v.larger(top, smaller)
        _fill(to, done, k, grade)
        if grade > lowest:  # which stands for an absent lane
            _remember(known, grade)
        done = reached
        if done >= k:
            break
    return done


@inlined
def _remember(known, grade):  # type: ignore[no-untyped-def]
    """Put a grade in its place; the smallest, or what repeats it, makes room."""
    for i in range(MEMBERS):
        if known[i] == grade:
            return
    i = MEMBERS - 1
    if grade < known[i] and known[i] < known[i - 1]:
        return
    while i > 0 and known[i - 1] < grade:
        known[i] = known[i - 1]
        i -= 1
    known[i] = grade
