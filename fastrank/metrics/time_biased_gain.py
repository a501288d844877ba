"""Time-biased gain."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.user_models import DEPTH, gains_on_scale, share_of_weights, weigh_ranks
from fastrank.spec.metric import metric


@metric(
    "TBG",
    share_of_weights,
    prepare=weigh_ranks("TBG", lambda rank, given: 0.5 ** ((rank - 1) / given["half_life"])),
    required=("max_grade",),
)
def time_biased_gain(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    half_life: float = 224,
    max_grade: float | None = None,
    min_grade: float = 0,
) -> float:
    """Expected gain of a document where half of the users are left after each `half_life` of documents.

    Rank r is looked at with weight 2^(−(r − 1) / `half_life`), down to rank `k`, and weights are divided by their sum,
    as in cwl-eval. Every document costs the same, 1: that is RBP with persistence 2^(−1 / `half_life`). Gains run from
    0 at `min_grade` to 1 at `max_grade`. Tied scores: the expectation over their orders.

    References
    ----------
    Smucker and Clarke, Time-based calibration of effectiveness measures, SIGIR 2012.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.time_biased_gain([1, 0, 2], k=3, half_life=2, max_grade=2)), 4)
    0.4531
    """
    gains = gains_on_scale(ranking, k, max_grade, min_grade)
    weights = [0.5 ** (place / half_life) for place in range(len(gains))]
    return sum(g * w for g, w in zip(gains, weights, strict=True)) / sum(weights) if gains else 0.0
