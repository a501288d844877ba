"""G: gain discounted by what a better ranking would have gained."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import Any

import numpy as np

from fastrank.kernels.discounts import log2_discounts
from fastrank.kernels.gains import deepest_rank, gain_of, with_gains
from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.spec.metric import Arguments, Parameters, metric


@inlined
def _discount(behind, discounts):  # type: ignore[no-untyped-def]
    """1 / log2(2 + behind), from the table where it has it: that has the same bits on every machine."""
    if behind < len(discounts) - 1 and behind == np.floor(behind):
        return discounts[np.int64(behind) + 1]
    return 1 / np.log2(2 + behind)


@kernel
def _kernel(lists, discounts, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        ideal, stop = lists.pool_offsets[q], lists.pool_offsets[q + 1]
        total, gained, cost, rank = 0.0, 0.0, 0.0, 0
        for i in range(lists.offsets[q], lists.offsets[q + 1]):
            gain = lists.grades[i]
            if gain <= 0:
                continue
            while rank < lists.first[i]:
                cost += max(lists.pool[ideal + rank], 1.0) if ideal + rank < stop else 1.0
                rank += 1
            gained += gain
            total += gain * _discount(cost - gained, discounts)
        possible = 0.0
        while ideal < stop and lists.pool[ideal] > 0:
            possible += lists.pool[ideal]
            ideal += 1
        out[q] = total / possible if possible > 0 else 0.0


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    gained = with_gains(lists, parameters["gain"])
    if len(gained.pool) and gained.pool.max() > 2.0**900:
        raise ValueError(f"G: a gain of {gained.pool.max():g} is too large to be summed; use gain='linear'")
    return gained, (log2_discounts(deepest_rank(lists, None)),)


@metric("G", _kernel, pool="whole", prepare=_prepare, averages_ties=False)
def graded_gain(ranking: Sequence[float | None], pool: Sequence[float], *, gain: Any = "linear") -> float:
    """Gain of each document over log2(2 + how far the ranking is behind by then), trec_eval's G.

    How far it is behind at a rank is the gain of the best ranking so far, every rank counting at least 1, less the
    gain of this ranking so far, the document included. The sum is divided by the sum of all gains. `rel` of other
    measures has no part here. A query without gain has the value 0. Tied scores: name an order with `ties`.

    References
    ----------
    Buckley, trec_eval, an experimental measure of 2008.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.graded_gain([2, 0, 1])), 4)
    0.877
    """
    best = sorted((gain_of(grade, gain) for grade in pool), reverse=True)
    total = gained = cost = 0.0
    for i, grade in enumerate(ranking):
        here = gain_of(grade, gain) if grade is not None else 0.0
        gained, cost = gained + here, cost + (max(best[i], 1.0) if i < len(best) else 1.0)
        total += here / log2(2 + cost - gained) if here else 0.0
    return total / sum(best) if total else 0.0
