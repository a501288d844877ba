"""Information foraging: the goal alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from fastrank.kernels.foraging import NO_RATE, forage, foraged_gain, unsated
from fastrank.kernels.user_models import DEPTH, expected_gain, gains_on_scale
from fastrank.spec.metric import metric


@metric(
    "IFT_goal",
    foraged_gain,
    prepare=forage("IFT_goal", **NO_RATE),
    averages_ties=False,
    required=("max_grade",),
    aliases={"IFT-C1": {}},
)
def ift_goal(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    target: float = 2,
    b1: float = 0.9,
    r1: float = 10,
    max_grade: float | None = None,
    min_grade: float = 0,
) -> float:
    """Expected gain of a document for a user who wants `target` of gain, and stops sooner the nearer it is.

    The user goes on from rank r with probability 1 − 1 / (1 + b1 exp((T − g) R1)), where g is the gain found down to
    r and T the `target`: a threshold for a large R1, and as in RBP for 0 (``T``, ``R1`` in names are understood). Gains
    run from 0 at `min_grade` to 1 at `max_grade`. Tied scores: name an order with `ties`.

    References
    ----------
    Azzopardi, Thomas and Craswell, Measuring the utility of search engine result pages: an information foraging
    based measure, SIGIR 2018.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.ift_goal([1, 0, 2], k=3, max_grade=2)), 4)
    0.5
    """
    gains = gains_on_scale(ranking, k, max_grade, min_grade)
    found = list(accumulate(gains))
    return expected_gain(gains, lambda rank: unsated(found[rank - 1], target, b1, r1))
