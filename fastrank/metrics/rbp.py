"""Rank-biased precision."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fastrank.kernels.discounts import geometric_weights
from fastrank.kernels.gains import deepest_rank, refuse_above
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import RankedLists, weighted_gains
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


@kernel
def _kernel(lists, k, weights, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        out[q] = weighted_gains(lists, q, k, weights)


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    k, rel, max_grade = parameters["k"], parameters["rel"], parameters["max_grade"]
    grades = lists.grades
    if max_grade is None:
        gains = (grades >= rel).astype(np.float64)
    else:
        refuse_above(grades, max_grade, "RBP")
        gains = np.where(grades >= rel, grades / max_grade, 0.0)
    weights = geometric_weights(float(parameters["p"]), deepest_rank(lists, k))
    return lists._replace(grades=gains), (cutoff(k), weights)


@metric("RBP", _kernel, prepare=_prepare)
def rbp(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = None,
    rel: float = 1,
    p: float = 0.8,
    max_grade: float | None = None,
) -> float:
    """What a user gains who goes from each rank to the next with probability `p`.

    It is the sum of (1 − p) p^(rank − 1) over the relevant documents; with `max_grade` each counts for
    grade / max_grade (TREC-COVID used ``RBP(p=0.5, max_grade=2)``). Tied scores: the expectation over
    their orders.

    References
    ----------
    Moffat and Zobel, Rank-biased precision for measurement of retrieval effectiveness, TOIS 2008.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.rbp([1, 0, 1], p=0.5)), 4)
    0.625
    """
    gains = [
        (1.0 if max_grade is None else grade / max_grade) if grade is not None and grade >= rel else 0.0
        for grade in ranking[:k]
    ]
    return sum(((1 - p) * p**i * gain for i, gain in enumerate(gains)), start=0.0)
