"""How many queries there are."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        out[q] = 1.0


@metric(
    "NumQ", _kernel, bounds=(0.0, None), worst=1.0, undefined=1.0, aggregation="sum", aliases={"num_q": {}}
)
def num_queries(ranking: Sequence[float | None], pool: Sequence[float]) -> float:
    """One for every query, so that the sum over queries says how many a mean is over.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.num_queries([[1, 0], [0, 0]]).tolist()
    [1.0, 1.0]
    """
    return 1.0
