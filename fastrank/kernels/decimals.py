"""Numbers in text: what is written most is read here, to the last bit; what is rare is left to Python."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined, spliced
from fastrank.kernels.powers_of_five import nearest_double

_MINUS, _PLUS, _POINT, _E, _TO_LOWER = 45, 43, 46, 101, 32
_NOUGHT, _NINE, _TEN = np.uint64(48), np.uint64(9), np.uint64(10)
_EXACT = np.uint64(1 << 53)  # whole numbers up to here are doubles
_DIGITS = 19  # fit into 64 bits
_SHORT = 4  # digits of an exponent
_POWERS_OF_TEN = np.array([float(10**i) for i in range(23)])  # those that are doubles


@spliced
def _digits(text, at, number, n):  # type: ignore[no-untyped-def]
    """Read digits on: return where they end, the number's first 19, and how many it has; zeros before it aside."""
    digit = np.uint64(text[at]) - _NOUGHT
    while digit <= _NINE:
        if n < _DIGITS:
            number = number * _TEN + digit
        n += number != 0
        at += 1
        digit = np.uint64(text[at]) - _NOUGHT
    return at, number, n


@inlined
def _exponent(text, at):  # type: ignore[no-untyped-def]
    """Return the exponent that is written from `at` on, and where it ends; at `at` if it is none."""
    begin, negative = at, text[at] == _MINUS
    if negative or text[at] == _PLUS:
        at += 1
    first = at
    at, number, _ = _digits(text, at, np.uint64(0), 0)
    if at == first or at - first > _SHORT:
        return 0, begin - 1
    return -np.int64(number) if negative else np.int64(number), at


@spliced
def decimal_number(text, at, stop):  # type: ignore[no-untyped-def]
    """Return the number that ``text[at:stop]`` spells, and whether this can tell it; no digit stands at `stop`."""
    negative = text[at] == _MINUS
    if negative or text[at] == _PLUS:
        at += 1
    first, scale = at, 0
    at, number, n = _digits(text, at, np.uint64(0), 0)
    n_digits = at - first
    if text[at] == _POINT:
        first = at + 1
        at, number, n = _digits(text, first, number, n)
        scale = first - at
        n_digits += at - first
    if text[at] | _TO_LOWER == _E:
        power, at = _exponent(text, at + 1)
        scale += power
    value, known = 0.0, at == stop and n_digits > 0
    if known and number != 0:
        if (
            n <= _DIGITS and number <= _EXACT and -23 < scale < 23
        ):  # one rounding, of two doubles (Clinger 1990)
            value = np.float64(np.int64(number))
            value = value / _POWERS_OF_TEN[-scale] if scale < 0 else value * _POWERS_OF_TEN[scale]
        elif n <= _DIGITS:
            value, known = nearest_double(number, scale)
        else:
            value, known = _between(number, scale + n - _DIGITS)
    return -value if negative else value, known


@inlined
def _between(number, scale):  # type: ignore[no-untyped-def]
    """Return the double of a number of which more digits follow, if all that they can be round to the same."""
    value, known = nearest_double(number, scale)
    above, known_above = nearest_double(number + np.uint64(1), scale)
    return value, known and known_above and value == above


@spliced
def whole_number(text, at, stop):  # type: ignore[no-untyped-def]
    """Return the whole number that ``text[at:stop]`` spells, as a double, and whether this can tell it."""
    negative = text[at] == _MINUS
    first = at + negative
    at, number, n = _digits(text, first, np.uint64(0), 0)
    value = np.float64(np.int64(number))
    return -value if negative else value, at == stop and at > first and n <= _DIGITS and number <= _EXACT
