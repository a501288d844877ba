"""Decompressing Snappy: literals, and copies of what has been written (google/snappy, format_description.txt).

Ids of documents are short and alike: an element has some five bytes, and nothing tells what the next one is, so that
branches cost more than bytes. A short element is two words whatever its length, and both common kinds of copies are
one branch: 230 us for 240 KB of ids where the library inside pyarrow took 295. A loop over words took 235; a table of
elements and no branch at all, 224 to 245.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.array_words import WORD, put_word, word_at
from fastrank.kernels.jit import inlined, kernel, spliced

_LITERAL, _NEAR, _FAR = (
    np.uint64(0),
    np.uint64(1),
    np.uint64(3),
)  # kinds of elements; between them copies of 16 bits
_1, _2, _4, _5, _7, _8 = (np.uint64(i) for i in (1, 2, 4, 5, 7, 8))
_BYTE, _TWO_BYTES, _KIND, _INLINE = np.uint64(255), np.uint64(65535), np.uint64(3), np.uint64(60)
_SHORT, _AHEAD = np.uint64(16), np.uint64(17)  # bytes of two words; these and a tag


@spliced
def _copy_two_words(source, begin, out, to):  # type: ignore[no-untyped-def]
    put_word(word_at(source, begin), out, to)
    put_word(word_at(source, begin + WORD), out, to + WORD)


@inlined
def _element(packed, at, out, to):  # type: ignore[no-untyped-def]
    """Write any element; return where it ends and how many bytes it has, 0 where it cannot be."""
    stop, room = np.uint64(len(packed)), np.uint64(len(out)) - to
    tag = np.uint64(packed[at])
    kind, length, n_more = tag & _KIND, (tag >> _2) + _1, tag & _KIND
    if kind == _LITERAL and length > _INLINE:
        n_more = length - _INLINE
    elif kind == _FAR:
        n_more = _4
    at += _1
    number = np.uint64(0)
    if n_more > stop - at:
        return at, _LITERAL
    for i in range(n_more):
        number |= np.uint64(packed[at + np.uint64(i)]) << _8 * np.uint64(i)
    at += n_more
    if kind == _LITERAL:
        length = number + _1 if n_more else length
        if length > stop - at or length > room:
            return at, _LITERAL
        for i in range(length):
            out[to + np.uint64(i)] = packed[at + np.uint64(i)]
        return at + length, length
    if kind == _NEAR:
        length, number = ((tag >> _2) & _7) + _4, number | (tag >> _5) << _8
    if number == 0 or number > to or length > room:
        return at, _LITERAL
    for i in range(length):
        out[to + np.uint64(i)] = out[to - number + np.uint64(i)]
    return at, length


@kernel
def unpack_snappy(packed, begin, out):  # type: ignore[no-untyped-def]
    """Decompress what begins after the size, at byte `begin`; return whether it fills `out`, and nothing is left.

    An element may repeat what any earlier one wrote: a page is unpacked by one thread.
    """
    at, to = np.uint64(begin), np.uint64(0)
    stop, end = np.uint64(len(packed)), np.uint64(len(out))
    while at < stop:
        if at + _AHEAD <= stop and to + _SHORT <= end:
            word = word_at(packed, at)
            tag = word & _BYTE
            kind, length = tag & _KIND, (tag >> _2) + _1
            if kind == _LITERAL:
                if length <= _SHORT:
                    _copy_two_words(packed, at + _1, out, to)
                    at += _1 + length
                    to += length
                    continue
            elif kind != _FAR:
                near = kind == _NEAR
                length = ((tag >> _2) & _7) + _4 if near else length
                offset = (tag >> _5) << _8 | (word >> _8) & _BYTE if near else (word >> _8) & _TWO_BYTES
                if length <= _SHORT and offset >= WORD and offset <= to:
                    _copy_two_words(out, to - offset, out, to)
                    at += _1 + kind
                    to += length
                    continue
        at, length = _element(packed, at, out, to)
        if length == 0:
            return False
        to += length
    return to == end


def unpack_snappy_definition(packed: bytes) -> bytes | None:
    """The law: all that elements write, or None where one of them is cut, or repeats what is not there."""
    out = b""
    while packed:
        tag, packed = packed[0], packed[1:]
        kind, length = tag & 3, (tag >> 2) + 1
        n_more = (max(0, length - 60), 1, 2, 4)[kind]
        if len(packed) < n_more:
            return None
        number, packed = int.from_bytes(packed[:n_more], "little"), packed[n_more:]
        if kind == 0:
            length = number + 1 if n_more else length
            if len(packed) < length:
                return None
            out, packed = out + packed[:length], packed[length:]
            continue
        if kind == 1:
            length, number = (tag >> 2 & 7) + 4, number | tag >> 5 << 8
        if not 0 < number <= len(out):
            return None
        for _ in range(length):
            out += out[-number : len(out) - number + 1]
    return out
