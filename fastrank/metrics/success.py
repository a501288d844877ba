"""Success, or hit rate."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, k, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        i, stop = lists.offsets[q], lists.offsets[q + 1]
        while i < stop and lists.grades[i] < rel:
            i += 1
        if i == stop or lists.first[i] > k:
            out[q] = 0.0
            continue
        first, last, relevant = lists.first[i], lists.last[i], 0
        while i < stop and lists.first[i] == first:
            relevant += lists.grades[i] >= rel
            i += 1
        none = 1.0  # probability that the group's ranks up to k hold no relevant document
        for rank in range(first, min(last, k) + 1):
            none *= max(0.0, 1 - relevant / (last - rank + 1))
        out[q] = 1 - none


@metric("Success", _kernel, aliases={"hit_rate": {}, "HitRate": {}, "hits_at": {}})
def success(
    ranking: Sequence[float | None], pool: Sequence[float], *, k: int | None = None, rel: float = 1
) -> float:
    """Whether a relevant document is among the first `k` ranks: 1 or 0.

    Tied scores: the probability over their orders.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.success([[0, 1, 1], [0, 0, 1]], k=2).tolist()
    [1.0, 0.0]
    """
    return float(any(grade is not None and grade >= rel for grade in ranking[:k]))
