"""What decides every number of a state beside the scores, fixed before the first batch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from fastrank.scores.axes import axis_names
from fastrank.significance.choices import is_number
from fastrank.significance.quantise import quantum_for
from fastrank.significance.sample import check_missing, worst_value
from fastrank.spec import parse

Bounds = tuple[float, float]

_SLACK = 1e-6  # of the scale: an nDCG may be 1 + 2e-16


@dataclass(frozen=True)
class Setting:
    """States add up where all of it is the same.

    `scale` is a power of two that no score exceeds, and `quantum` what scores are rounded to multiples of.
    """

    systems: tuple[str, ...]
    measure: str
    higher_is_better: bool
    bounds: Bounds | None
    scale: float
    quantum: float
    missing: str
    track_queries: bool
    n_resamples: int = 0
    seed: int = 0
    generator: str = ""

    @property
    def limits(self) -> Bounds:
        """Smallest and largest score that is taken."""
        low, high = self.bounds or (-self.scale, self.scale)
        return low - _SLACK * self.scale, high + _SLACK * self.scale


def setting_of(
    systems: Sequence[Any],
    *,
    measure: str,
    higher_is_better: bool | None,
    bounds: Bounds | None,
    scale: float | None,
    missing: str,
    track_queries: bool,
    bits: int,
) -> Setting:
    """Fill in what is known of the measure, and refuse what cannot be."""
    names = axis_names(systems, "systems")
    if not names or isinstance(systems, str):
        raise ValueError("systems: name the systems whose scores will come, in a list")
    up, known = _facts(measure)
    bounds, largest = _scale(measure, bounds, scale, known)
    check_missing(missing)
    up = up if higher_is_better is None else bool(higher_is_better)
    if missing == "pairwise":
        raise ValueError('missing="pairwise" is for compare; a state takes "error", "complete" or "worst"')
    if missing == "worst":
        worst_value(bounds, up, measure)
    return Setting(
        systems=names,
        measure=measure,
        higher_is_better=up,
        bounds=bounds,
        scale=quantum_for(largest, 0),
        quantum=quantum_for(largest, bits),
        missing=missing,
        track_queries=bool(track_queries),
    )


def refuse_other(one: Setting, other: Setting) -> None:
    """Raise where two states cannot be added, naming what differs."""
    for field in fields(Setting):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if a != b:
            raise ValueError(
                f"states do not add up: {field.name} is {_shown(a, b)} in one and {_shown(b, a)} in the other; "
                "make all of them with the same arguments"
            )


def _shown(value: Any, other: Any) -> str:
    """Of long tuples, what the other has not."""
    if isinstance(value, tuple) and len(value) > 4 and isinstance(other, tuple):
        own = [item for item in value if item not in other][:4]
        return f"{len(value)} names" + (f" with {', '.join(map(repr, own))}" if own else " in its own order")
    return repr(value)


def _facts(measure: Any) -> tuple[bool, tuple[float | None, float | None] | None]:
    """Direction of a measure that is known here, and its bounds."""
    if not isinstance(measure, str) or not measure:
        raise TypeError(f"measure must be a name, got {measure!r}")
    try:
        metric = parse(measure).metric
    except ValueError:
        return True, None
    if metric.aggregation == "geometric":
        raise ValueError(
            f"{measure} has a geometric mean, and states are for means: give logarithms of its values"
        )
    return metric.higher_is_better, metric.bounds


def _scale(
    measure: str,
    bounds: Bounds | None,
    scale: float | None,
    known: tuple[float | None, float | None] | None,
) -> tuple[Bounds | None, float]:
    if bounds is not None and scale is not None:
        raise ValueError("bounds= and scale= both say how large scores are; give one")
    if scale is not None:
        if not _is_finite(scale) or scale <= 0:
            raise ValueError(f"scale must be a positive number that no score exceeds, got {scale!r}")
        return None, float(scale)
    if bounds is None and known is not None:
        if not all(map(_is_finite, known)):
            raise ValueError(f"{measure} has no largest value: give scale=, a number that no score exceeds")
        bounds = known  # type: ignore[assignment]
    if bounds is None:
        return None, 1.0
    if len(bounds) != 2 or not all(map(_is_finite, bounds)) or not bounds[0] < bounds[1]:
        raise ValueError(f"bounds must be the smallest and the largest score, got {bounds!r}; or give scale=")
    low, high = map(float, bounds)
    return (low, high), max(abs(low), abs(high))


def _is_finite(number: Any) -> bool:
    return is_number(number) and math.isfinite(number)
