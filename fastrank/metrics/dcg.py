"""Discounted cumulative gain."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import Any

from fastrank.kernels.discounts import log2_discounts
from fastrank.kernels.gains import deepest_rank, gain_of, with_gains
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import RankedLists, weighted_gains
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


@kernel
def _kernel(lists, k, discounts, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        out[q] = weighted_gains(lists, q, k, discounts)


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    k = parameters["k"]
    return with_gains(lists, parameters["gain"]), (cutoff(k), log2_discounts(deepest_rank(lists, k)))


@metric(
    "DCG",
    _kernel,
    prepare=_prepare,
    bounds=(0.0, None),
    aliases={"dcg_burges": {"gain": "exponential"}},
)
def dcg(
    ranking: Sequence[float | None], pool: Sequence[float], *, k: int | None = None, gain: Any = "linear"
) -> float:
    """Discounted cumulative gain: the sum of gains, each divided by log2(rank + 1).

    It has no upper bound and is not comparable between queries with other judgements; see
    :func:`fastrank.ndcg`.

    References
    ----------
    Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, TOIS 2002.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.dcg([3, 2, 0, 1], k=2)), 4)
    4.2619
    """
    found = [gain_of(grade, gain) if grade is not None else 0 for grade in ranking]
    return sum((g / log2(rank + 1) for rank, g in enumerate(found[:k], 1)), start=0.0)
