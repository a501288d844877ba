"""How many documents were retrieved, or how many relevant ones."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, RankedLists, relevant_retrieved
from fastrank.spec.metric import Arguments, Parameters, metric


@kernel
def _kernel(lists, rel, every, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        out[q] = lists.n_retrieved[q] if every else relevant_retrieved(lists, q, WHOLE_LIST, rel)


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    rel = parameters["rel"]
    return lists, (float(rel or 1), rel is None)


@metric(
    "NumRet",
    _kernel,
    prepare=_prepare,
    bounds=(0.0, None),
    aggregation="sum",
    aliases={"num_ret": {}, "NumRelRet": {"rel": 1}, "num_rel_ret": {"rel": 1}},
)
def num_retrieved(
    ranking: Sequence[float | None], pool: Sequence[float], *, rel: float | None = None
) -> float:
    """How many documents were retrieved; with `rel`, how many relevant ones.

    Over queries it is a sum, not a mean.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.num_retrieved([1, 0, 2])), float(fr.num_retrieved([1, 0, 2], rel=1))
    (3.0, 2.0)
    """
    found = ranking if rel is None else [g for g in ranking if g is not None and g >= rel]
    return float(len(found))
