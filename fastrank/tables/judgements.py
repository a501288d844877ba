"""Judgements (qrels): grouped by query, indexed by document, hashed once for all runs."""

from __future__ import annotations

import functools
import os
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
from fastrank.tables.errors import shown
from fastrank.tables.groups import group_rows
from fastrank.tables.ids import canonical, id_bytes, query_codes, takeable, texts
from fastrank.tables.nested import unnested
from fastrank.tables.origin import LINE, place, refuse_null_ids, with_rows
from fastrank.tables.subtopics import SubtopicJudgements, read_subtopics, require_subtopics


@dataclass(frozen=True, eq=False)
class Judgements:
    """All judgements of one collection."""

    query_ids: pa.Array  # canonical ids; their places are the query codes
    queries: list[str]
    index: JudgementIndex
    pool: np.ndarray  # all grades of each query, largest first
    repeated: int  # equal judgements given more than once
    without_grade: int = 0  # rows whose grade is null: unjudged documents
    by_subtopic: SubtopicJudgements | None = None  # then the grades of `index` are its codes

    def counts(self) -> dict[str, int]:
        """How often each rule for judgements acted."""
        best = self.pool[self.index.offsets[:-1]]  # the largest grade of each query
        of_subtopics = self.by_subtopic.counts() if self.by_subtopic is not None else {}
        return {
            "equal judgements given again": self.repeated,
            "judgements without a grade": self.without_grade,
            "judged queries without a positive grade": int((best <= 0).sum()),
            **of_subtopics,
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


class _Contradiction(ValueError):
    """A document has two grades."""


def read_judgements(
    source: Any, columns: Mapping[str, str] | None = None, by_subtopic: str | None = None
) -> Judgements:
    """Read judgements from anything with rows; see :func:`fastrank.evaluate`.

    `by_subtopic` is a measure that needs them so. Without one subtopics are looked at only where a document has
    two grades: for ordinary measures the larger one counts if they are for different subtopics.
    """
    table, name, without_grade = _read(source, columns, "qrels" if by_subtopic is None else "subtopic_qrels")
    if by_subtopic is None:
        try:
            return replace(_by_document(table, name), without_grade=without_grade)
        except _Contradiction:
            if LINE in table.column_names and isinstance(
                source, str | os.PathLike
            ):  # TREC text has them, unread
                table, *_ = _read(source, columns, "subtopic_qrels")
            if "subtopic" not in table.column_names:
                raise
    require_subtopics(table, name, by_subtopic or "")
    return replace(_by_subtopic(table, name), without_grade=without_grade)


def _read(source: Any, columns: Mapping[str, str] | None, layout: str) -> tuple[pa.Table, str, int]:
    table, name = read_table(source, "qrels", layout)
    table = takeable(unnested(find_columns(table, "qrels", columns, name), "qrels", name))
    refuse_null_ids(table, name)
    without_grade = table.column("relevance").null_count
    if without_grade:  # a null grade is an unjudged document
        table = with_rows(table)
        table = table.filter(pc.is_valid(table.column("relevance")))
    if not table.num_rows:
        raise ValueError(f"{name}: no judgement; there is nothing to evaluate against")
    return table, name, without_grade


def _by_document(table: pa.Table, name: str) -> Judgements:
    judgements = _judgements(table, name)
    if not judgements.repeated:
        return judgements
    table = with_rows(table)
    return replace(_judgements(_without_repeats(table, name), name), repeated=judgements.repeated)


def _by_subtopic(table: pa.Table, name: str) -> Judgements:
    documents, by_subtopic, repeated = read_subtopics(table, name)
    judgements = _judgements(documents, name)
    index = judgements.index._replace(grades=by_subtopic.codes)  # its rows are the documents, in order
    return replace(judgements, index=index, repeated=repeated, by_subtopic=by_subtopic)


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
        raise _Contradiction(
            f"{name}: document {shown(document)} of query {shown(query)} is judged {grades[first]:g} in "
            f"{place(table, first)} and {grades[second]:g} in {place(table, second)}; judge every document once"
        )
    return JudgementIndex(ids, grades, rows, offsets, slots, places), int(conflict[:, 2].sum())


def _pool(index: JudgementIndex) -> np.ndarray:
    return sort_within(index.grades[index.rows], index.offsets)
