"""Retrieved documents that have the query's own id, left out before a run is ranked.

In some collections queries are documents of the corpus (BEIR's ArguAna and Quora); they find themselves first.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.id_bytes import IdBytes
from fastrank.kernels.identical_ids import mark_identical
from fastrank.kernels.judged_ranking import QueryRows, RunRows
from fastrank.tables.judgements import Judgements
from fastrank.tables.run_rows import IN_ORDER, RankingRules

LEFT_OUT = "retrieved documents with the query's own id left out"
STAY = "judged documents with the query's own id, which stay judged"


def without_identical(run: RunRows, groups: QueryRows, judgements: Judgements) -> QueryRows:
    """Return the queries of a run without the rows whose document has the query's own id; rows are not moved."""
    same = _identical(run.ids, groups, judgements, len(run.scores))
    if not same.any():
        return groups
    in_order = not len(groups.rows)
    kept = ~same if in_order else ~same[groups.rows]
    rows = np.flatnonzero(kept) if in_order else groups.rows[kept]
    before = np.concatenate([[0], np.cumsum(kept)])
    return QueryRows(groups.queries, rows, before[groups.begin], before[groups.end])


def identical_counts(rules: RankingRules, judgements: Judgements, left_out: int) -> dict[str, int]:
    """Say how many rows of judged queries were left out, and how many judgements are of such documents."""
    return {LEFT_OUT: left_out, STAY: _judged(judgements)} if rules.ignore_identical_ids else {}


def _judged(judgements: Judgements) -> int:
    index = judgements.index
    groups = QueryRows(np.arange(len(judgements.queries)), IN_ORDER, index.offsets[:-1], index.offsets[1:])
    return int(_identical(index.ids, groups, judgements, len(index.ids.offsets) - 1).sum())


def _identical(ids: IdBytes, groups: QueryRows, judgements: Judgements, n_rows: int) -> npt.NDArray[np.bool_]:
    same = np.zeros(n_rows, dtype=np.bool_)
    cost = np.concatenate([[0], np.cumsum(groups.end - groups.begin)])
    inputs = (ids, groups, judgements.query_index.ids)
    parallel.run(mark_identical, inputs, (same,), len(groups.queries), cost=cost)
    return same
