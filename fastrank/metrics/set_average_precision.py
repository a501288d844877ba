"""Set average precision."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, relevant_in_pool, relevant_retrieved
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        hits = relevant_retrieved(lists, q, WHOLE_LIST, rel)
        out[q] = hits * hits / (lists.n_retrieved[q] * relevant_in_pool(lists, q, rel)) if hits else 0.0


@metric("SetAP", _kernel, pool="whole", aliases={"set_map": {}})
def set_average_precision(ranking: Sequence[float | None], pool: Sequence[float], *, rel: float = 1) -> float:
    """Precision times recall of what was retrieved, whatever its order.

    It is average precision where every relevant document retrieved has the precision of the whole set. A query
    without a relevant document has the value 0.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.set_average_precision([1, 0, 1, 0], n_relevant=4))
    0.25
    """
    hits = sum(grade is not None and grade >= rel for grade in ranking)
    n_relevant = sum(grade >= rel for grade in pool)
    return hits / len(ranking) * hits / n_relevant if hits else 0.0
