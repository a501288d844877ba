"""Names along the axes of Scores, unique and found by name, and the facts that each measure has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fastrank.spec import AGGREGATIONS, canonical_name


def axis_names(names: Sequence[Any], what: str) -> tuple[str, ...]:
    """Return names as text; no name may stand twice on an axis."""
    return unique(texts_of(names, what), what)


def unique(texts: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Return the names of an axis, where none may stand twice."""
    if len(set(texts)) != len(texts):
        seen: set[str] = set()
        double = next(text for text in texts if text in seen or seen.add(text))  # type: ignore[func-returns-value]
        raise ValueError(f"Scores: {what} must be unique, but {double!r} stands twice")
    return texts


def texts_of(names: Sequence[Any], what: str) -> tuple[str, ...]:
    """Return names as text; integers are taken as their decimal text."""
    if isinstance(names, range):
        return tuple(map(str, names))
    return tuple(name if type(name) is str else _text(name, what) for name in names)


def _text(name: Any, what: str) -> str:
    if name is None or isinstance(name, float):
        raise TypeError(f"Scores: {what} must be text or integers, got {name!r}")
    return name.decode() if isinstance(name, bytes) else str(name)


def directions(higher_is_better: bool | Sequence[bool], n: int) -> tuple[bool, ...]:
    """Return the direction of each of `n` measures, given one for all or one for each."""
    if isinstance(higher_is_better, bool | np.bool_):
        return (bool(higher_is_better),) * n
    return tuple(map(bool, higher_is_better))


def aggregations(aggregation: str | Sequence[str], n: int) -> tuple[str, ...]:
    """Return how the values of each of `n` measures are brought together, given one way for all or one for each."""
    ways = (aggregation,) * n if isinstance(aggregation, str) else tuple(aggregation)
    for way in ways:
        if way not in AGGREGATIONS:
            raise ValueError(
                f"Scores: aggregation must be one of {', '.join(map(repr, AGGREGATIONS))}, got {way!r}"
            )
    return ways


def bounds_of(bounds: Any, n: int) -> tuple[Any, ...]:
    """Return the bounds of each of `n` measures, given one pair for all or one for each."""
    if bounds is None or (len(bounds) == 2 and all(np.isscalar(b) for b in bounds)):
        return (bounds,) * n
    return tuple(bounds)


def positions(axis: tuple[str, ...], wanted: Sequence[Any] | None, what: str) -> list[int]:
    """Return where the wanted names stand on an axis: everywhere if none is named."""
    if wanted is None:
        return list(range(len(axis)))
    at = {name: i for i, name in enumerate(axis)}
    missing = [str(name) for name in wanted if str(name) not in at]
    if missing:
        shown = ", ".join(axis[:10]) + (", ..." if len(axis) > 10 else "")
        raise KeyError(f"no {what} {missing[0]!r} here; there are: {shown}")
    return [at[str(name)] for name in wanted]


def measure_called(name: Any, measures: tuple[str, ...]) -> str:
    """Return which of the measures `name` means, in any spelling; an unknown one raises ``KeyError``."""
    text = str(name)
    if text in measures:
        return text
    canonical = canonical_name(text)
    # What `evaluate` fills in need not be said: `ERR@10` finds `ERR(max_grade=3)@10`.
    resolved = [m for m in measures if canonical_name(m, without=("max_grade", "rounding")) == canonical]
    if len(resolved) == 1:
        return resolved[0]
    raise KeyError(f"no measure {text!r} here; there are: {', '.join(measures)}")
