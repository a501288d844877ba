"""Several tables of (query, document, score) side by side: their queries lined up, their ids in one buffer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fastrank import parallel
from fastrank.kernels.judged_ranking import RunRows
from fastrank.kernels.pooled_lists import ListRows
from fastrank.tables.errors import shown
from fastrank.tables.groups import group_rows
from fastrank.tables.ids import query_codes
from fastrank.tables.origin import refuse_null_ids
from fastrank.tables.run_rows import RankingRules, copied, joined, run_rows
from fastrank.tables.whole_runs import refuse_doubles


class Source(NamedTuple):
    """A table with the columns query_id, doc_id and score, and what errors call it."""

    table: pa.Table
    name: str


class PooledRuns(NamedTuple):
    """All rows of all runs, one run after the other, and the list that each run has for each query."""

    sources: Sequence[Source]
    query_ids: pa.Array  # canonical ids, by their bytes
    rows: RunRows
    lists: ListRows
    first_rows: np.ndarray  # of every run, and the end of the last

    @property
    def cost(self) -> np.ndarray:
        """Where each query begins, if rows are counted query by query."""
        lengths = (self.lists.end - self.lists.begin).reshape(-1, self.lists.n_lists)
        return np.concatenate([[0], np.cumsum(lengths.sum(axis=1))])

    def refuse_doubles(self, doubles: np.ndarray) -> None:
        """Raise where a run holds a document twice for a query."""
        for r, (table, name) in enumerate(self.sources):
            of_run = doubles[r :: self.lists.n_lists] - [self.first_rows[r], self.first_rows[r], 0]
            refuse_doubles(of_run, table, name)

    def query(self, q: int) -> str:
        """Return a query's id as text."""
        return shown(self.query_ids[q].as_py())


def pool_runs(sources: Sequence[Source]) -> PooledRuns:
    """Read every table once and line up their queries: the union, in the order of the ids' bytes."""
    for source in sources:
        refuse_null_ids(source.table, source.name)
    read = parallel.map_tasks(_read, sources)
    query_ids = pc.unique(pa.chunked_array([known for _, (_, known) in read]))
    query_ids = query_ids.take(pc.sort_indices(query_ids))
    lengths = [source.table.num_rows for source in sources]
    groups = [_codes(codes, known, query_ids, r, len(sources)) for r, (_, (codes, known)) in enumerate(read)]
    lists = group_rows(np.concatenate(groups), len(query_ids) * len(sources))
    rows = joined([copied(rows, 0, n) for (rows, _), n in zip(read, lengths, strict=True)])
    return PooledRuns(
        sources, query_ids, rows, ListRows(*lists, len(sources)), np.concatenate([[0], np.cumsum(lengths)])
    )


def _read(source: Source) -> tuple[RunRows, tuple[np.ndarray, pa.Array]]:
    table, name = source
    codes = query_codes(table.column("query_id"), None, name)
    return run_rows(table, RankingRules(), name), codes


def _codes(codes: np.ndarray, known: pa.Array, query_ids: pa.Array, run: int, n_runs: int) -> np.ndarray:
    """Return the list that each row of a run belongs to."""
    place = pc.index_in(known, value_set=query_ids).to_numpy(zero_copy_only=False).astype(np.int64)
    return place[codes] * n_runs + run


def texts_or_bytes(ids: pa.Array) -> pa.Array:
    """Return canonical ids as text; bytes that are not UTF-8 stay bytes."""
    try:
        return pc.cast(ids, pa.large_string())
    except pa.ArrowInvalid:
        return ids
