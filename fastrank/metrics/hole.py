"""Holes: documents among the first ranks that are judged for no query."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, relevant_retrieved
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, k, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        depth = lists.n_retrieved[q] if k == WHOLE_LIST else k
        holes = min(k, lists.n_retrieved[q]) - relevant_retrieved(lists, q, k, -np.inf)
        out[q] = holes / depth if depth else 0.0


@metric("hole", _kernel, reads_nonrelevant=True, higher_is_better=False, across_queries=True)
def hole(ranking: Sequence[float | None], pool: Sequence[float], *, k: int | None = None) -> float:
    """Documents among the first `k` ranks that are judged for no query, divided by `k` also where fewer were retrieved.

    As in BEIR and MTEB: how much of what stands on top nobody has ever looked at. In tables a document counts as
    seen where it is judged, with any grade, for whatever query; in arrays where its grade is not null. Tied scores:
    the expectation over their orders; where a rule orders by grade (``'best'``, ``'worst'``), documents without a grade
    for the query that are judged for another stand before those that are judged for none.

    References
    ----------
    Thakur et al., BEIR: a heterogeneous benchmark for zero-shot evaluation of information retrieval models, NeurIPS
    2021.

    Examples
    --------
    >>> import fastrank as fr
    >>> qrels = {"q1": {"a": 1}, "q2": {"b": 0}}
    >>> float(fr.evaluate(qrels, {"q1": {"b": 2.0, "c": 1.0}}, ["hole@2"]).values[0, 0, 0])
    0.5
    """
    depth = len(ranking) if k is None else k
    return sum(grade is None for grade in ranking[:k]) / depth if depth else 0.0
