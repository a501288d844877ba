"""How many documents judged not relevant were retrieved."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST, relevant_retrieved
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        judged = relevant_retrieved(lists, q, WHOLE_LIST, 0.0)
        out[q] = judged - relevant_retrieved(lists, q, WHOLE_LIST, rel)


@metric(
    "num_nonrel_judged_ret",
    _kernel,
    reads_nonrelevant=True,
    bounds=(0.0, None),
    higher_is_better=False,
    aggregation="sum",
)
def num_nonrelevant_retrieved(
    ranking: Sequence[float | None], pool: Sequence[float], *, rel: float = 1
) -> float:
    """How many documents judged not relevant were retrieved.

    Unjudged documents, and those of negative grade, are not among them. Over queries it is a sum, not a mean.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.num_nonrelevant_retrieved([1, 0, -1, 0]))
    2.0
    """
    return float(sum(grade is not None and 0 <= grade < rel for grade in ranking))
