"""Area under the ROC curve."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

import numpy as np

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import relevant_in_pool
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, rel, unjudged, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        n_relevant = relevant_in_pool(lists, q, rel)
        n_others = relevant_in_pool(lists, q, 0.0) - n_relevant  # negative grades are unjudged
        if unjudged:
            n_others += lists.n_retrieved[q]
            for i in range(lists.offsets[q], lists.offsets[q + 1]):
                n_others -= lists.grades[i] >= 0
        pairs, found, above = 0.0, 0, 0
        i, stop = lists.offsets[q], lists.offsets[q + 1]
        while i < stop:
            first, last, relevant, others = lists.first[i], lists.last[i], 0, 0
            while i < stop and lists.first[i] == first:
                relevant += lists.grades[i] >= rel
                others += lists.grades[i] >= 0 and lists.grades[i] < rel
                i += 1
            if unjudged:
                above, others = first - 1 - found, last - first + 1 - relevant
            pairs += relevant * (n_others - above - others / 2)
            found, above = found + relevant, above + others
        if unjudged:
            above = lists.n_retrieved[q] - found
        pairs += (n_relevant - found) * ((n_others - above) / 2)
        out[q] = pairs / (n_relevant * n_others) if n_relevant and n_others else np.nan


@metric(
    "AUC",
    _kernel,
    pool="whole",
    reads_nonrelevant=True,
    worst=None,
    undefined=np.nan,
    aliases={"roc_auc": {}},
)
def auc(
    ranking: Sequence[float | None], pool: Sequence[float], *, rel: float = 1, unjudged: bool = False
) -> float:
    """How likely a relevant document stands above one judged not relevant, both drawn at random.

    All judged documents of the query count: those not retrieved stand below all others, in no order, which is half
    a pair where both are missing. Unjudged documents, and those of negative grade, are passed over; with `unjudged`
    those that were retrieved count as not relevant, so that over a full catalogue (:func:`fastrank.evaluate_matrix`)
    all other items do. A query without a relevant document, or without another, has no value (NaN): it is left out
    of means and counted. The mean over queries is what recommendation calls grouped, or per-user, AUC. Tied scores:
    half.

    References
    ----------
    Fawcett, An introduction to ROC analysis, Pattern Recognition Letters 2006.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.auc([[1, 0, 1, 0], [1, 0, 0, 0]], [[4.0, 3.0, 2.0, 1.0], [2.0, 2.0, 2.0, 1.0]]).round(4).tolist()
    [0.75, 0.6667]
    """
    n_relevant = sum(grade >= rel for grade in pool)
    n_others = sum(0 <= grade < rel for grade in pool)
    if unjudged:
        n_others += sum(grade is None or grade < 0 for grade in ranking)
    pairs = above = found = 0.0
    for grade in ranking:
        if grade is not None and grade >= rel:
            pairs, found = pairs + n_others - above, found + 1
        elif unjudged or (grade is not None and grade >= 0):
            above += 1
    pairs += (n_relevant - found) * (n_others - above) / 2
    return pairs / (n_relevant * n_others) if n_relevant and n_others else nan
