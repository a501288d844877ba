"""Codes of a dictionary as Parquet packs them: runs of one code, and groups of eight that take a few bits each.

They are unpacked to runs, in which neighbours differ: queries follow each other in long ones, and definition levels
that say that nothing is null are one.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.array_words import WORD, word_at
from fastrank.kernels.jit import kernel, spliced

_THREE, _SEVEN, _EIGHT, _ONE = np.uint64(3), np.uint64(7), np.uint64(8), np.uint64(1)


@spliced
def _unpack_bits(page, at, width, n_known, lo, hi, run, ends, codes):  # type: ignore[no-untyped-def]
    """Append rows [lo, hi), of at most 32 bits each from byte `at` on, to the runs; return the last run, or -1."""
    stop, mask, largest = np.uint64(len(page)), (_ONE << np.uint64(width)) - _ONE, np.uint64(0)
    bit, before = np.uint64(at) << _THREE, np.uint64(codes[run]) if run >= 0 else ~np.uint64(0)
    for row in range(lo, hi):
        byte = bit >> _THREE
        if byte + WORD <= stop:
            word = word_at(page, byte)
        else:
            word = np.uint64(0)
            for i in range(np.int64(stop - byte)):
                word |= np.uint64(page[byte + np.uint64(i)]) << (_EIGHT * np.uint64(i))
        code = (word >> (bit & _SEVEN)) & mask
        largest = max(largest, code)
        run += code != before
        before = code
        ends[run], codes[run] = row + 1, np.int32(code)
        bit += np.uint64(width)
    return run if largest < np.uint64(n_known) else -1


@spliced
def _number_at(page, at, n_bytes):  # type: ignore[no-untyped-def]
    number = np.int64(0)
    for i in range(n_bytes):
        number |= np.int64(page[at + i]) << (8 * i)
    return number


@kernel
def unpack_runs(page, begin, width, n_known, lo, hi, ends, codes):  # type: ignore[no-untyped-def]
    """Unpack codes [lo, hi) from byte `begin` on; return how many runs they are.

    A run of `codes` reaches to the row that is in `ends`. -1 where not all codes are there and below `n_known`.
    """
    at, stop, row, n_bytes, run = begin, len(page), lo, (width + 7) // 8, -1
    while row < hi:
        header, shift = 0, 0
        while True:
            if at >= stop or shift > 28:
                return -1
            byte = np.int64(page[at])
            at += 1
            header |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        count, packed = header >> 1, (header & 1) == 1
        size = count * width if packed else n_bytes
        if count == 0 or size > stop - at:
            return -1
        end = min(hi, row + (count * 8 if packed else count))
        if packed:
            run = _unpack_bits(page, at, width, n_known, row, end, run, ends, codes)
            if run < 0:
                return -1
        else:
            code = _number_at(page, at, n_bytes)
            if code >= n_known:
                return -1
            if run < 0 or codes[run] != code:
                run += 1
            ends[run], codes[run] = end, np.int32(code)
        at += size
        row = end
    return run + 1


def unpack_runs_definition(page: bytes, width: int, n_known: int, n: int) -> list[int] | None:
    """The law: `n` codes from the begin of a page; None where they are not there, or not below `n_known`."""
    codes: list[int] = []
    while len(codes) < n:
        last = next((i for i, byte in enumerate(page[:5]) if byte < 128), None)  # of the number's bytes
        if last is None:
            return None
        header = sum((byte & 127) << 7 * i for i, byte in enumerate(page[: last + 1]))
        count, packed = divmod(header, 2)
        size = count * width if packed else (width + 7) // 8
        raw, page = page[last + 1 :][:size], page[last + 1 + size :]
        if not count or len(raw) < size:
            return None
        bits, left = int.from_bytes(raw, "little"), n - len(codes)
        if packed:
            codes += [bits >> width * i & (1 << width) - 1 for i in range(min(8 * count, left))]
        else:
            codes += [bits] * min(count, left)
    return codes if max(codes, default=-1) < n_known else None
