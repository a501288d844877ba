"""INSQ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fastrank.kernels.gains import on_scale
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, RankedLists, weighted_gains
from fastrank.kernels.user_models import DEPTH, expected_gain, gains_on_scale, looked_at
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


@kernel
def _kernel(lists, k, weights, sums, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        depth = lists.n_retrieved[q] if k == WHOLE_LIST else k
        out[q] = weighted_gains(lists, q, k, weights) / sums[depth] if depth else 0.0


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    k, wanted = parameters["k"], 2 * float(parameters["target"])
    weights = (np.arange(-1.0, looked_at(lists, k)) + wanted) ** -2  # the product of the continuations
    weights[0] = 0.0
    return on_scale(lists, parameters["max_grade"], "INSQ"), (cutoff(k), weights, np.add.accumulate(weights))


@metric("INSQ", _kernel, prepare=_prepare, required=("max_grade",))
def insq(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    target: float = 1,
    max_grade: float | None = None,
) -> float:
    """Expected gain of a document for a user who wants `target` of gain and gets more patient with every rank.

    The user goes on from rank r with probability ((r + 2T − 1) / (r + 2T))², T the gain wanted (``T`` in names is
    understood), down to rank `k`. Gains are grades over `max_grade`. Tied scores: the expectation over their orders.

    References
    ----------
    Moffat, Scholer and Thomas, Models and metrics: IR evaluation as a user process, ADCS 2012.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.insq([1, 0, 2], k=3, max_grade=2)), 4)
    0.4426
    """
    gains = gains_on_scale(ranking, k, max_grade)
    return expected_gain(gains, lambda rank: ((rank + 2 * target - 1) / (rank + 2 * target)) ** 2)
