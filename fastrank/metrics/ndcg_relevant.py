"""nDCG at the ranks of the relevant documents."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import log2
from typing import Any

from fastrank.kernels.discounts import log2_discounts
from fastrank.kernels.gains import deepest_rank, gain_of, with_gains, without_overflow
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.spec.metric import Arguments, Parameters, metric


@kernel
def _kernel(lists, discounts, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        start, stop = lists.pool_offsets[q], lists.pool_offsets[q + 1]
        total, dcg, ideal, rank, found = 0.0, 0.0, 0.0, 0, 0
        for i in range(lists.offsets[q], lists.offsets[q + 1]):
            if lists.grades[i] <= 0:
                continue
            while rank < lists.first[i] and start + rank < stop and lists.pool[start + rank] > 0:
                rank += 1
                ideal += lists.pool[start + rank - 1] * discounts[rank]
            dcg += lists.grades[i] * discounts[lists.first[i]]
            total += dcg / ideal
            found += 1
        while start + rank < stop and lists.pool[start + rank] > 0:
            rank += 1
            ideal += lists.pool[start + rank - 1] * discounts[rank]
        out[q] = (total + (rank - found) * (dcg / ideal)) / rank if found else 0.0


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    gained = without_overflow(with_gains(lists, parameters["gain"]))
    return gained, (log2_discounts(deepest_rank(lists, None)),)


@metric("ndcg_rel", _kernel, pool="whole", prepare=_prepare, averages_ties=False)
def ndcg_relevant(ranking: Sequence[float | None], pool: Sequence[float], *, gain: Any = "linear") -> float:
    """Mean over the documents with a gain of nDCG at their ranks; of the whole list for those not retrieved.

    trec_eval's ndcg_rel: nDCG averaged where average precision looks. `rel` of other measures has no part here. A
    query without gain has the value 0. Tied scores: name an order with `ties`.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.ndcg_relevant([1, 0, 1])), 4)
    0.9599
    """
    found = [gain_of(grade, gain) if grade is not None else 0.0 for grade in ranking]
    best = sorted((gain_of(grade, gain) for grade in pool), reverse=True)
    n_gains = sum(g > 0 for g in best)
    best += [0.0] * (len(found) - len(best))
    dcg, ideal = ([*accumulate(g / log2(i + 2) for i, g in enumerate(gains))] for gains in (found, best))
    at_ranks = [dcg[i] / ideal[i] for i, g in enumerate(found) if g > 0]
    return (sum(at_ranks) + (n_gains - len(at_ranks)) * (dcg[-1] / ideal[-1])) / n_gains if at_ranks else 0.0
