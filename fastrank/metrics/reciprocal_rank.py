"""Reciprocal rank of the first relevant document."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, k, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        out[q] = 0.0
        i, stop = lists.offsets[q], lists.offsets[q + 1]
        while i < stop and lists.grades[i] < rel:
            i += 1
        if i == stop:
            continue
        first, last, relevant = lists.first[i], lists.last[i], 0
        while i < stop and lists.first[i] == first:
            relevant += lists.grades[i] >= rel
            i += 1
        none_yet = 1.0  # probability that no earlier rank of the tie group holds a relevant document
        for rank in range(first, min(last, k) + 1):
            here = relevant / (last - rank + 1)
            out[q] += none_yet * here / rank
            none_yet *= 1 - here
            if none_yet <= 0:
                break


@metric("RR", _kernel, aliases={"mrr": {}, "recip_rank": {}})
def reciprocal_rank(
    ranking: Sequence[float | None], pool: Sequence[float], *, k: int | None = None, rel: float = 1
) -> float:
    """One over the rank of the first relevant document; 0 if there is none among the first `k`.

    Tied scores: the expectation over their orders.

    References
    ----------
    Kantor and Voorhees, The TREC-5 confusion track, Information Retrieval 2000.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.reciprocal_rank([[0, 1, 1], [1, 0, 0]]).tolist()
    [0.5, 1.0]
    """
    hits = [rank for rank, grade in enumerate(ranking[:k], 1) if grade is not None and grade >= rel]
    return 1 / hits[0] if hits else 0.0
