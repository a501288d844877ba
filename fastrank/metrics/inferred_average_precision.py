"""Inferred average precision."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import relevant_in_pool
from fastrank.spec.metric import metric

EPSILON = 1e-5  # keeps the ratio of two small counts from being 0 / 0; trec_eval's


@kernel
def _kernel(lists, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        n_relevant = relevant_in_pool(lists, q, rel)
        total, relevant, nonrelevant, unjudged = 0.0, 0, 0, 0
        for i in range(lists.offsets[q], lists.offsets[q + 1]):
            if lists.grades[i] < 0:
                unjudged += 1
            elif lists.grades[i] < rel:
                nonrelevant += 1
            else:
                pooled = relevant + nonrelevant + unjudged
                share = (relevant + EPSILON) / (relevant + nonrelevant + 2 * EPSILON)
                total += (1 + pooled * share) / lists.first[i]
                relevant += 1
        out[q] = total / n_relevant if n_relevant else 0.0


@metric("infAP", _kernel, pool="whole", averages_ties=False, reads_nonrelevant=True)
def inferred_average_precision(
    ranking: Sequence[float | None], pool: Sequence[float], *, rel: float = 1
) -> float:
    """Average precision where only a sample of the pool was judged.

    A negative grade means in the pool but not judged, None not in the pool. Above a relevant document at rank k,
    of the c documents in the pool a share (r + ε) / (r + n + 2 ε) is expected to be relevant, given the r
    relevant and n non-relevant ones judged there; the precision is (1 + c × share) / k, and the mean is over all
    documents judged relevant. Documents outside the pool are not relevant. A query without a relevant document
    has the value 0. Tied scores: name an order with `ties`.

    References
    ----------
    Yilmaz and Aslam, Estimating average precision with incomplete and imperfect judgments, CIKM 2006;
    ε = 0.00001 is trec_eval's.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.inferred_average_precision([1, -1, 0, 1])), 4)
    0.8125
    """
    total = 0.0
    relevant = nonrelevant = unjudged = 0
    for rank, grade in enumerate(ranking, 1):
        if grade is not None and grade >= rel:
            share = (relevant + EPSILON) / (relevant + nonrelevant + 2 * EPSILON)
            total += 1 / rank + (relevant + nonrelevant + unjudged) / rank * share
        relevant += grade is not None and grade >= rel
        nonrelevant += grade is not None and 0 <= grade < rel
        unjudged += grade is not None and grade < 0
    n_relevant = sum(grade >= rel for grade in pool)
    return total / n_relevant if n_relevant else 0.0
