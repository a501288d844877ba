"""Precision."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, relevant_retrieved
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, k, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        depth = lists.n_retrieved[q] if k == WHOLE_LIST else k
        out[q] = relevant_retrieved(lists, q, k, rel) / depth if depth else 0.0


@metric("P", _kernel, aliases={"precision": {}, "set_P": {}, "SetP": {}})
def precision(
    ranking: Sequence[float | None], pool: Sequence[float], *, k: int | None = None, rel: float = 1
) -> float:
    """Share of relevant documents among the first `k` ranks.

    A list shorter than `k` is still divided by `k` (trec_eval); without `k` by the documents retrieved
    (trec_eval's ``set_P``). Tied scores: the expectation over their orders.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.precision([1, 0, 1], k=5))
    0.4
    """
    hits = sum(grade is not None and grade >= rel for grade in ranking[:k])
    depth = len(ranking) if k is None else k
    return hits / depth if depth else 0.0
