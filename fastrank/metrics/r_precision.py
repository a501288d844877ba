"""R-precision."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import relevant_in_pool, relevant_retrieved
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        n_relevant = relevant_in_pool(lists, q, rel)
        out[q] = relevant_retrieved(lists, q, n_relevant, rel) / n_relevant if n_relevant else 0.0


@metric("Rprec", _kernel, pool="whole", aliases={"r-precision": {}, "RPrec": {}})
def r_precision(ranking: Sequence[float | None], pool: Sequence[float], *, rel: float = 1) -> float:
    """Precision at rank R, where R is how many relevant documents the query has.

    A query without a relevant document has the value 0. Tied scores: the expectation over their orders.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.r_precision([1, 0, 1, 0]))
    0.5
    """
    n_relevant = sum(grade >= rel for grade in pool)
    hits = sum(grade is not None and grade >= rel for grade in ranking[:n_relevant])
    return hits / n_relevant if n_relevant else 0.0
