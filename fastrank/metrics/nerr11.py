"""Nearly expected reciprocal rank, equation 11."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.gains import on_scale
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.kernels.user_models import (
    DEPTH,
    expected_gain,
    gain_until_satisfied,
    gains_on_scale,
    looked_at,
    patience,
)
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    k = parameters["k"]
    continuation = patience(float(parameters["target"]), looked_at(lists, k))
    return on_scale(lists, parameters["max_grade"], "NERR11"), (cutoff(k), continuation)


@metric("NERR11", gain_until_satisfied, prepare=_prepare, averages_ties=False, required=("max_grade",))
def nerr11(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    target: float = 1,
    max_grade: float | None = None,
) -> float:
    """Nearly expected reciprocal rank: a user goes on as in INSQ, times 1 − g from a document of gain g.

    Gains are grades over `max_grade`; the value is the expected gain of a document that the user looks at, among
    the first `k` ranks. Tied scores: name an order with `ties`.

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
    gains = gains_on_scale(ranking, k, max_grade)
    return expected_gain(
        gains, lambda rank: ((rank + 2 * target - 1) / (rank + 2 * target)) ** 2 * (1 - gains[rank - 1])
    )
