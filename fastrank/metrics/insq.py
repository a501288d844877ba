"""INSQ."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.user_models import DEPTH, expected_gain, gains_on_scale, share_of_weights, weigh_ranks
from fastrank.spec.metric import metric


@metric(
    "INSQ",
    share_of_weights,
    # the product of the continuations
    prepare=weigh_ranks("INSQ", lambda rank, given: (rank - 1 + 2 * float(given["target"])) ** -2),
    required=("max_grade",),
)
def insq(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    target: float = 1,
    max_grade: float | None = None,
    min_grade: float = 0,
) -> float:
    """Expected gain of a document for a user who wants `target` of gain and gets more patient with every rank.

    The user goes on from rank r with probability ((r + 2T − 1) / (r + 2T))², T the gain wanted (``T`` in names is
    understood), down to rank `k`. Gains run from 0 at `min_grade` to 1 at `max_grade`. Tied scores: the expectation
    over their orders.

    References
    ----------
    Moffat, Scholer and Thomas, Models and metrics: IR evaluation as a user process, ADCS 2012.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.insq([1, 0, 2], k=3, max_grade=2)), 4)
    0.4426
    """
    gains = gains_on_scale(ranking, k, max_grade, min_grade)
    return expected_gain(gains, lambda rank: ((rank + 2 * target - 1) / (rank + 2 * target)) ** 2)
