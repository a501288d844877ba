"""Interpolated precision at a level of recall."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import floor

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import RankedLists, relevant_in_pool
from fastrank.kernels.recall_levels import documents_for
from fastrank.kernels.recall_levels import interpolated_precision as precision_from
from fastrank.spec.metric import Arguments, Parameters, metric


@kernel
def _kernel(lists, recall, rel, nearest, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        needed = documents_for(recall, relevant_in_pool(lists, q, rel), nearest)
        out[q] = precision_from(lists, q, needed, rel)


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    nearest = parameters["rounding"] == "nearest"
    return lists, (float(parameters["recall"]), float(parameters["rel"]), nearest)


@metric(
    "IPrec",
    _kernel,
    pool="whole",
    prepare=_prepare,
    averages_ties=False,
    at="recall",
    aliases={"iprec_at_recall": {}},
)
def interpolated_precision(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    recall: float = 0,
    rel: float = 1,
    rounding: str = "up",
) -> float:
    """Largest precision at any rank where recall is at least `recall`.

    In names the level stands after the ``@``: ``IPrec@0.5``. Of R relevant documents a level needs
    ⌊recall × R + 0.9⌋ (trec_eval up to 9.0.8, pytrec_eval, ranx), with ``rounding="nearest"`` the nearest whole
    number (trec_eval 10.0); `compat` decides. 0 where the level is not reached. Tied scores: name an order with
    `ties`.

    References
    ----------
    Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008, section 8.4.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.interpolated_precision([0, 1, 0, 1], recall=0.5)), fr.parse("iprec_at_recall_0.50")
    (0.5, IPrec@0.5)
    """
    n_relevant = sum(grade >= rel for grade in pool)
    needed = max(1, floor(recall * n_relevant + (0.5 if rounding == "nearest" else 0.9)))
    hits = accumulate(grade is not None and grade >= rel for grade in ranking)
    return max((n / rank for rank, n in enumerate(hits, 1) if n >= needed), default=0.0)
