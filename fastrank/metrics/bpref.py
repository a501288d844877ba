"""Binary preference."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import relevant_in_pool
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        n_relevant = relevant_in_pool(lists, q, rel)
        n_judged = relevant_in_pool(lists, q, 0.0)  # negative grades are in the pool but unjudged
        bound = min(n_relevant, n_judged - n_relevant)
        total, nonrelevant = 0.0, 0
        for i in range(lists.offsets[q], lists.offsets[q + 1]):
            if lists.grades[i] >= rel:
                total += 1 - min(nonrelevant, n_relevant) / bound if nonrelevant else 1.0
            elif lists.grades[i] >= 0:
                nonrelevant += 1
        out[q] = total / n_relevant if n_relevant else 0.0


@metric("Bpref", _kernel, pool="whole", averages_ties=False, reads_nonrelevant=True)
def bpref(ranking: Sequence[float | None], pool: Sequence[float], *, rel: float = 1) -> float:
    """How seldom documents judged not relevant stand above the relevant ones.

    Unjudged documents, and those of negative grade, are passed over. Each relevant document retrieved gives
    1 − n / min(R, N) for the n (at most R) judged non-relevant documents above it, of R relevant and N
    non-relevant ones judged; the sum is divided by R. A query without a relevant document has the value 0.
    Tied scores: name an order with `ties`.

    References
    ----------
    Buckley and Voorhees, Retrieval evaluation with incomplete information, SIGIR 2004; the form is
    trec_eval's.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.bpref([1, 0, 1, 0]))
    0.75
    """
    n_relevant = sum(grade >= rel for grade in pool)
    n_nonrelevant = sum(0 <= grade < rel for grade in pool)
    judged = [grade for grade in ranking if grade is not None and grade >= 0]
    total = 0.0
    for i, grade in enumerate(judged):
        above = min(sum(g < rel for g in judged[:i]), n_relevant)
        total += (1 - above / min(n_relevant, n_nonrelevant) if above else 1) if grade >= rel else 0
    return total / n_relevant if n_relevant else 0.0
