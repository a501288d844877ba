"""C/W/L user models: how likely a user goes on from each rank, and what a document looked at is worth on average."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from fastrank.kernels.gains import deepest_rank
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, RankedLists

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


def patience(target: float, depth: int) -> npt.NDArray[np.float64]:
    """Return INSQ's continuation ((r + 2T - 1) / (r + 2T))**2 from each rank r, T the gain wanted."""
    rank = np.arange(depth + 1, dtype=np.float64)
    return ((rank + 2 * target - 1) / (rank + 2 * target)) ** 2


def looked_at(lists: RankedLists, k: int | None) -> int:
    """How long a table of continuations must be."""
    return deepest_rank(lists, None) if k is None else k


def gains_on_scale(ranking: Sequence[float | None], k: int | None, max_grade: float | None) -> list[float]:
    """Return the gain of each rank down to `k`, 0 beyond the list: for definitions."""
    gains = [max(grade or 0.0, 0.0) / (max_grade or 1) for grade in ranking[:k]]
    return gains + [0.0] * (k - len(gains) if k is not None else 0)


def expected_gain(gains: Sequence[float], goes_on: Callable[[int], float]) -> float:
    """Gain a document looked at, by a user who goes on from rank r with probability ``goes_on(r)``: the definition."""
    total = looked = 0.0
    reach = 1.0
    for rank, gain in enumerate(gains, 1):
        total, looked = total + reach * gain, looked + reach
        reach *= goes_on(rank)
    return total / looked if looked else 0.0
