"""Judgements, and which run alone brought each into the pool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank import parallel
from fastrank.kernels.pool_owners import find_owners
from fastrank.kernels.ranked_lists import WHOLE_LIST
from fastrank.tables.ids import ids_at
from fastrank.tables.judgements import Judgements
from fastrank.tables.pooled_runs import PooledRuns, Source, pool_runs
from fastrank.tables.run_rows import DUPLICATES

Integers = npt.NDArray[np.int64]


class OwnedJudgements(NamedTuple):
    """A table of query_id, doc_id and relevance; ``owners[row]`` is whose the row alone is, negative where nobody's."""

    table: pa.Table
    owners: Integers

    def without(self, owner: int) -> pa.Table:
        """Return the judgements that are left; a query that loses all keeps one document, as unjudged."""
        lost = self.owners == owner
        queries = self.table.column("query_id").combine_chunks()
        codes = queries.indices.to_numpy()
        n_left = np.bincount(codes[~lost], minlength=len(queries.dictionary))
        emptied = (n_left[codes] == 0) & (np.diff(codes, prepend=-1) != 0)
        grades = pc.if_else(pa.array(emptied), -1.0, self.table.column("relevance"))
        kept = self.table.set_column(self.table.schema.get_field_index("relevance"), "relevance", grades)
        return kept.filter(pa.array(~lost | emptied))


def owned_judgements(
    judgements: Judgements, runs: Sequence[Source], owners: Sequence[int], depth: int
) -> OwnedJudgements:
    """Find out who alone brought each judged document into a pool of this depth."""
    qrels = _table(judgements)
    judged = qrels.drop_columns(["relevance"]).append_column("score", pa.array(np.zeros(len(qrels))))
    pooled = pool_runs([*runs, Source(judged, "qrels")])
    depths = np.array([depth] * len(runs) + [WHOLE_LIST], dtype=np.int64)
    found = _owners(pooled, np.array(owners, dtype=np.int64), depths)
    return OwnedJudgements(qrels, found[pooled.first_rows[-2] :])


def _table(judgements: Judgements) -> pa.Table:
    """Judgements query by query, each document once."""
    index = judgements.index
    codes = np.repeat(np.arange(len(judgements.queries)), np.diff(index.offsets))
    return pa.table({
        "query_id": pa.DictionaryArray.from_arrays(pa.array(codes), judgements.query_ids),
        "doc_id": ids_at(index.ids, np.arange(len(index.grades))),
        "relevance": index.grades,
    })  # fmt: skip


def _owners(pooled: PooledRuns, owners: Integers, depths: Integers) -> Integers:
    n, out = len(pooled.query_ids), np.empty(len(pooled.rows.scores), dtype=np.int64)
    doubles = np.zeros((n * pooled.lists.n_lists, 3), dtype=np.int64)
    inputs = (pooled.rows, pooled.lists, owners, depths, DUPLICATES["error"])
    parallel.run(find_owners, inputs, (pooled.rows.scores.copy(), doubles, out), n, cost=pooled.cost)
    pooled.refuse_doubles(doubles)
    return out
