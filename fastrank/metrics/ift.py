"""Information foraging."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from fastrank.kernels.foraging import forage, foraged_gain, rewarded, unsated
from fastrank.kernels.user_models import DEPTH, expected_gain, gains_on_scale
from fastrank.spec.metric import metric


@metric(
    "IFT",
    foraged_gain,
    prepare=forage("IFT"),
    averages_ties=False,
    required=("max_grade",),
    aliases={"IFT-C1-C2": {}},
)
def ift(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    target: float = 2,
    b1: float = 0.9,
    r1: float = 10,
    rate: float = 0.2,
    b2: float = 0.9,
    r2: float = 10,
    max_grade: float | None = None,
    min_grade: float = 0,
) -> float:
    """Expected gain of a document for a user who wants `target` of gain and expects a `rate` of it.

    The user goes on from rank r with the product of the probabilities of IFT_goal and IFT_rate: neither sated, nor
    disappointed by the gain a document, each of which costs the same. Gains run from 0 at `min_grade` to 1 at
    `max_grade`. Tied scores: name an order with `ties`.

    References
    ----------
    Azzopardi, Thomas and Craswell, Measuring the utility of search engine result pages: an information foraging
    based measure, SIGIR 2018.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.ift([1, 0, 2], k=3, max_grade=2)), 4)
    0.4344
    """
    gains = gains_on_scale(ranking, k, max_grade, min_grade)
    found = list(accumulate(gains))
    return expected_gain(
        gains,
        lambda rank: unsated(found[rank - 1], target, b1, r1) * rewarded(found[rank - 1], rank, rate, b2, r2),
    )
