"""How often BOOT-BOTH intervals of `fr.compare_correlations` hold the difference of two metrics' correlations.

What is to be held is the mean difference over all data sets of the cell, that of as many systems and segments: noise
makes correlations lower where segments are few.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from as_scores import Values
from cells import Cell, Effort, cell, seed_of, stream

import fastrank as fr

SYSTEMS = 15
RESAMPLES = 999
ALONE = 5  # data sets for each call of the effort: a call is one data set
LARGEST = 100
KINDS = {"system": "pearsonr", "segment": "kendalltau"}
WHERE = f"{SYSTEMS} systems, two metrics"


def correlation_coverage(effort: Effort) -> Iterator[Cell]:
    """Yield one cell a level and number of segments."""
    for n in effort.sizes:
        if n <= LARGEST:
            for level, statistic in KINDS.items():
                yield _at(level, statistic, n, effort)


def _at(level: str, statistic: str, n: int, effort: Effort) -> Cell:
    rng = stream("correlations", level, n)
    found = [_compared(level, statistic, *_draw(rng, n), seed_of(rng)) for _ in range(effort.calls * ALONE)]
    difference, low, high = np.transpose(found)
    held = (low <= difference.mean()) & (difference.mean() <= high)
    return cell(f"compare_correlations: {level}, {statistic}", WHERE, n, held)


def _compared(
    level: str, statistic: str, human: Values, metrics: Any, seed: int
) -> tuple[float, float, float]:
    result = fr.compare_correlations(
        human, metrics, level=level, statistic=statistic, test="boot_both", n_resamples=RESAMPLES, rng=seed
    )
    return float(result.difference[0]), float(result.low[0]), float(result.high[0])


def _draw(rng: np.random.Generator, n: int) -> tuple[Values, dict[str, Values]]:
    """People see quality and noise; metrics see what people see, with more noise and a liking for some systems."""
    human = rng.normal(size=(SYSTEMS, 1)) + rng.normal(size=n) + rng.normal(size=(SYSTEMS, n))
    liking = {"a": 0.3, "b": 0.6}
    return human, {
        name: human + sd * rng.normal(size=(SYSTEMS, 1)) + rng.normal(size=(SYSTEMS, n))
        for name, sd in liking.items()
    }
