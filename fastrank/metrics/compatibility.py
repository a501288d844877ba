"""Compatibility: rank-biased overlap with the best ranking."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

import numpy as np

from fastrank.kernels.gains import deepest_rank
from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.spec.metric import Arguments, Parameters, metric


@inlined
def _level(pool, start, stop, grade):  # type: ignore[no-untyped-def]
    """Where a grade begins in a query's pool, which falls."""
    while start < stop:
        middle = (start + stop) // 2
        if pool[middle] > grade:
            start = middle + 1
        else:
            stop = middle
    return start


@kernel
def _kernel(lists, overlaps, weights, normalize, lo, hi, out):  # type: ignore[no-untyped-def]
    longest = np.int64(1)
    for q in range(lo, hi):
        longest = max(longest, lists.pool_offsets[q + 1] - lists.pool_offsets[q])
    taken = np.empty(longest, np.int64)
    for q in range(lo, hi):
        start, stop = lists.pool_offsets[q], lists.pool_offsets[q + 1]
        n_relevant = 0
        while start + n_relevant < stop and lists.pool[start + n_relevant] > 0:
            taken[n_relevant] = 0
            n_relevant += 1
        depth = max(lists.n_retrieved[q], n_relevant)
        total, best = 0.0, 0.0
        for i in range(lists.offsets[q], lists.offsets[q + 1]):
            if lists.grades[i] > 0:
                level = _level(lists.pool, start, stop, lists.grades[i]) - start
                taken[level] += 1
                both = max(lists.first[i], level + taken[level])  # from this depth on both lists hold it
                total += overlaps[depth] - overlaps[both - 1]
        for j in range(n_relevant):
            best += overlaps[depth] - overlaps[j]
        whole = best if normalize else weights[depth]
        out[q] = total / whole if n_relevant else 0.0


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    powers = np.full(deepest_rank(lists, None) + 1, float(parameters["p"]))
    powers[:2] = (0.0, 1.0)[: len(powers)]
    np.multiply.accumulate(powers[1:], out=powers[1:])
    overlaps = np.add.accumulate(powers / np.maximum(1, np.arange(len(powers))))
    return lists, (overlaps, np.add.accumulate(powers), bool(parameters["normalize"]))


@metric("Compat", _kernel, pool="whole", prepare=_prepare, averages_ties=False)
def compatibility(
    ranking: Sequence[float | None], pool: Sequence[float], *, p: float = 0.95, normalize: bool = True
) -> float:
    """Rank-biased overlap of the ranking with the best one that is most like it.

    The best ranking holds the documents of positive grade by falling grade; of equal grade those retrieved come
    first, in their order. The overlap at each depth d is weighed with p^(d − 1) down to the end of the longer
    list; with `normalize` the value is over that of the best ranking itself. A query without a positive grade has
    the value 0. Tied scores: name an order with `ties`.

    References
    ----------
    Clarke, Vtyurina and Smucker, Assessing top-k preferences, TOIS 2021; Webber, Moffat and Zobel, A similarity
    measure for indefinite rankings, TOIS 2010.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.compatibility([1, 0, 2], p=0.5)), 4)
    0.25
    """
    found = {rank: grade for rank, grade in enumerate(ranking, 1) if grade is not None and grade > 0}
    missed = Counter(grade for grade in pool if grade > 0) - Counter(found.values())
    grades = found | {len(ranking) + i: grade for i, grade in enumerate(missed.elements(), 1)}
    ideal = sorted(grades, key=lambda document: (-grades[document], document))
    places = {document: place for place, document in enumerate(ideal, 1)}
    both = sorted(max(rank, places[rank]) for rank in found)  # from this depth on both lists hold it
    depths = range(1, max(len(ranking), len(ideal)) + 1)
    overlap = sum(p ** (d - 1) * bisect_right(both, d) / d for d in depths)
    whole = sum(p ** (d - 1) * (min(d, len(ideal)) / d if normalize else 1) for d in depths)
    return overlap / whole if ideal else 0.0
