"""Whole numbers as the text that stands for them: eight digits at once, by products instead of divisions.

Arrow's cast takes 20 ns an id, which is four times what ranking the row takes.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined, kernel, spliced
from fastrank.kernels.vectors import count_bits, pointer, put_word

_LONGEST = 20  # characters of the least number
_EIGHT, _FOUR, _TEN = np.uint64(10**8), np.uint64(10**4), np.uint64(10)
_ZEROS, _BYTE, _ONE, _MINUS = np.uint64(0x3030303030303030), np.uint64(8), np.uint64(1), 45


def room_for_decimals(n: int) -> int:
    """Return how many bytes the text of `n` numbers may take, and as many as are written behind it."""
    return _LONGEST * n + 8


@spliced
def _eight_digits(number):  # type: ignore[no-untyped-def]
    """Return the digits of a number below 10^8, one a byte, the first lowest; halves are split side by side."""
    high = number // _FOUR
    pairs = high | (number - high * _FOUR) << np.uint64(32)
    tops = (pairs * np.uint64(10486) >> np.uint64(20)) & np.uint64(0x7F0000007F)
    pairs = (pairs - np.uint64(100) * tops) << np.uint64(16) | tops
    tops = (pairs * np.uint64(103) >> np.uint64(10)) & np.uint64(0x000F000F000F000F)
    return (pairs - _TEN * tops) << _BYTE | tops


@spliced
def _put_first(number, text, at):  # type: ignore[no-untyped-def]
    """Write a number below 10^8 without leading zeros; return where it ends."""
    digits = _eight_digits(number)
    lowest = digits & (~digits + _ONE)
    skipped = min(count_bits(np.int64(lowest - _ONE)) >> 3, 7)
    put_word((digits | _ZEROS) >> np.uint64(8 * skipped), text, at)
    return at + 8 - skipped


@spliced
def _put_eight(number, text, at):  # type: ignore[no-untyped-def]
    put_word(_eight_digits(number) | _ZEROS, text, at)
    return at + 8


@inlined
def _write_decimals(values, offsets, data):  # type: ignore[no-untyped-def]
    numbers, starts, text, at = pointer(values, 0), pointer(offsets, 0), pointer(data, 0), np.int64(0)
    starts[0] = 0
    for i in range(len(values)):
        rest = np.uint64(numbers[i])
        if numbers[i] < 0:
            text[at] = _MINUS
            at, rest = at + 1, ~rest + _ONE
        above = rest // _EIGHT
        if above == 0:
            at = _put_first(rest, text, at)
        else:
            top = above // _EIGHT
            if top > 0:
                at = _put_first(top, text, at)
                at = _put_eight(above - top * _EIGHT, text, at)
            else:
                at = _put_first(above, text, at)
            at = _put_eight(rest - above * _EIGHT, text, at)
        starts[i + 1] = at


@kernel
def write_decimals(values, lo, hi, offsets, data):  # type: ignore[no-untyped-def]
    """Write the text of all numbers, one after the other; the range is one item, and `data` has room for them."""
    if lo < hi:
        _write_decimals(values, offsets, data)
