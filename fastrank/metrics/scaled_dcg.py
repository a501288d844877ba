"""Scaled discounted cumulative gain."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from fastrank.kernels.discounts import log2_discounts
from fastrank.kernels.user_models import DEPTH, gains_on_scale, share_of_weights, weigh_ranks
from fastrank.spec.metric import metric


@metric(
    "SDCG",
    share_of_weights,
    prepare=weigh_ranks("SDCG", lambda rank, _: log2_discounts(len(rank))[1 : len(rank) + 1]),
    required=("max_grade",),
)
def scaled_dcg(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    max_grade: float | None = None,
    min_grade: float = 0,
) -> float:
    """Discounted cumulative gain over that of `k` documents of the largest grade.

    Unlike nDCG it does not look at what the query has, so that a query with few good documents cannot reach 1.
    Gains run from 0 at `min_grade` to 1 at `max_grade`. Tied scores: the expectation over their orders.

    References
    ----------
    Moffat and Zobel, Rank-biased precision for measurement of retrieval effectiveness, TOIS 2008, section 2.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.scaled_dcg([2, 0, 1], k=3, max_grade=2)), 4)
    0.5866
    """
    gains = gains_on_scale(ranking, k, max_grade, min_grade)
    scale = sum(1 / log2(rank + 1) for rank in range(1, len(gains) + 1))
    return sum(g / log2(rank + 1) for rank, g in enumerate(gains, 1)) / scale if gains else 0.0
