"""Judged: how much of what was retrieved has been judged."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import relevant_retrieved
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, k, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        depth = min(k, lists.n_retrieved[q])
        out[q] = relevant_retrieved(lists, q, k, 0.0) / depth if depth else 0.0


@metric("Judged", _kernel, reads_nonrelevant=True)
def judged(ranking: Sequence[float | None], pool: Sequence[float], *, k: int | None = None) -> float:
    """Share of judged documents among the first `k` ranks, or of all where fewer were retrieved.

    A negative grade means in the pool but unjudged. Tied scores: the expectation over their orders.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.judged([1, 0, -1, 0], k=4))
    0.75
    """
    top = ranking[:k]
    return sum(grade is not None and grade >= 0 for grade in top) / len(top) if top else 0.0
