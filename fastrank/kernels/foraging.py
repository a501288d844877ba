"""Information foraging: a user goes on while the goal is not reached, and while gain comes fast enough."""

from __future__ import annotations

from collections.abc import Callable
from math import exp
from typing import Any

import numpy as np

from fastrank.kernels.gains import on_scale
from fastrank.kernels.jit import kernel, spliced
from fastrank.kernels.ranked_lists import WHOLE_LIST, RankedLists

NO_GOAL = {"target": 0.0, "b1": float("inf"), "r1": 0.0}  # then going on does not depend on it
NO_RATE = {"rate": 0.0, "b2": 0.0, "r2": 0.0}
STEEPEST = 700.0  # e to that is still a float64


@spliced
def _share(odds, steepness):  # type: ignore[no-untyped-def]
    return 1.0 / (1.0 + odds * np.exp(min(max(steepness, -STEEPEST), STEEPEST)))


@kernel
def foraged_gain(lists, k, target, b1, r1, rate, b2, r2, lo, hi, out):  # type: ignore[no-untyped-def]
    """Expected gain of a document that a forager looks at."""
    for q in range(lo, hi):
        depth = lists.n_retrieved[q] if k == WHOLE_LIST else k
        total, looked_at, reach, found = 0.0, 0.0, 1.0, 0.0
        i, stop = lists.offsets[q], lists.offsets[q + 1]
        for rank in range(1, depth + 1):
            looked_at += reach
            if i < stop and lists.first[i] == rank:
                total += reach * lists.grades[i]
                found += lists.grades[i]
                i += 1
            unsated = 1.0 - _share(b1, (target - found) * r1)
            reach *= unsated * _share(b2, (rate - found / rank) * r2)
            if reach <= 0:
                break
        out[q] = total / looked_at if looked_at else 0.0


def forage(measure: str, **off: float) -> Callable[[RankedLists, Any], tuple[RankedLists, tuple[Any, ...]]]:
    """Return what prepares lists for `foraged_gain`; `off` stands for parameters that the measure has not."""

    def prepare(lists: RankedLists, parameters: Any) -> tuple[RankedLists, tuple[Any, ...]]:
        given = {**parameters, **off}
        depth = WHOLE_LIST if given["k"] is None else given["k"]
        numbers = (float(given[name]) for name in ("target", "b1", "r1", "rate", "b2", "r2"))
        return on_scale(lists, parameters, measure), (depth, *numbers)

    return prepare


def unsated(found: float, target: float, b1: float, r1: float) -> float:
    """Return the probability to go on for the goal's sake with what has been found: the definition."""
    return 1 - _logistic(b1, (target - found) * r1)


def rewarded(found: float, rank: int, rate: float, b2: float, r2: float) -> float:
    """Return the probability to go on for the rate's sake, each document costing 1: the definition."""
    return _logistic(b2, (rate - found / rank) * r2)


def _logistic(odds: float, steepness: float) -> float:
    return 1 / (1 + odds * exp(min(max(steepness, -STEEPEST), STEEPEST)))
