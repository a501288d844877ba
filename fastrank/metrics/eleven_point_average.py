"""Interpolated precision averaged over levels of recall."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import RankedLists, relevant_in_pool
from fastrank.kernels.recall_levels import documents_for
from fastrank.kernels.recall_levels import interpolated_precision as precision_from
from fastrank.metrics.interpolated_precision import interpolated_precision
from fastrank.spec.metric import Arguments, Parameters, metric


@kernel
def _kernel(lists, recalls, rel, nearest, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        n_relevant, total = relevant_in_pool(lists, q, rel), 0.0
        for i in range(len(recalls) - 1, -1, -1):  # trec_eval's order, and so its bits
            total += precision_from(lists, q, documents_for(recalls[i], n_relevant, nearest), rel)
        out[q] = total / len(recalls)


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    recalls = np.array(parameters["recalls"], dtype=np.float64)
    return lists, (recalls, float(parameters["rel"]), parameters["rounding"] == "nearest")


@metric("11pt_avg", _kernel, pool="whole", prepare=_prepare, averages_ties=False)
def eleven_point_average(
    ranking: Sequence[float | None],
    pool: Sequence[float],
    *,
    recalls: tuple[float, ...] = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1),
    rel: float = 1,
    rounding: str = "up",
) -> float:
    """Mean of the interpolated precision at eleven levels of recall, or at those given.

    See :func:`fastrank.interpolated_precision` for `rounding` and tied scores. trec_eval's ``11pt_avg.25,.5,.75``
    names three levels.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.eleven_point_average([0, 1, 0, 1], recalls=(0, 0.5, 1)))
    0.5
    """
    levels = (
        interpolated_precision.definition(ranking, pool, recall=recall, rel=rel, rounding=rounding)
        for recall in reversed(recalls)
    )
    return sum(levels) / len(recalls)
