"""Values of Parquet pages, brought together as flat bytes: Arrow's offsets and data.

Rows [lo, hi) of the output come from one page; a row begins where the one before ends, so threads take different
pages, never parts of one. Values are copied in words of eight bytes: `data` has room for eight more than it holds.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.array_words import WORD, put_word, word_at
from fastrank.kernels.jit import kernel, spliced

_PREFIX, _LOW = np.uint64(4), np.uint64(0xFFFFFFFF)


@spliced
def _length_at(page, at, stop):  # type: ignore[no-untyped-def]
    """Return the four bytes at `at`; as half a word where there is one, which is a single load."""
    if at + WORD <= stop:
        return word_at(page, at) & _LOW
    length = np.uint64(0)
    for i in range(4):
        length |= np.uint64(page[at + np.uint64(i)]) << np.uint64(8 * i)
    return length


@spliced
def _copy(source, begin, length, stop, data, to):  # type: ignore[no-untyped-def]
    """Copy ``source[begin:begin + length]``; up to seven bytes behind it are overwritten."""
    end, shift = begin + length, to - begin
    if end + WORD <= stop:
        while begin < end:
            put_word(word_at(source, begin), data, begin + shift)
            begin += WORD
    else:
        while begin < end:
            data[begin + shift] = source[begin]
            begin += np.uint64(1)


@kernel
def split_values(page, begin, lo, hi, offsets, data):  # type: ignore[no-untyped-def]
    """Append the values of rows [lo, hi), each behind its length in four bytes; return where the next one begins.

    -1 where a length leaves the page. `data` must have room for all that is left of the page.
    """
    at, stop, to = np.uint64(begin), np.uint64(len(page)), np.uint64(offsets[lo])
    for row in range(lo, hi):
        if at + _PREFIX > stop:
            return -1
        length = _length_at(page, at, stop)
        at += _PREFIX
        if length > stop - at:
            return -1
        _copy(page, at, length, stop, data, to)
        at += length
        to += length
        offsets[row + 1] = np.int64(to)
    return np.int64(at)


@kernel
def gather_values(ids, ends, codes, lo, hi, offsets, data):  # type: ignore[no-untyped-def]
    """Append rows [lo, hi): the value ``codes[i]`` of a dictionary for the rows up to ``lo + ends[i]``."""
    stop, to, run = np.uint64(len(ids.data)), np.uint64(offsets[lo]), 0
    for row in range(lo, hi):
        run += row - lo >= ends[run]
        begin = np.uint64(ids.offsets[codes[run]])
        length = np.uint64(ids.offsets[codes[run] + 1]) - begin
        _copy(ids.data, begin, length, stop, data, to)
        to += length
        offsets[row + 1] = np.int64(to)


def split_values_definition(page: bytes, n: int) -> list[bytes] | None:
    """The law of `split_values`: `n` values from the begin of a page, or None where a length leaves it."""
    values: list[bytes] = []
    for _ in range(n):
        end = 4 + int.from_bytes(page[:4], "little")
        if len(page) < end:
            return None
        values.append(page[4:end])
        page = page[end:]
    return values
