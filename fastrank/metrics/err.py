"""Expected reciprocal rank."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fastrank.kernels.gains import powers_of_two, refuse_above
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


@kernel
def _kernel(lists, k, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        total, still_looking = 0.0, 1.0
        for i in range(lists.offsets[q], lists.offsets[q + 1]):
            rank, satisfied = lists.first[i], lists.grades[i]
            if rank > k:
                break
            if satisfied > 0:
                total += still_looking * satisfied / rank
                still_looking *= 1 - satisfied
        out[q] = total


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    grades, max_grade = lists.grades, parameters["max_grade"]
    refuse_above(grades, max_grade, "ERR")
    satisfied = (powers_of_two(np.maximum(grades, 0)) - 1) / 2.0**max_grade
    return lists._replace(grades=satisfied), (cutoff(parameters["k"]),)


@metric("ERR", _kernel, prepare=_prepare, averages_ties=False, required=("max_grade",))
def err(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = None,
    max_grade: float | None = None,
) -> float:
    """Expected reciprocal rank of the document that satisfies a user who reads from the top.

    A document of grade g satisfies with probability (2^g − 1) / 2^max_grade. In tables `max_grade` is that
    of all judgements unless given, and is printed in the name. The expectation over tied scores has no
    closed form here: name an order with `ties`.

    References
    ----------
    Chapelle et al., Expected reciprocal rank for graded relevance, CIKM 2009.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.err([3, 2, 0, 1], max_grade=3)), 4)
    0.9009
    """
    total, still_looking = 0.0, 1.0
    for rank, grade in enumerate(ranking[:k], 1):
        satisfied = (2.0 ** max(grade or 0, 0) - 1) / 2.0 ** (max_grade or 0)
        total += still_looking * satisfied / rank
        still_looking *= 1 - satisfied
    return total
