"""Sums of scores that have no rounding, so that parts of them add up to the same bits in any order.

A sum is a Python integer, in units of 2^-1074, of which every float64 is a multiple.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.exact_sums import LEAST_EXPONENT, LIMB_BITS, LIMBS, add_exactly

Values = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

_ONE = 1 << -LEAST_EXPONENT


class ExactSums(NamedTuple):
    """Sums as two float64 each: the nearest, and what is nearest to the rest."""

    high: Values
    low: Values


def exact_totals(rows: Values) -> list[int]:
    """Return the sum of the finite numbers of every row, in units of 2^-1074.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.significance.exact_sums import as_floats, exact_totals
    >>> as_floats(exact_totals(np.array([[1e100, 1.0, -1e100]]))).high
    array([1.])
    """
    limbs = np.zeros((len(rows), LIMBS), dtype=np.int64)
    bits = np.ascontiguousarray(rows).view(np.int64)
    parallel.run(add_exactly, (bits,), (limbs,), len(rows), cost=max(1, rows.shape[1]))
    used = np.flatnonzero(limbs.any(axis=0)).tolist()  # a few, where scores are alike in size
    shifts = [LIMB_BITS * place for place in used]
    return [
        sum(limb << shift for limb, shift in zip(row, shifts, strict=True)) for row in limbs[:, used].tolist()
    ]


def nearest(totals: Sequence[int]) -> Values:
    """Return sums as float64, correctly rounded."""
    return np.array([total / _ONE for total in totals])


def as_floats(totals: Sequence[int]) -> ExactSums:
    """Return sums as float64, correctly rounded, and the rests."""
    high = nearest(totals)
    rests = (total - _units(near) for total, near in zip(totals, high.tolist(), strict=True))
    return ExactSums(high, np.array([rest / _ONE if rest else 0.0 for rest in rests]))


def differences(sums: ExactSums, first: Places, second: Places) -> Values:
    """Return differences of sums, by their places; the place after the last stands for zero."""
    high, low = (np.append(part, 0.0) for part in sums)
    a, b = high[first], high[second]
    gap = a - b
    turned = gap - a
    rest = (a - (gap - turned)) - (b + turned)  # what rounding took from `gap` (Knuth's two-sum)
    found = gap + (rest + (low[first] - low[second]))
    # Of one sum alone the nearest is at hand: the rest may round to half of its last place, and turn it.
    alone: Values = np.where((b == 0.0) & (low[second] == 0.0), a, found)
    return alone


def _units(number: float) -> int:
    above, below = number.as_integer_ratio()
    return above << (1 - LEAST_EXPONENT - below.bit_length())
