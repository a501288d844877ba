"""INST."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from fastrank.kernels.gains import on_scale
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, RankedLists
from fastrank.kernels.user_models import DEPTH, expected_gain, gains_on_scale
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


@kernel
def _kernel(lists, k, target, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        depth = lists.n_retrieved[q] if k == WHOLE_LIST else k
        total, looked_at, reach, still_wanted = 0.0, 0.0, 1.0, 2 * target
        i, stop = lists.offsets[q], lists.offsets[q + 1]
        for rank in range(1, depth + 1):
            if i < stop and lists.first[i] == rank:
                total += reach * lists.grades[i]
                still_wanted -= lists.grades[i]
                i += 1
            looked_at += reach
            goes_on = (rank + still_wanted - 1) / (rank + still_wanted)
            reach *= goes_on * goes_on
        out[q] = total / looked_at if depth else 0.0


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    arguments = (cutoff(parameters["k"]), float(parameters["target"]))
    return on_scale(lists, parameters, "INST"), arguments


@metric("INST", _kernel, prepare=_prepare, averages_ties=False, required=("max_grade",))
def inst(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    target: float = 1,
    max_grade: float | None = None,
    min_grade: float = 0,
) -> float:
    """Expected gain of a document for a user who wants `target` of gain and stops sooner the more is found.

    The user goes on from rank r with probability ((r + T + Tᵣ − 1) / (r + T + Tᵣ))², where T is the gain wanted
    (``T`` in names is understood) and Tᵣ what of it is left after rank r, down to rank `k`. Gains run from 0 at
    `min_grade` to 1 at `max_grade`. Tied scores: name an order with `ties`.

    References
    ----------
    Bailey, Moffat, Scholer and Thomas, User variability and IR system evaluation, SIGIR 2015.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.inst([1, 0, 2], k=3, max_grade=2)), 4)
    0.4429
    """
    gains = gains_on_scale(ranking, k, max_grade, min_grade)
    wanted = [2 * target - found for found in accumulate(gains)]
    return expected_gain(gains, lambda rank: ((rank + wanted[rank - 1] - 1) / (rank + wanted[rank - 1])) ** 2)
