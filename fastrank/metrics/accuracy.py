"""Accuracy of the order of what was retrieved."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

import numpy as np

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, relevant_retrieved
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        hits = relevant_retrieved(lists, q, WHOLE_LIST, rel)
        others = lists.n_retrieved[q] - hits
        wrong, before = 0.0, 0
        i, stop = lists.offsets[q], lists.offsets[q + 1]
        while i < stop:
            first, last, relevant = lists.first[i], lists.last[i], 0
            while i < stop and lists.first[i] == first:
                relevant += lists.grades[i] >= rel
                i += 1
            wrong += relevant * (first - 1 - before + (last - first + 1 - relevant) / 2)
            before += relevant
        out[q] = 1 - wrong / (hits * others) if hits and others else np.nan


@metric("Accuracy", _kernel, worst=None, undefined=np.nan)
def accuracy(ranking: Sequence[float | None], pool: Sequence[float], *, rel: float = 1) -> float:
    """How likely a relevant document stands above another one, both drawn from what was retrieved.

    Unjudged documents count as not relevant, and what was not retrieved does not count; :func:`fastrank.auc` looks
    at all judged documents, and at no others. A query where nothing relevant, or nothing else, was retrieved has
    no value (NaN): it is left out of means and counted. Tied scores: half.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.accuracy([1, 0, 1, 0]))
    0.75
    """
    wrong = others = hits = 0.0
    for grade in ranking:
        if grade is not None and grade >= rel:
            wrong, hits = wrong + others, hits + 1
        else:
            others += 1
    return 1 - wrong / (hits * others) if hits and others else nan
