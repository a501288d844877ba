"""Bejeweled player model."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.gains import on_scale
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, RankedLists
from fastrank.kernels.user_models import DEPTH, gains_on_scale
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


@kernel
def _kernel(lists, k, target, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        depth = lists.n_retrieved[q] if k == WHOLE_LIST else k
        found = 0.0
        for i in range(lists.offsets[q], lists.offsets[q + 1]):
            if lists.first[i] > depth:
                break
            found += lists.grades[i]
            if found >= target:
                depth = lists.first[i]
        out[q] = found / depth if depth else 0.0


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    arguments = (cutoff(parameters["k"]), float(parameters["target"]))
    return on_scale(lists, parameters, "BPM"), arguments


@metric("BPM", _kernel, prepare=_prepare, averages_ties=False, required=("max_grade",))
def bpm(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    k: int | None = DEPTH,
    target: float = 1,
    max_grade: float | None = None,
    min_grade: float = 0,
) -> float:
    """Gain a document for a user who stops as soon as `target` of gain is found, or at rank `k`.

    The static model: gains run from 0 at `min_grade` to 1 at `max_grade`, and every document costs the same. ``T``
    in names is understood for `target`. Tied scores: name an order with `ties`.

    References
    ----------
    Zhang et al., Evaluating web search with a bejeweled player model, SIGIR 2017.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.bpm([0, 1, 1, 0], k=10, max_grade=1)), float(fr.bpm([0, 1, 0, 0], k=10, target=2, max_grade=1))
    (0.5, 0.1)
    """
    found = 0.0
    gains = gains_on_scale(ranking, k, max_grade, min_grade)
    for rank, gain in enumerate(gains, 1):
        found += gain
        if found >= target:
            return found / rank
    return found / len(gains) if gains else 0.0
