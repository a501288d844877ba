"""Relative precision."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, relevant_in_pool, relevant_retrieved
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, k, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        depth = lists.n_retrieved[q] if k == WHOLE_LIST else k
        most = min(depth, relevant_in_pool(lists, q, rel))
        out[q] = relevant_retrieved(lists, q, k, rel) / most if most else 0.0


@metric("relative_P", _kernel, pool="whole", aliases={"set_relative_P": {}, "SetRelP": {}})
def relative_precision(
    ranking: Sequence[float | None], pool: Sequence[float], *, k: int | None = None, rel: float = 1
) -> float:
    """Precision of the first `k` ranks over the largest that there could be.

    With R relevant documents it is precision up to rank R and recall beyond; ir_measures writes it
    ``SetP(relative=True)``. A query without a relevant document has the value 0. Tied scores: the expectation
    over their orders.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.relative_precision([1, 0, 1, 0], k=3))
    1.0
    """
    hits = sum(grade is not None and grade >= rel for grade in ranking[:k])
    depth = len(ranking) if k is None else k
    most = min(depth, sum(grade >= rel for grade in pool))
    return hits / most if most else 0.0
