"""Residual of rank-biased precision."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fastrank.kernels.gains import deepest_rank
from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.spec.metric import Arguments, Parameters, metric


@kernel
def _kernel(lists, powers, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        n, judged, seen, total = lists.n_retrieved[q], 0, 0, 0.0
        i, stop = lists.offsets[q], lists.offsets[q + 1]
        while i < stop:
            first, last, here = lists.first[i], lists.last[i], 0
            while i < stop and lists.first[i] == first:
                here += lists.grades[i] >= 0
                i += 1
            if here:
                total += powers[seen] - powers[first - 1]
                total += (powers[first - 1] - powers[last]) * (1 - here / (last - first + 1))
                judged, seen = judged + here, last
        out[q] = total + powers[seen] if judged < n else 0.0


def _prepare(lists: RankedLists, parameters: Parameters) -> tuple[RankedLists, Arguments]:
    powers = np.full(deepest_rank(lists, None) + 1, float(parameters["p"]))
    powers[0] = 1.0
    np.multiply.accumulate(powers, out=powers)
    return lists, (powers,)


@metric("rbp_resid", _kernel, prepare=_prepare, reads_nonrelevant=True, higher_is_better=False)
def rbp_residual(ranking: Sequence[float | None], pool: Sequence[float], *, p: float = 0.9) -> float:
    """How much rank-biased precision could grow if everything unjudged were relevant.

    It is the sum of (1 − p) p^(rank − 1) over the unjudged documents, and p^n for what comes after the n documents
    retrieved; 0 where all of them are judged (trec_eval 10.0). A negative grade means unjudged. Tied scores: the
    expectation over their orders.

    References
    ----------
    Moffat and Zobel, Rank-biased precision for measurement of retrieval effectiveness, TOIS 2008.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.rbp_residual([1, -1, 0], p=0.5))
    0.375
    """
    unjudged = [rank for rank, grade in enumerate(ranking, 1) if grade is None or grade < 0]
    return p ** len(ranking) + sum((1 - p) * p ** (rank - 1) for rank in unjudged) if unjudged else 0.0
