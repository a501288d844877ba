"""Average precision for a geometric mean."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.ranked_lists import WHOLE_LIST
from fastrank.metrics.average_precision import _kernel as average_precisions
from fastrank.metrics.average_precision import average_precision
from fastrank.spec.metric import metric

FLOOR = 1e-5  # a geometric mean with one 0 would be 0; trec_eval's


@kernel
def _kernel(lists, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    average_precisions(lists, WHOLE_LIST, rel, False, lo, hi, out)
    for q in range(lo, hi):
        out[q] = max(out[q], FLOOR)


@metric(
    "gm_map",
    _kernel,
    pool="whole",
    bounds=(FLOOR, 1.0),
    worst=FLOOR,
    undefined=FLOOR,
    averages_ties=False,
    aggregation="geometric",
    aliases={"GMAP": {}},
)
def gm_map(ranking: Sequence[float | None], pool: Sequence[float], *, rel: float = 1) -> float:
    """Average precision, at least 0.00001, whose mean over queries is geometric.

    A query that is answered badly weighs more than in the mean of average precision. trec_eval prints no value of
    a query, and pytrec_eval its logarithm. A query without a relevant document has the value 0.00001. Tied
    scores: name an order with `ties`.

    References
    ----------
    Robertson, On GMAP: and other transformations, CIKM 2006.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.gm_map([[1, 0], [0, 1], [0, 0]]).tolist()
    [1.0, 0.5, 1e-05]
    """
    return max(average_precision.definition(ranking, pool, rel=rel), FLOOR)
