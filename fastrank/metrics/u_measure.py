"""U-measure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fastrank.kernels.user_models import DEPTH, gains_on_scale, share_of_weights, weigh_ranks
from fastrank.spec.metric import metric


@metric(
    "U",
    share_of_weights,
    prepare=weigh_ranks("U", lambda rank, given: np.maximum(0.0, 1 - (rank - 1) / given["length"])),
    required=("max_grade",),
)
def u_measure(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    length: float = 1000,
    max_grade: float | None = None,
    min_grade: float = 0,
) -> float:
    """Expected gain of a document where users get fewer with every rank, evenly, until none is left after `length`.

    Rank r is looked at with weight max(0, 1 − (r − 1) / L), L the `length` of what is read (``L`` in names is
    understood), down to rank `k`, and weights are divided by their sum, as in cwl-eval. Every document costs the same,
    1. Gains run from 0 at `min_grade` to 1 at `max_grade`. Tied scores: the expectation over their orders.

    References
    ----------
    Sakai and Dou, Summaries, ranked retrieval and sessions: a unified framework for information access evaluation,
    SIGIR 2013.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.u_measure([1, 0, 2], length=4, max_grade=2)), 4)
    0.4
    """
    gains = gains_on_scale(ranking, k, max_grade, min_grade)
    weights = [max(0.0, 1 - place / length) for place in range(len(gains))]
    return sum(g * w for g, w in zip(gains, weights, strict=True)) / sum(weights) if gains else 0.0
