"""nDCG at the ends of the levels of gain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastrank.kernels.discounts import log2_discounts
from fastrank.kernels.gains import deepest_rank, gain_of, with_gains, without_overflow
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.metrics.ndcg import ndcg
from fastrank.spec.metric import Arguments, Parameters, metric


@kernel
def _kernel(lists, discounts, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        j, end = lists.pool_offsets[q], lists.pool_offsets[q + 1]
        i, stop = lists.offsets[q], lists.offsets[q + 1]
        total, points, dcg, ideal, rank = 0.0, 0, 0.0, 0.0, 0
        while j < end and lists.pool[j] > 0:
            rank += 1
            ideal += lists.pool[j] * discounts[rank]
            while i < stop and lists.first[i] <= rank:
                dcg += max(lists.grades[i], 0.0) * discounts[lists.first[i]]
                i += 1
            j += 1
            if j == end or lists.pool[j] != lists.pool[j - 1]:
                total += dcg / ideal
                points += 1
        if rank > 0 and lists.n_retrieved[q] > rank + 1:
            while i < stop:
                dcg += max(lists.grades[i], 0.0) * discounts[lists.first[i]]
                i += 1
            total += dcg / ideal
            points += 1
        out[q] = total / points if points else 0.0


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    gained = without_overflow(with_gains(lists, parameters["gain"]))
    return gained, (log2_discounts(deepest_rank(lists, None)),)


@metric("Rndcg", _kernel, pool="whole", prepare=_prepare, averages_ties=False)
def ndcg_levels(ranking: Sequence[float | None], pool: Sequence[float], *, gain: Any = "linear") -> float:
    """Mean of nDCG at the ranks where the best ranking's gain falls to a lower level, trec_eval's Rndcg.

    With 5 documents of gain 2 and 3 of gain 1 these are ranks 5 and 8; the end of the list is one more where the
    list is longer than that by two or more (trec_eval). `rel` of other measures has no part here. A query without
    gain has the value 0. Tied scores: name an order with `ties`.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.ndcg_levels([1, 2, 0], ideal=[2, 1])), 4)
    0.6799
    """
    best = sorted((worth for grade in pool if (worth := gain_of(grade, gain)) > 0), reverse=True)
    points = [i for i in range(1, len(best) + 1) if i == len(best) or best[i] != best[i - 1]]
    if best and len(ranking) > len(best) + 1:
        points.append(len(ranking))
    values = [ndcg.definition(ranking[:k], pool, k=k, gain=gain) for k in points]
    return sum(values) / len(values) if values else 0.0
