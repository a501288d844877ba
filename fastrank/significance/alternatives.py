"""Which way a difference a − b counts against "no difference": SciPy's names for all tests; and names as such."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

ALTERNATIVES = ("two-sided", "less", "greater")


def one_of(name: str, value: Any, allowed: Iterable[str], *, optional: bool = False, more: str = "") -> None:
    """Refuse what is none of the names that an argument takes; `optional` ones take None too."""
    if (value is None and optional) or value in (known := tuple(allowed)):
        return
    none = " or None" if optional else ""
    raise ValueError(f"{name} must be one of {', '.join(map(repr, known))}{none}, got {value!r}{more}")


def extremeness(statistic: npt.ArrayLike, alternative: str) -> Values:
    """Turn a statistic so that larger speaks more against the null: its size, itself, or its negative."""
    values = np.asarray(statistic, dtype=np.float64)
    if alternative == "two-sided":
        return np.abs(values)
    return values if alternative == "greater" else -values


def smaller_tail(below: Values, above: Values, alternative: str) -> Values:
    """Choose between P(at most what was seen) and P(at least); two-sided is twice the smaller, at most 1."""
    if alternative == "two-sided":
        return np.minimum(2.0 * np.minimum(below, above), 1.0)
    return above if alternative == "greater" else below
