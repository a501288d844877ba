"""C/W/L user models: how likely a user goes on from each rank, and what a document looked at is worth on average."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.kernels.gains import deepest_rank, on_scale
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, RankedLists, weighted_gains

Floats = npt.NDArray[np.float64]
Parameters = Mapping[str, Any]
Prepare = Callable[[RankedLists, Any], tuple[RankedLists, tuple[Any, ...]]]

DEPTH = 1000  # ranks a user may look at: cwl-eval's


@kernel
def gain_until_satisfied(lists, k, continuation, lo, hi, out):  # type: ignore[no-untyped-def]
    """Expected gain a document where a gain g at rank r lets ``continuation[r] * (1 - g)`` of the users go on."""
    for q in range(lo, hi):
        depth = lists.n_retrieved[q] if k == WHOLE_LIST else k
        total, looked_at, reach = 0.0, 0.0, 1.0
        i, stop = lists.offsets[q], lists.offsets[q + 1]
        for rank in range(1, depth + 1):
            gain = 0.0
            if i < stop and lists.first[i] == rank:
                gain = lists.grades[i]
                i += 1
            total += reach * gain
            looked_at += reach
            reach *= continuation[rank] * (1 - gain)
            if reach <= 0:
                break
        out[q] = total / looked_at if looked_at else 0.0


@kernel
def share_of_weights(lists, k, weights, sums, lo, hi, out):  # type: ignore[no-untyped-def]
    """Expected gain a document where rank r is looked at with ``weights[r]``; `sums` adds them up."""
    for q in range(lo, hi):
        depth = lists.n_retrieved[q] if k == WHOLE_LIST else k
        out[q] = weighted_gains(lists, q, k, weights) / sums[depth] if depth else 0.0


def weigh_ranks(measure: str, weigh: Callable[[Floats, Parameters], Floats]) -> Prepare:
    """Return what prepares lists for `share_of_weights`: ``weigh(ranks, parameters)`` are the weights."""

    def prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, tuple[Any, ...]]:
        weights = _by_rank(lists, parameters, weigh)
        return on_scale(lists, parameters, measure), (_depth(parameters), weights, np.add.accumulate(weights))

    return prepare


def until_satisfied(measure: str, continuation: Callable[[Floats, Parameters], Floats]) -> Prepare:
    """Return what prepares lists for `gain_until_satisfied`: ``continuation(ranks, parameters)`` is its table."""

    def prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, tuple[Any, ...]]:
        table = _by_rank(lists, parameters, continuation)
        return on_scale(lists, parameters, measure), (_depth(parameters), table)

    return prepare


def _by_rank(
    lists: RankedLists, parameters: Parameters, value: Callable[[Floats, Parameters], Floats]
) -> Floats:
    """Return the table of ``value(ranks, parameters)`` for all ranks that are looked at; there is no rank 0."""
    k = parameters["k"]
    ranks = np.arange(1.0, (deepest_rank(lists, None) if k is None else k) + 1)
    return np.concatenate([[0.0], value(ranks, parameters)])


def _depth(parameters: Parameters) -> int:
    return WHOLE_LIST if parameters["k"] is None else int(parameters["k"])


def patience(rank: Floats, target: float) -> Floats:
    """Return INSQ's continuation ((r + 2T - 1) / (r + 2T))**2 from each rank r, T the gain wanted."""
    return ((rank + 2 * target - 1) / (rank + 2 * target)) ** 2


def gains_on_scale(
    ranking: Sequence[float | None], k: int | None, max_grade: float | None, min_grade: float = 0
) -> list[float]:
    """Return the gain of each rank down to `k`, 0 beyond the list: for definitions."""
    width = (max_grade or 1) - min_grade
    gains = [max((grade or 0.0) - min_grade, 0.0) / width for grade in ranking[:k]]
    return gains + [0.0] * (k - len(gains) if k is not None else 0)


def expected_gain(gains: Sequence[float], goes_on: Callable[[int], float]) -> float:
    """Gain a document looked at, by a user who goes on from rank r with probability ``goes_on(r)``: the definition."""
    total = looked = 0.0
    reach = 1.0
    for rank, gain in enumerate(gains, 1):
        total, looked = total + reach * gain, looked + reach
        reach *= goes_on(rank)
    return total / looked if looked else 0.0
