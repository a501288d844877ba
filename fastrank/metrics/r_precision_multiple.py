"""Precision at a multiple of R."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import relevant_in_pool, relevant_retrieved
from fastrank.kernels.recall_levels import documents_for
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, multiple, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        depth = documents_for(multiple, relevant_in_pool(lists, q, rel), False)
        out[q] = relevant_retrieved(lists, q, depth, rel) / depth if depth else 0.0


@metric("Rprec_mult", _kernel, pool="whole", at="multiple")
def r_precision_multiple(
    ranking: Sequence[float | None], pool: Sequence[float], *, multiple: float = 1, rel: float = 1
) -> float:
    """Precision at rank `multiple` times R, where R is how many relevant documents the query has.

    The rank is ⌊multiple × R + 0.9⌋ (trec_eval). A query without a relevant document, or where the rank is 0, has
    the value 0. Tied scores: the expectation over their orders.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.r_precision_multiple([1, 0, 1, 0, 0], multiple=2))
    0.5
    """
    depth = int(multiple * sum(grade >= rel for grade in pool) + 0.9)
    hits = sum(grade is not None and grade >= rel for grade in ranking[:depth])
    return hits / depth if depth else 0.0
