"""Ranking a run whose rows may come in any order, and all errors that name its rows."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from fastrank import parallel
from fastrank.kernels.judged_ranking import QueryRows, rank_judged
from fastrank.tables.groups import Groups, group_rows
from fastrank.tables.identical_ids import identical_counts, without_identical
from fastrank.tables.ids import query_codes
from fastrank.tables.judgements import Judgements
from fastrank.tables.measured_run import MeasuredRun, NewMeasuring
from fastrank.tables.origin import refuse_null_ids, rows_origin
from fastrank.tables.ranked_run import ranked_queries, room_for
from fastrank.tables.repeated_documents import repeated_document
from fastrank.tables.run_rows import RankingRules, run_rows


def rank_whole(
    table: pa.Table, source: str, judgements: Judgements, rules: RankingRules, measuring: NewMeasuring
) -> MeasuredRun:
    """Rank the judged documents of a run that is in memory, and measure all of it."""
    refuse_null_ids(table, source)
    (codes, groups), run = parallel.map_tasks(
        lambda read: read(),
        (lambda: _grouped(table, judgements, source), lambda: run_rows(table, rules, source)),
    )
    n = len(judgements.queries)
    queries = QueryRows(np.arange(n), *groups)
    if rules.ignore_identical_ids:
        queries = without_identical(run, queries, judgements)
    ranks = room_for(queries, judgements)
    inputs = (run, queries, judgements.index, *rules.settings)
    cost = np.concatenate([[0], np.cumsum(queries.end - queries.begin)])
    parallel.run(rank_judged, inputs, (ranks,), n, cost=cost)
    if rules.duplicates == "error":
        refuse_doubles(ranks.doubles, table, source)
    measures = measuring()
    measures.add_known(run, queries)
    measures.add(ranked_queries(queries.queries, ranks))
    not_judged = int((codes < 0).sum())
    measured = measures.finish(not_judged)
    left_out = len(codes) - not_judged - measures.n_rows
    return measured.and_counts(identical_counts(rules, judgements, left_out))


def _grouped(table: pa.Table, judgements: Judgements, source: str) -> tuple[np.ndarray, Groups]:
    codes, _ = query_codes(table.column("query_id"), judgements.query_ids, source)
    return codes, group_rows(codes, len(judgements.queries))


def refuse_doubles(doubles: np.ndarray, table: pa.Table, source: str) -> None:
    """Raise where a query holds a document twice: two rows of the table, and how many repeat one."""
    bad = np.flatnonzero(doubles[:, 2])
    if len(bad):
        first, second = (int(row) for row in doubles[bad[0], :2])
        query, document = (table.column(c)[second].as_py() for c in ("query_id", "doc_id"))
        one, other = (rows_origin(table, source, row, row + 1) for row in (first, second))
        raise repeated_document(query, document, one, other)
