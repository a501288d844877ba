"""Nearly expected reciprocal rank, equation 8."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fastrank.kernels.user_models import (
    DEPTH,
    expected_gain,
    gain_until_satisfied,
    gains_on_scale,
    until_satisfied,
)
from fastrank.spec.metric import metric


@metric(
    "NERR8",
    gain_until_satisfied,
    prepare=until_satisfied("NERR8", lambda rank, _: np.ones_like(rank)),
    averages_ties=False,
    required=("max_grade",),
)
def nerr8(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    max_grade: float | None = None,
    min_grade: float = 0,
) -> float:
    """Nearly expected reciprocal rank: a user goes on from a document of gain g with probability 1 − g.

    Gains run from 0 at `min_grade` to 1 at `max_grade`; the value is the expected gain of a document that the user
    looks at, among the first `k` ranks. Tied scores: name an order with `ties`.

    References
    ----------
    Azzopardi, Mackenzie and Moffat, ERR is not C/W/L: exploring the relationship between expected reciprocal rank
    and other metrics, ICTIR 2021, equation 8.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.nerr8([0, 1, 2], max_grade=2)), 4)
    0.4
    """
    gains = gains_on_scale(ranking, k, max_grade, min_grade)
    return expected_gain(gains, lambda rank: 1 - gains[rank - 1])
