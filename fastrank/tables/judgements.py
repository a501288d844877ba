"""Judgements (qrels): grouped by query, indexed by document, hashed once for all runs."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fastrank import parallel
from fastrank.arrays.ranking import sort_within
from fastrank.kernels.judgement_index import JudgementIndex, fill_slots, slot_offsets
from fastrank.tables import numbers
from fastrank.tables.arrow_input import read_table
from fastrank.tables.columns import find_columns
from fastrank.tables.groups import group_rows
from fastrank.tables.ids import canonical, id_bytes, query_codes, texts
from fastrank.tables.nested import unnested
from fastrank.tables.origin import place, refuse_null_ids, with_rows


@dataclass(frozen=True, eq=False)
class Judgements:
    """All judgements of one collection."""

    query_ids: pa.Array  # canonical ids; their places are the query codes
    queries: list[str]
    index: JudgementIndex
    pool: np.ndarray  # all grades of each query, largest first
    repeated: int  # equal judgements given more than once
    without_grade: int = 0  # rows whose grade is null: unjudged documents

    def counts(self) -> dict[str, int]:
        """How often each rule for judgements acted."""
        best = self.pool[self.index.offsets[:-1]]  # the largest grade of each query
        return {
            "equal judgements given again": self.repeated,
            "judgements without a grade": self.without_grade,
            "judged queries without a positive grade": int((best <= 0).sum()),
        }

    @functools.cached_property
    def query_index(self) -> JudgementIndex:
        """The judged queries' ids, to be looked up as documents are: one region, and no grades."""
        n = len(self.queries)
        ids, rows, offsets = id_bytes(self.query_ids, "query_id", ""), np.arange(n), np.array([0, n])
        places = slot_offsets(offsets)
        slots, conflict = np.zeros(places[-1], dtype=np.uint64), np.zeros((1, 3), dtype=np.int64)
        grades = np.zeros(n)
        parallel.run(fill_slots, (ids, grades, rows, offsets, places), (slots, conflict), 1)
        return JudgementIndex(ids, grades, rows, offsets, slots, places)

    @property
    def max_grade(self) -> float:
        """The largest grade of all judgements."""
        return float(self.pool.max()) if len(self.pool) else 0.0


def read_judgements(source: Any, columns: Mapping[str, str] | None = None) -> Judgements:
    """Read judgements from anything with rows; see :func:`fastrank.evaluate`."""
    table, name = read_table(source, "qrels")
    table = unnested(find_columns(table, "qrels", columns, name), "qrels", name)
    refuse_null_ids(table, name)
    without_grade = table.column("relevance").null_count
    if without_grade:  # a null grade is an unjudged document
        table = with_rows(table)
        table = table.filter(pc.is_valid(table.column("relevance")))
    if not table.num_rows:
        raise ValueError(f"{name}: no judgement; there is nothing to evaluate against")
    judgements = replace(_judgements(table, name), without_grade=without_grade)
    if not judgements.repeated:
        return judgements
    table = with_rows(table)
    return replace(
        _judgements(_without_repeats(table, name), name),
        repeated=judgements.repeated,
        without_grade=without_grade,
    )


def _without_repeats(table: pa.Table, name: str) -> pa.Table:
    """Keep the first row of each judged document: the pool counts a document once."""
    ids = {column: canonical(table.column(column), column, name) for column in ("query_id", "doc_id")}
    rows = pa.table({**ids, "row": np.arange(table.num_rows)})
    first = rows.group_by(["query_id", "doc_id"]).aggregate([("row", "min")])["row_min"]
    return table.take(pa.array(np.sort(first.to_numpy())))


def _judgements(table: pa.Table, name: str) -> Judgements:
    codes, known = query_codes(table.column("query_id"), None, name)
    groups = group_rows(codes, len(known))
    offsets = np.concatenate([[0], np.cumsum(groups.end - groups.begin)])
    rows = groups.rows  # codes count by first appearance, so rows stand query by query
    grades = numbers.grades(table, name)
    ids = id_bytes(table.column("doc_id"), "doc_id", name)
    index, repeated = _indexed(ids, grades, rows, offsets, table, name)
    queries = texts(known, name)
    return Judgements(known, queries, index, _pool(index), repeated)


def _indexed(
    ids: Any, grades: np.ndarray, rows: np.ndarray, offsets: np.ndarray, table: pa.Table, name: str
) -> tuple[JudgementIndex, int]:
    n = len(offsets) - 1
    places = slot_offsets(offsets)
    slots = np.zeros(places[-1], dtype=np.uint64)
    conflict = np.tile(np.array([-1, -1, 0]), (n, 1))
    parallel.run(fill_slots, (ids, grades, rows, offsets, places), (slots, conflict), n, cost=offsets)
    bad = np.flatnonzero(conflict[:, 0] >= 0)
    if len(bad):
        first, second = (int(row) for row in conflict[bad[0], :2])
        query, document = (table.column(c)[second].as_py() for c in ("query_id", "doc_id"))
        raise ValueError(
            f"{name}: document {_shown(document)} of query {_shown(query)} is judged {grades[first]:g} in "
            f"{place(table, first)} and {grades[second]:g} in {place(table, second)}; judge every document once"
        )
    return JudgementIndex(ids, grades, rows, offsets, slots, places), int(conflict[:, 2].sum())


def _shown(value: Any) -> str:
    return value.decode(errors="backslashreplace") if isinstance(value, bytes) else str(value)


def _pool(index: JudgementIndex) -> np.ndarray:
    return sort_within(index.grades[index.rows], index.offsets)
