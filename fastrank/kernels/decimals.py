"""Numbers in text: what is written most is read here, to the last bit; what is rare is left to Python."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.array_words import word_at
from fastrank.kernels.byte_words import are_digits, eight_digits
from fastrank.kernels.jit import inlined, spliced
from fastrank.kernels.powers_of_five import nearest_double

_MINUS, _PLUS, _POINT, _E, _TO_LOWER = 45, 43, 46, 101, 32
_NOUGHT, _NINE, _TEN = np.uint64(48), np.uint64(9), np.uint64(10)
_HUNDRED_MILLION = np.uint64(100_000_000)
_EXACT = np.uint64(1 << 53)  # whole numbers up to here are doubles
_DIGITS = 19  # fit into 64 bits
_SAFE = 16  # digits of whole numbers up to _EXACT
_SHORT = 4  # digits of an exponent
_POWERS_OF_TEN = np.array([float(10**i) for i in range(23)])  # those that are doubles


@spliced
def _digits(text, at, number):  # type: ignore[no-untyped-def]
    """Read digits on: return where they end, and the number, which may wrap around."""
    digit = np.uint64(text[at]) - _NOUGHT
    while digit <= _NINE:
        number = number * _TEN + digit
        at += 1
        digit = np.uint64(text[at]) - _NOUGHT
    return at, number


@spliced
def _many_digits(text, at, number):  # type: ignore[no-untyped-def]
    """Do as `_digits`, eight at a time."""
    word = word_at(text, np.uint64(at))
    while are_digits(word):
        number = number * _HUNDRED_MILLION + eight_digits(word)
        at += 8
        word = word_at(text, np.uint64(at))
    return _digits(text, at, number)


@inlined
def _leading_digits(text, at, stop):  # type: ignore[no-untyped-def]
    """Return the first 19 digits of ``text[at:stop]`` behind its zeros, and how many digits follow these."""
    number, n = np.uint64(0), 0
    for i in range(at, stop):
        if text[i] != _POINT:
            if n < _DIGITS:
                number = number * _TEN + (np.uint64(text[i]) - _NOUGHT)
            n += number != 0
    return number, max(n - _DIGITS, 0)


@inlined
def _exponent(text, at):  # type: ignore[no-untyped-def]
    """Return the exponent that is written from `at` on, and where it ends; before `at` if it is none."""
    begin, negative = at, text[at] == _MINUS
    if negative or text[at] == _PLUS:
        at += 1
    first = at
    at, number = _digits(text, at, np.uint64(0))
    if at == first or at - first > _SHORT:
        return 0, begin - 1
    return -np.int64(number) if negative else np.int64(number), at


@spliced
def decimal_number(text, at, stop):  # type: ignore[no-untyped-def]
    """Return the number that ``text[at:stop]`` spells, and whether this can tell it.

    No digit stands at `stop`, and at least eight bytes follow it.
    """
    negative = text[at] == _MINUS
    if negative or text[at] == _PLUS:
        at += 1
    first, scale, more = at, 0, 0
    at, number = _digits(text, at, np.uint64(0))
    n = at - first
    if text[at] == _POINT:
        at, number = _many_digits(text, at + 1, number)
        scale = first + n + 1 - at
        n -= scale
    if n > _DIGITS:
        number, more = _leading_digits(text, first, at)
    if text[at] | _TO_LOWER == _E:
        power, at = _exponent(text, at + 1)
        scale += power
    value, known = 0.0, at == stop and n > 0
    if known and number != 0:
        if more == 0 and number <= _EXACT and -23 < scale < 23:  # one rounding, of two doubles (Clinger 1990)
            value = np.float64(np.int64(number))
            value = value / _POWERS_OF_TEN[-scale] if scale < 0 else value * _POWERS_OF_TEN[scale]
        elif more == 0:
            value, known = nearest_double(number, scale)
        else:
            value, known = _between(number, scale + more)
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
    at, number = _digits(text, first, np.uint64(0))
    value = np.float64(np.int64(number))
    return -value if negative else value, at == stop and first < at <= first + _SAFE and number <= _EXACT
