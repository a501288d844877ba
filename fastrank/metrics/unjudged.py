"""Unjudged documents among the first ranks."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, relevant_retrieved
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, k, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        depth = lists.n_retrieved[q] if k == WHOLE_LIST else k
        unjudged = min(k, lists.n_retrieved[q]) - relevant_retrieved(lists, q, k, 0.0)
        out[q] = unjudged / depth if depth else 0.0


@metric("unj", _kernel, reads_nonrelevant=True, higher_is_better=False)
def unjudged(ranking: Sequence[float | None], pool: Sequence[float], *, k: int | None = None) -> float:
    """Unjudged documents among the first `k` ranks, divided by `k` also where fewer were retrieved.

    A negative grade means in the pool but unjudged. Without `k` it is one less :func:`fastrank.judged`. Tied
    scores: the expectation over their orders.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.unjudged([1, 0, -1, 0], k=5))
    0.2
    """
    depth = len(ranking) if k is None else k
    return sum(grade is None or grade < 0 for grade in ranking[:k]) / depth if depth else 0.0
