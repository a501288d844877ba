"""Average precision."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.ranked_lists import RankedLists, relevant_in_pool
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


@inlined
def _group_precision(before, relevant, first, last, k):  # type: ignore[no-untyped-def]
    """Expected sum of precision at the relevant documents of one tie group (McSherry and Najork 2008).

    A rank of the group holds a relevant document with probability m/n; given that, each of the earlier
    ranks of the group does with (m - 1)/(n - 1).
    """
    size = last - first + 1
    others = (relevant - 1) / (size - 1) if size > 1 else 0.0
    total = 0.0
    for rank in range(first, min(last, k) + 1):
        total += (before + 1 + (rank - first) * others) / rank
    return total * relevant / size


@kernel
def _kernel(lists, k, rel, at_most_k, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        n_relevant = relevant_in_pool(lists, q, rel)
        if at_most_k and k < n_relevant:
            n_relevant = k
        total, before = 0.0, 0
        i, stop = lists.offsets[q], lists.offsets[q + 1]
        while i < stop and lists.first[i] <= k:
            first, last, relevant = lists.first[i], lists.last[i], 0
            while i < stop and lists.first[i] == first:
                relevant += lists.grades[i] >= rel
                i += 1
            if relevant:
                total += _group_precision(before, relevant, first, last, k)
                before += relevant
        out[q] = total / n_relevant if n_relevant else 0.0


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    return lists, (
        cutoff(parameters["k"]),
        float(parameters["rel"]),
        parameters["denominator"] == "min(k,R)",
    )


@metric("AP", _kernel, pool="whole", prepare=_prepare, aliases={"map": {}})
def average_precision(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = None,
    rel: float = 1,
    denominator: str = "R",
) -> float:
    """Mean over the relevant documents of the precision at their ranks, 0 for those not retrieved.

    The mean is over all relevant documents of the query, also with a cutoff (trec_eval's ``map_cut``);
    ``denominator="min(k,R)"`` divides by no more than `k` of them. A query without a relevant document has
    the value 0. Tied scores: the expectation over their orders.

    References
    ----------
    Buckley and Voorhees, Evaluating evaluation measure stability, SIGIR 2000; McSherry and Najork,
    Computing information retrieval performance measures efficiently in the presence of tied scores, ECIR 2008.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.average_precision([1, 0, 1, 0])), 4)
    0.8333
    """
    hits = [grade is not None and grade >= rel for grade in ranking]
    total = sum(sum(hits[:rank]) / rank for rank, hit in enumerate(hits[:k], 1) if hit)
    n_relevant = sum(grade >= rel for grade in pool)
    if denominator == "min(k,R)" and k is not None:
        n_relevant = min(k, n_relevant)
    return total / n_relevant if n_relevant else 0.0
