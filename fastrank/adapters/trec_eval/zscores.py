"""Values as distances from the means of other runs, in their standard deviations (-Z)."""

from __future__ import annotations

import os
from collections.abc import Mapping

MISSING = -1_000_000.0  # where no mean is known

Moments = Mapping[tuple[str, str], tuple[float, float]]


def read_moments(path: str | os.PathLike[str]) -> Moments:
    """Read lines of query, measure, mean and standard deviation."""
    moments: dict[tuple[str, str], tuple[float, float]] = {}
    with open(path, encoding="utf-8", errors="backslashreplace") as file:
        for number, line in enumerate(file, start=1):
            fields = line.split()
            try:
                query, measure, mean, deviation = fields
                moments[query, measure] = float(mean), float(deviation)
            except ValueError:
                raise ValueError(
                    f"{path}, line {number}: a line is: query measure mean deviation, got {line.strip()!r}"
                ) from None
    return moments


def zscore(moments: Moments, query: str, measure: str, value: float) -> float:
    """Return how far a value lies from its mean."""
    if (query, measure) not in moments:
        return MISSING
    mean, deviation = moments[query, measure]
    if deviation:
        return (value - mean) / deviation
    return 0.0 if value == mean else MISSING
