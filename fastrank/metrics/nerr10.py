"""Nearly expected reciprocal rank, equation 10."""

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
    "NERR10",
    gain_until_satisfied,
    prepare=until_satisfied("NERR10", lambda rank, given: np.full_like(rank, given["p"])),
    averages_ties=False,
    required=("max_grade",),
)
def nerr10(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    p: float = 0.9,
    max_grade: float | None = None,
    min_grade: float = 0,
) -> float:
    """Nearly expected reciprocal rank: a user goes on from a document of gain g with probability p (1 − g).

    Gains run from 0 at `min_grade` to 1 at `max_grade`; the value is the expected gain of a document that the user
    looks at, among the first `k` ranks. Tied scores: name an order with `ties`.

    References
    ----------
    Azzopardi, Mackenzie and Moffat, ERR is not C/W/L: exploring the relationship between expected reciprocal rank
    and other metrics, ICTIR 2021, equation 10.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.nerr10([0, 1, 2], max_grade=2)), 4)
    0.3709
    """
    gains = gains_on_scale(ranking, k, max_grade, min_grade)
    return expected_gain(gains, lambda rank: p * (1 - gains[rank - 1]))
