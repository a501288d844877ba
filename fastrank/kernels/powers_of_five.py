"""The leading 128 bits of powers of five, and the double nearest to a whole number times a power of ten.

D. Lemire, Number parsing at a gigabyte per second, Software: Practice and Experience 51(8), 2021: one product of
64 by 128 bits decides the rounding but for cases that can be told; N. Mushtak and D. Lemire, Fast number parsing
without fallback, 53(7), 2023. What is told apart here (numbers below the normal ones, too large ones) is left to
Python.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.kernels.jit import inlined, spliced

LEAST, MOST = -342, 308  # below 19 digits times 10^LEAST everything is zero, from 10^(MOST + 1) on infinite


def _leading_bits(exponent: int) -> int:
    """128 bits of 5^exponent, the first of them set, cut off; up to 5^27, which 64 bits hold, rounded up."""
    power = 5 ** abs(exponent)
    if exponent >= 0:
        return power << 128 >> power.bit_length()
    return (1 << (127 + (power - 1).bit_length())) // power + (exponent >= -27)


def _words() -> npt.NDArray[np.uint64]:
    bits = [_leading_bits(exponent) for exponent in range(LEAST, MOST + 1)]
    return np.array([[word >> 64, word & (1 << 64) - 1] for word in bits], dtype=np.uint64)


_POWERS = _words()
_ZERO, _ONE, _TWO, _THREE = (np.uint64(i) for i in range(4))
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_TOP, _UNDECIDED = (
    np.uint64(63),
    np.uint64(0x1FF),
)  # bits below the 55 of a double, its first bit and the next
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_NINE, _MANTISSA_BITS, _HIDDEN = np.uint64(9), np.uint64(52), np.uint64(1 << 52)


@spliced
def _high_product(a, b):  # type: ignore[no-untyped-def]
    """The upper 64 bits of a product."""
    low, middle = (a & _LOW) * (b & _LOW), (a >> _HALF) * (b & _LOW)
    other = (a & _LOW) * (b >> _HALF) + (middle & _LOW) + (low >> _HALF)
    return (a >> _HALF) * (b >> _HALF) + (middle >> _HALF) + (other >> _HALF)


@spliced
def _leading_zeros(word):  # type: ignore[no-untyped-def]
    zeros = _ZERO
    for width in (32, 16, 8, 4, 2, 1):
        if word >> np.uint64(64 - width) == _ZERO:
            word <<= np.uint64(width)
            zeros += np.uint64(width)
    return zeros


@inlined
def nearest_double(digits, exponent):  # type: ignore[no-untyped-def]
    """Return ``digits * 10**exponent`` (`digits` not zero) rounded once, and whether this can tell it."""
    if exponent < LEAST or exponent > MOST:
        return 0.0, False
    zeros = _leading_zeros(digits)
    scaled = digits << zeros
    high, low = _POWERS[exponent - LEAST, 0], _POWERS[exponent - LEAST, 1]
    upper, lower = _high_product(scaled, high), scaled * high
    if upper & _UNDECIDED == _UNDECIDED:
        more = _high_product(scaled, low)
        lower += more
        upper += np.uint64(lower < more)
        if lower == _ALL:
            return 0.0, False
    first = upper >> _TOP
    mantissa = upper >> (first + _NINE)
    # log2(5) is 2.3219...: the power of two below 10^exponent, exact for all exponents of the table
    power = ((217706 * exponent) >> 16) + 63 + np.int64(first) - np.int64(zeros) + 1023
    if power <= 0:
        return 0.0, False
    half_way = lower <= _ONE and -4 <= exponent <= 23 and mantissa & _THREE == _ONE
    if half_way and mantissa << (first + _NINE) == upper:
        mantissa &= ~_ONE  # exactly between two: to the even one
    mantissa = (mantissa + (mantissa & _ONE)) >> _ONE
    if mantissa >> _MANTISSA_BITS == _TWO:
        mantissa, power = _HIDDEN, power + 1
    if power >= 2047:
        return 0.0, False
    bits = (mantissa & ~_HIDDEN) | (np.uint64(power) << _MANTISSA_BITS)
    return np.uint64(bits).view(np.float64), True
