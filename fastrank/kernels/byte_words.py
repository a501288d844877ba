"""Eight bytes of text at a time, as one number: what stands where in them."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import spliced

SPACE = 32  # bytes up to a space separate fields


def _bytes(byte: int) -> np.uint64:
    return np.uint64(byte * 0x0101010101010101)


_FLAGS, _ONES, _ABOVE_SPACE, _NOUGHTS, _ABOVE_NINE = map(_bytes, (0x80, 1, SPACE + 1, 48, 0x80 - 58))
_ONE, _TOP, _BYTE, _HALF = np.uint64(1), np.uint64(56), np.uint64(8), np.uint64(32)
_TEN, _PAIR, _PAIRS = np.uint64(10), np.uint64(16), np.uint64(0x000000FF000000FF)
_HUNDREDS, _UNITS = np.uint64(100 + (1_000_000 << 32)), np.uint64(1 + (10_000 << 32))


@spliced
def separators(word):  # type: ignore[no-untyped-def]
    """The top bit of the first byte up to a space, and of none before it (those behind it may be wrong)."""
    return (word - _ABOVE_SPACE) & ~word & _FLAGS


@spliced
def first_flag(flags):  # type: ignore[no-untyped-def]
    """The place of the lowest byte that is flagged: count the bytes up to it."""
    return (((flags - _ONE) & ~flags & _ONES) * _ONES >> _TOP) - _ONE


@spliced
def are_digits(word):  # type: ignore[no-untyped-def]
    """Whether all eight bytes are digits."""
    return ((word + _ABOVE_NINE) | (word - _NOUGHTS)) & _FLAGS == 0


@spliced
def eight_digits(word):  # type: ignore[no-untyped-def]
    """Return the number that eight digits spell: pairs, then fours, then all at once (W. Mula)."""
    pairs = (word - _NOUGHTS) * _TEN + ((word - _NOUGHTS) >> _BYTE)
    return ((pairs & _PAIRS) * _HUNDREDS + ((pairs >> _PAIR) & _PAIRS) * _UNITS) >> _HALF
