"""Area under the ROC curve."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

import numpy as np

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import relevant_in_pool
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        n_relevant = relevant_in_pool(lists, q, rel)
        n_others = (
            relevant_in_pool(lists, q, 0.0) - n_relevant
        )  # negative grades are in the pool but unjudged
        pairs, found, above = 0.0, 0, 0
        i, stop = lists.offsets[q], lists.offsets[q + 1]
        while i < stop:
            first, relevant, others = lists.first[i], 0, 0
            while i < stop and lists.first[i] == first:
                relevant += lists.grades[i] >= rel
                others += lists.grades[i] >= 0 and lists.grades[i] < rel
                i += 1
            pairs += relevant * (n_others - above - others / 2)
            found, above = found + relevant, above + others
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
def auc(ranking: Sequence[float | None], pool: Sequence[float], *, rel: float = 1) -> float:
    """How likely a relevant document stands above one judged not relevant, both drawn at random.

    All judged documents of the query count: those not retrieved stand below all others, in no order, which is half
    a pair where both are missing. Unjudged documents, and those of negative grade, are passed over. A query
    without a relevant document, or without one judged not relevant, has no value (NaN): it is left out of means
    and counted. The mean over queries is what recommendation calls grouped, or per-user, AUC. Tied scores: half.

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
    pairs = above = found = 0.0
    for grade in ranking:
        if grade is not None and grade >= rel:
            pairs, found = pairs + n_others - above, found + 1
        above += grade is not None and 0 <= grade < rel
    pairs += (n_relevant - found) * (n_others - above) / 2
    return pairs / (n_relevant * n_others) if n_relevant and n_others else nan
