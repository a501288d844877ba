"""Normalised discounted cumulative gain."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import Any

from fastrank.kernels.discounts import log2_discounts
from fastrank.kernels.gains import deepest_rank, gain_of, with_gains, without_overflow
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import RankedLists, weighted_gains
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


@kernel
def _kernel(lists, k, discounts, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        start, stop = lists.pool_offsets[q], lists.pool_offsets[q + 1]
        if k < stop - start:
            stop = start + k
        ideal = 0.0
        for i in range(start, stop):
            if lists.pool[i] <= 0:
                break
            ideal += lists.pool[i] * discounts[i - start + 1]
        out[q] = weighted_gains(lists, q, k, discounts) / ideal if ideal > 0 else 0.0


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    k = parameters["k"]
    gained = without_overflow(with_gains(lists, parameters["gain"]))
    return gained, (cutoff(k), log2_discounts(deepest_rank(lists, k)))


@metric(
    "nDCG",
    _kernel,
    prepare=_prepare,
    pool="top",
    aliases={"ndcg_burges": {"gain": "exponential"}},
)
def ndcg(
    ranking: Sequence[float | None], pool: Sequence[float], *, k: int | None = None, gain: Any = "linear"
) -> float:
    """Discounted cumulative gain over that of the best possible ranking.

    Each document gives its gain divided by log2(rank + 1). The best ranking holds all judged documents of
    the query, so a relevant document that was not retrieved counts against the run. `rel` of other measures
    has no part here. A query without gain has the value 0.

    References
    ----------
    Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, TOIS 2002;
    Burges et al., Learning to rank using gradient descent, ICML 2005 (exponential gain).

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.ndcg([3, 2, 0, 1], scores=[0.1, 0.9, 0.8, 0.2], k=3)), 4)
    0.525
    """
    found = [gain_of(grade, gain) if grade is not None else 0 for grade in ranking]
    best = sorted((gain_of(grade, gain) for grade in pool), reverse=True)
    dcg, ideal = (sum(g / log2(rank + 1) for rank, g in enumerate(gains[:k], 1)) for gains in (found, best))
    return dcg / ideal if ideal > 0 else 0.0
