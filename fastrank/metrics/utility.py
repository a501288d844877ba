"""Set utility."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, RankedLists, relevant_in_pool, relevant_retrieved
from fastrank.spec.metric import Arguments, Parameters, metric


@kernel
def _kernel(lists, a, b, c, d, rel, n_documents, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        hits = relevant_retrieved(lists, q, WHOLE_LIST, rel)
        n_retrieved, missed = lists.n_retrieved[q], relevant_in_pool(lists, q, rel) - hits
        out[q] = a * hits + b * (n_retrieved - hits) + c * missed + d * (n_documents - n_retrieved - missed)


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    weights, n_documents = parameters["coefficients"], parameters["n_documents"]
    if weights[3] and not n_documents:
        raise ValueError(
            "utility needs n_documents, the size of the collection, where the fourth weight is not 0"
        )
    return lists, (*map(float, weights), float(parameters["rel"]), float(n_documents))


@metric("utility", _kernel, pool="whole", prepare=_prepare, bounds=(None, None), worst=None)
def utility(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    coefficients: tuple[float, float, float, float] = (1, -1, 0, 0),
    rel: float = 1,
    n_documents: int = 0,
) -> float:
    """Weighted sum of the counts of relevant and other documents, retrieved and not.

    The four `coefficients` weigh, in this order, relevant documents retrieved, others retrieved, relevant ones not
    retrieved, and others not retrieved; the last needs `n_documents`. trec_eval writes ``utility.2,-1,0,0``. A
    judged query that a run does not answer is worth what an empty list is.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.utility([1, 0, 0], coefficients=(2, -1, 0, 0)))
    0.0
    """
    hits = sum(grade is not None and grade >= rel for grade in ranking)
    missed = sum(grade >= rel for grade in pool) - hits
    others = n_documents - len(ranking) - missed
    counts = (hits, len(ranking) - hits, missed, others)
    return float(sum(weight * count for weight, count in zip(coefficients, counts, strict=True)))
