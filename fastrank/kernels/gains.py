"""From grades to gains: the one place that knows linear, exponential and custom gains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.kernels.ranked_lists import RankedLists
from fastrank.kernels.subtopic_lists import SubtopicLists

Floats = npt.NDArray[np.float64]

LARGEST_EXPONENT = 1023  # 2**1024 is not a float64
_NEAR_OVERFLOW = 2.0**900


def gain_of(grade: float, gain: Any) -> float:
    """Return what one grade is worth: the plain-Python definition."""
    if isinstance(gain, tuple):
        return max(0.0, dict(gain).get(grade, grade))
    if gain == "exponential":
        return 2.0**grade - 1 if grade > 0 else 0.0
    return max(0.0, grade)


def with_gains(lists: RankedLists, gain: Any) -> RankedLists:
    """Replace grades by gains; the pool stays sorted by what it now holds."""
    if gain == "linear":
        return lists  # loops skip gains of 0 and below
    pool = gains(lists.pool, gain)
    if gain != "exponential":
        pool = _sorted_within(pool, lists.pool_offsets)
    return lists._replace(grades=gains(lists.grades, gain), pool=pool)


def without_overflow(lists: RankedLists) -> RankedLists:
    """Scale gains so large that a sum of them would be infinite; a ratio of sums does not change.

    The power of two is exact, and 2**-64 keeps the smallest exponential gain of 1 a normal number.
    """
    if not len(lists.pool) or lists.pool.max() < _NEAR_OVERFLOW:
        return lists
    return lists._replace(grades=np.ldexp(lists.grades, -64), pool=np.ldexp(lists.pool, -64))


def on_scale(lists: RankedLists, scale: Mapping[str, Any], measure: str) -> RankedLists:
    """Replace grades by where they stand on the scale from `min_grade`, worth nothing, to `max_grade`, worth 1."""
    low, high = scale["min_grade"], scale["max_grade"]
    refuse_above(lists.grades, high, measure)
    if not low < high:
        raise ValueError(f"{measure}: min_grade={low} is not below max_grade={high}")
    return lists._replace(grades=np.maximum(lists.grades - low, 0) / (high - low))


def refuse_above(grades: Floats, max_grade: float | None, measure: str) -> None:
    """Raise where a grade is larger than the scale, or where there is none."""
    if max_grade is None:
        raise ValueError(
            f"{measure} needs max_grade, the largest grade of the scale, as in {measure}(max_grade=4)"
        )
    if len(grades) and grades.max() > max_grade:
        raise ValueError(
            f"{measure}: grade {grades.max():g} is above max_grade={max_grade}; name the largest grade"
        )


def gains(grades: Floats, gain: Any) -> Floats:
    """Return the gains of an array of grades."""
    if gain == "exponential":
        return powers_of_two(np.maximum(grades, 0)) - 1
    worth = grades.copy()
    for grade, value in gain:
        worth[grades == grade] = value
    return worth


def powers_of_two(exponents: Floats) -> Floats:
    """Return 2**exponent; exact for whole numbers, on every machine."""
    if len(exponents) and exponents.max() > LARGEST_EXPONENT:
        raise ValueError(
            f"exponential gain of grade {exponents.max():g}: 2**grade is infinite above grade "
            f"{LARGEST_EXPONENT}; use gain='linear' or a mapping of grades to gains"
        )
    whole = exponents.astype(np.int64)
    if (whole == exponents).all():
        return np.ldexp(1.0, whole)
    return np.exp2(exponents)


def _sorted_within(values: Floats, offsets: npt.NDArray[np.int64]) -> Floats:
    owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    return values[np.lexsort((-values, owner))]


def deepest_rank(lists: RankedLists | SubtopicLists, k: int | None) -> int:
    """The last rank that can count for any list: how long a table of weights must be."""
    longest = max(_largest(lists.n_retrieved), _largest(np.diff(lists.pool_offsets)))
    return longest if k is None else min(k, longest)


def _largest(values: npt.NDArray[np.int64]) -> int:
    return int(values.max()) if len(values) else 0
