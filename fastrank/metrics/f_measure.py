"""F measure."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, RankedLists, relevant_in_pool, relevant_retrieved
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


@kernel
def _kernel(lists, k, rel, weight, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        depth = lists.n_retrieved[q] if k == WHOLE_LIST else k
        hits = relevant_retrieved(lists, q, k, rel)
        out[q] = 0.0
        if hits > 0:  # of precision and recall, as trec_eval has it to the bit
            precision, recall = hits / depth, hits / relevant_in_pool(lists, q, rel)
            out[q] = (1 + weight) * precision * recall / (weight * precision + recall)


def _squared(beta: float) -> float:
    """Return β² to 15 digits: of the root of a weight that somebody wrote, as in set_F.2, that is the weight."""
    return float(f"{beta * beta:.15g}")


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    k, rel, beta = (parameters[name] for name in ("k", "rel", "beta"))
    return lists, (cutoff(k), float(rel), _squared(float(beta)))


@metric("F", _kernel, pool="whole", prepare=_prepare, aliases={"f1": {}, "set_F": {}, "SetF": {}})
def f_measure(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = None,
    rel: float = 1,
    beta: float = 1,
) -> float:
    """Weighted harmonic mean of the precision and the recall of the first `k` ranks.

    With h relevant documents among the first k and R in all it is (1 + β²) h / (k + β² R); without `k` the
    documents retrieved stand for k. A query without a relevant document has the value 0. Tied scores: the
    expectation over their orders.

    `beta` is van Rijsbergen's, under every name of the measure. trec_eval's `set_F` and ir_measures' `SetF(beta=x)`
    put x where β² stands: their ``SetF(beta=4)`` is ``F(beta=2)`` here, and so is trec_eval's spelling ``set_F.4``.

    References
    ----------
    van Rijsbergen, Information Retrieval, 1979.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.f_measure([1, 0, 1, 0]))
    0.6666666666666666
    """
    hits = sum(grade is not None and grade >= rel for grade in ranking[:k])
    depth = len(ranking) if k is None else k
    n_relevant = sum(grade >= rel for grade in pool)
    if not hits:
        return 0.0
    p, r, weight = hits / depth, hits / n_relevant, _squared(beta)
    return (1 + weight) * p * r / (weight * p + r)
