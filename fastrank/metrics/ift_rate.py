"""Information foraging: the rate alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from fastrank.kernels.foraging import NO_GOAL, forage, foraged_gain, rewarded
from fastrank.kernels.user_models import DEPTH, expected_gain, gains_on_scale
from fastrank.spec.metric import metric


@metric(
    "IFT_rate",
    foraged_gain,
    prepare=forage("IFT_rate", **NO_GOAL),
    averages_ties=False,
    required=("max_grade",),
    aliases={"IFT-C2": {}},
)
def ift_rate(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    rate: float = 0.2,
    b2: float = 0.9,
    r2: float = 10,
    max_grade: float | None = None,
    min_grade: float = 0,
) -> float:
    """Expected gain of a document for a user who expects a `rate` of gain, and stops when it comes slower.

    The user goes on from rank r with probability 1 / (1 + b2 exp((A − g / r) R2)), where g is the gain found down to r
    and A the `rate`, gain a document, each of which costs the same (``A``, ``R2`` in names are understood). Gains run
    from 0 at `min_grade` to 1 at `max_grade`. Tied scores: name an order with `ties`.

    References
    ----------
    Azzopardi, Thomas and Craswell, Measuring the utility of search engine result pages: an information foraging
    based measure, SIGIR 2018.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.ift_rate([1, 0, 2], k=3, max_grade=2)), 4)
    0.4344
    """
    gains = gains_on_scale(ranking, k, max_grade, min_grade)
    found = list(accumulate(gains))
    return expected_gain(gains, lambda rank: rewarded(found[rank - 1], rank, rate, b2, r2))
