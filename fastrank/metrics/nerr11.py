"""Nearly expected reciprocal rank, equation 11."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.user_models import (
    DEPTH,
    expected_gain,
    gain_until_satisfied,
    gains_on_scale,
    patience,
    until_satisfied,
)
from fastrank.spec.metric import metric


@metric(
    "NERR11",
    gain_until_satisfied,
    prepare=until_satisfied("NERR11", lambda rank, given: patience(rank, given["target"])),
    averages_ties=False,
    required=("max_grade",),
)
def nerr11(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    target: float = 1,
    max_grade: float | None = None,
    min_grade: float = 0,
) -> float:
    """Nearly expected reciprocal rank: a user goes on as in INSQ, times 1 − g from a document of gain g.

    Gains run from 0 at `min_grade` to 1 at `max_grade`; the value is the expected gain of a document that the user
    looks at, among the first `k` ranks. Tied scores: name an order with `ties`.

    References
    ----------
    Azzopardi, Mackenzie and Moffat, ERR is not C/W/L: exploring the relationship between expected reciprocal rank
    and other metrics, ICTIR 2021, equation 11.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.nerr11([0, 1, 2], max_grade=2)), 4)
    0.2212
    """
    gains = gains_on_scale(ranking, k, max_grade, min_grade)
    return expected_gain(
        gains, lambda rank: ((rank + 2 * target - 1) / (rank + 2 * target)) ** 2 * (1 - gains[rank - 1])
    )
