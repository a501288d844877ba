"""Binary G: gain discounted by the documents not relevant above."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from fastrank.kernels.discounts import log2_discounts
from fastrank.kernels.gains import deepest_rank
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import RankedLists, relevant_in_pool
from fastrank.spec.metric import Arguments, Parameters, metric


@kernel
def _kernel(lists, rel, discounts, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        total, hits = 0.0, 0
        for i in range(lists.offsets[q], lists.offsets[q + 1]):
            if lists.grades[i] >= rel:
                total += discounts[lists.first[i] - hits]
                hits += 1
        out[q] = total / relevant_in_pool(lists, q, rel) if hits else 0.0


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    return lists, (float(parameters["rel"]), log2_discounts(deepest_rank(lists, None)))


@metric("binG", _kernel, pool="whole", prepare=_prepare, averages_ties=False)
def binary_gain(ranking: Sequence[float | None], pool: Sequence[float], *, rel: float = 1) -> float:
    """Mean over the relevant documents of 1 / log2(2 + documents above that are not relevant), trec_eval's binG.

    Documents not retrieved give 0. A query without a relevant document has the value 0. Tied scores: name an order
    with `ties`. For grades see :func:`fastrank.graded_gain`.

    References
    ----------
    Buckley, trec_eval, an experimental measure of 2008.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.binary_gain([1, 0, 1])), 4)
    0.8155
    """
    total = missed = 0.0
    for grade in ranking:
        relevant = grade is not None and grade >= rel
        total += 1 / log2(2 + missed) if relevant else 0.0
        missed += not relevant
    return total / sum(grade >= rel for grade in pool) if total else 0.0
