"""Ids as flat bytes: hashing, equality and byte order inside kernels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.jit import inlined, spliced
from fastrank.kernels.vectors import pointer, word

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, from the golden ratio (Knuth, TAOCP 3, §6.4)
_HALF, _BYTE = np.uint64(32), np.uint64(8)  # bits


class IdBytes(NamedTuple):
    """UTF-8 (or raw) bytes of ids: id ``i`` is ``data[offsets[i]:offsets[i + 1]]``."""

    offsets: npt.NDArray[np.int64]
    data: npt.NDArray[np.uint8]


@spliced
def _last_bytes(data, at, stop):  # type: ignore[no-untyped-def]
    """Return the bytes from `at` to `stop`, at most eight, as one number, the first byte lowest.

    They are cut from the eight that end with them: what stands before an id can be read, what stands behind the
    last one may not be there.
    """
    last = np.uint64(0)
    if stop >= 8:
        if stop > at:
            last = word(data, stop - 8) >> np.uint64(8 * (at + 8 - stop))
    else:
        while stop > at:
            stop -= 1
            last = (last << _BYTE) | np.uint64(data[stop])
    return last


@spliced
def hash_id(ids, i):  # type: ignore[no-untyped-def]
    """Mix an id's bytes, eight at a time; equal hashes are always followed by a comparison of bytes."""
    starts, data = pointer(ids.offsets, i), pointer(ids.data, 0)
    at, stop = starts[0], starts[1]
    mixed = np.uint64(stop - at)
    while stop - at > 8:
        mixed = (mixed ^ word(data, at)) * _MULTIPLIER
        mixed ^= mixed >> _HALF
        at += 8
    mixed = (mixed ^ _last_bytes(data, at, stop)) * _MULTIPLIER
    mixed = (mixed ^ (mixed >> _HALF)) * _MULTIPLIER
    return mixed ^ (mixed >> _HALF)


@inlined
def same_id(a, i, b, j):  # type: ignore[no-untyped-def]
    """Whether id `i` of `a` and id `j` of `b` have the same bytes."""
    own, other = pointer(a.data, 0), pointer(b.data, 0)
    at, stop = a.offsets[i], a.offsets[i + 1]
    shift = b.offsets[j] - at
    if b.offsets[j + 1] != stop + shift:
        return False
    while stop - at > 8:
        if word(own, at) != word(other, at + shift):
            return False
        at += 8
    return _last_bytes(own, at, stop) == _last_bytes(other, at + shift, stop + shift)


@inlined
def id_below(ids, i, j):  # type: ignore[no-untyped-def]
    """Whether id `i` comes before id `j` in the order of their bytes (C's strcmp)."""
    at, stop = ids.offsets[i], ids.offsets[i + 1]
    shift = ids.offsets[j] - at
    other_stop = ids.offsets[j + 1] - shift
    while at < stop and at < other_stop:
        x, y = ids.data[at], ids.data[at + shift]
        if x != y:
            return x < y
        at += 1
    return stop < other_stop
