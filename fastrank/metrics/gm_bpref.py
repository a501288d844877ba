"""Binary preference for a geometric mean."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.metrics.bpref import _kernel as bprefs
from fastrank.metrics.bpref import bpref
from fastrank.metrics.gm_map import FLOOR
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    bprefs(lists, rel, lo, hi, out)
    for q in range(lo, hi):
        out[q] = max(out[q], FLOOR)


@metric(
    "gm_bpref",
    _kernel,
    pool="whole",
    bounds=(FLOOR, 1.0),
    worst=FLOOR,
    undefined=FLOOR,
    averages_ties=False,
    reads_nonrelevant=True,
    aggregation="geometric",
)
def gm_bpref(ranking: Sequence[float | None], pool: Sequence[float], *, rel: float = 1) -> float:
    """Binary preference, at least 0.00001, whose mean over queries is geometric.

    See :func:`fastrank.bpref` for the measure and :func:`fastrank.gm_map` for the mean.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.gm_bpref([[1, 0], [0, 1]]).tolist()
    [1.0, 1e-05]
    """
    return max(bpref.definition(ranking, pool, rel=rel), FLOOR)
