"""Scaled discounted cumulative gain."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

import numpy as np

from fastrank.kernels.discounts import log2_discounts
from fastrank.kernels.gains import on_scale
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, RankedLists, weighted_gains
from fastrank.kernels.user_models import DEPTH, gains_on_scale, looked_at
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


@kernel
def _kernel(lists, k, discounts, sums, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        depth = lists.n_retrieved[q] if k == WHOLE_LIST else k
        out[q] = weighted_gains(lists, q, k, discounts) / sums[depth] if depth else 0.0


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    discounts = log2_discounts(looked_at(lists, parameters["k"]))
    scaled = on_scale(lists, parameters["max_grade"], "SDCG")
    return scaled, (cutoff(parameters["k"]), discounts, np.add.accumulate(discounts))


@metric("SDCG", _kernel, prepare=_prepare, required=("max_grade",))
def scaled_dcg(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    max_grade: float | None = None,
) -> float:
    """Discounted cumulative gain over that of `k` documents of the largest grade.

    Unlike nDCG it does not look at what the query has, so that a query with few good documents cannot reach 1.
    Gains are grades over `max_grade`. Tied scores: the expectation over their orders.

    References
    ----------
    Moffat and Zobel, Rank-biased precision for measurement of retrieval effectiveness, TOIS 2008, section 2.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.scaled_dcg([2, 0, 1], k=3, max_grade=2)), 4)
    0.5866
    """
    gains = gains_on_scale(ranking, k, max_grade)
    scale = sum(1 / log2(rank + 1) for rank in range(1, len(gains) + 1))
    return sum(g / log2(rank + 1) for rank, g in enumerate(gains, 1)) / scale if gains else 0.0
