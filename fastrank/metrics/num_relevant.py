"""How many relevant documents there are."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import relevant_in_pool
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        out[q] = relevant_in_pool(lists, q, rel)


@metric(
    "NumRel",
    _kernel,
    pool="whole",
    bounds=(0.0, None),
    worst=None,
    aggregation="sum",
    aliases={"num_rel": {}},
)
def num_relevant(ranking: Sequence[float | None], pool: Sequence[float], *, rel: float = 1) -> float:
    """How many relevant documents the query has, retrieved or not.

    Over queries it is a sum, not a mean.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.num_relevant([1, 0, 2], ideal=[2, 1, 1, 0, 0]))
    3.0
    """
    return float(sum(grade >= rel for grade in pool))
