"""Rank weights from one table each, with the same bits on every machine.

``log2`` of the C library and of NumPy's vector code differ in the last bit between processors, so the
discount 1/log2(rank + 1) is computed in double-double arithmetic from +, −, × and ÷ alone, which IEEE 754
fixes, and is then rounded once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_Pair = tuple[Floats, Floats]

_LN2 = (0.6931471805599453, 2.3190468138462996e-17)  # ln 2 as high + low part
_TERMS = 36  # of the series of atanh(z), z <= 1/3: the remainder is below 2**-110
_BLOCK = 4096  # of numbers: their temporaries stay in the second-level cache
_SPLIT = 134217729.0  # 2**27 + 1 (Dekker 1971)

_tables: dict[str, Floats] = {"log2": np.zeros(1)}


def log2_discounts(depth: int) -> Floats:
    """Return a read-only table with ``table[rank] == 1 / log2(rank + 1)`` for ranks 1 to at least `depth`."""
    if len(_tables["log2"]) <= depth:
        size = 1 << max(10, int(depth).bit_length())  # grows by doubling
        table = _log2_table(size)
        table.flags.writeable = False
        _tables["log2"] = table
    return _tables["log2"]


def geometric_weights(p: float, depth: int) -> Floats:
    """Return a table with ``table[rank] == (1 - p) * p**(rank - 1)``, by repeated multiplication."""
    table = np.full(depth + 1, p)
    table[0] = 0.0
    if depth:
        table[1] = 1.0 - p
        np.multiply.accumulate(table[1:], out=table[1:])
    return table


def _log2_table(size: int) -> Floats:
    blocks = [_log2_block(lo, min(lo + _BLOCK, size + 1)) for lo in range(2, size + 1, _BLOCK)]
    return np.concatenate([[0.0], *blocks])


def _log2_block(lo: int, hi: int) -> Floats:
    """1/log2(n) = ln 2 / ln n for n in [lo, hi), correctly rounded."""
    number = np.arange(lo, hi, dtype=np.float64)
    mantissa, exponent = np.frexp(number)
    mantissa, exponent = mantissa * 2, (exponent - 1).astype(np.float64)  # number = mantissa * 2**exponent
    z = _divide((mantissa - 1, np.zeros_like(number)), (mantissa + 1, np.zeros_like(number)))
    square = _multiply(z, z)
    series = (np.zeros_like(number), np.zeros_like(number))
    for k in range(_TERMS, -1, -1):  # Horner: atanh(z) / z = sum of z**2k / (2k + 1)
        odd = (np.full_like(number, 2.0 * k + 1), np.zeros_like(number))
        one = (np.ones_like(number), np.zeros_like(number))
        series = _add(_multiply(series, square), _divide(one, odd))
    half_log = _multiply(z, series)
    ln2 = (np.full_like(number, _LN2[0]), np.full_like(number, _LN2[1]))
    whole = _multiply(ln2, (exponent, np.zeros_like(number)))
    log = _add(whole, (2 * half_log[0], 2 * half_log[1]))
    return _divide(ln2, log)[0]


def _add(a: _Pair, b: _Pair) -> _Pair:
    high, error = _two_sum(a[0], b[0])
    low, small = _two_sum(a[1], b[1])
    high, error = _fast_two_sum(high, error + low)
    return _fast_two_sum(high, error + small)


def _multiply(a: _Pair, b: _Pair) -> _Pair:
    high, error = _two_product(a[0], b[0])
    return _fast_two_sum(high, error + (a[0] * b[1] + a[1] * b[0]))


def _divide(a: _Pair, b: _Pair) -> _Pair:
    first = a[0] / b[0]
    rest = _subtract(a, _multiply((first, np.zeros_like(first)), b))
    second = rest[0] / b[0]
    rest = _subtract(rest, _multiply((second, np.zeros_like(first)), b))
    third = rest[0] / b[0]
    high, low = _fast_two_sum(first, second)
    return _add((high, low), (third, np.zeros_like(first)))


def _subtract(a: _Pair, b: _Pair) -> _Pair:
    return _add(a, (-b[0], -b[1]))


def _two_sum(a: Floats, b: Floats) -> _Pair:
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _fast_two_sum(a: Floats, b: Floats) -> _Pair:
    total = a + b
    return total, b - (total - a)


def _two_product(a: Floats, b: Floats) -> _Pair:
    product = a * b
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def _halves(a: Floats) -> _Pair:
    scaled = _SPLIT * a
    high = scaled - (scaled - a)
    return high, a - high
