"""Recall."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import relevant_in_pool, relevant_retrieved
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, k, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        n_relevant = relevant_in_pool(lists, q, rel)
        out[q] = relevant_retrieved(lists, q, k, rel) / n_relevant if n_relevant else 0.0


@metric("R", _kernel, pool="whole", aliases={"recall": {}, "set_recall": {}, "SetR": {}})
def recall(
    ranking: Sequence[float | None], pool: Sequence[float], *, k: int | None = None, rel: float = 1
) -> float:
    """Share of the query's relevant documents that are among the first `k` ranks.

    A query without a relevant document has the value 0. Tied scores: the expectation over their orders.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.recall([1, 0, 1], k=2, n_relevant=4))
    0.25
    """
    hits = sum(grade is not None and grade >= rel for grade in ranking[:k])
    n_relevant = sum(grade >= rel for grade in pool)
    return hits / n_relevant if n_relevant else 0.0
