"""Judgements (qrels): grouped by query, indexed by document, hashed once for all runs."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank import parallel
from fastrank.kernels.judgement_index import JudgementIndex, fill_slots, slot_offsets
from fastrank.tables import numbers
from fastrank.tables.arrow_input import read_table
from fastrank.tables.columns import find_columns
from fastrank.tables.errors import shown
from fastrank.tables.groups import joined_ranges
from fastrank.tables.id_runs import takeable
from fastrank.tables.ids import canonical, id_bytes, ids_at, query_codes, texts
from fastrank.tables.judged_documents import JudgedDocuments, in_slices, judged_documents
from fastrank.tables.long_judgements import long_judgements
from fastrank.tables.nested import unnested
from fastrank.tables.origin import LINE, place, refuse_null_ids, with_rows
from fastrank.tables.subtopics import SubtopicJudgements, read_subtopics, require_subtopics

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


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
    known_depth: int = 0  # down to which rank measures ask what is judged for any query

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

    def pool_of(self, codes: Integers) -> tuple[Integers, Floats]:
        """Return all grades of some queries, by rising code, and where each query's begin."""
        offsets = self.index.offsets
        if len(codes) == len(self.queries):
            return offsets, self.pool
        lengths = offsets[codes + 1] - offsets[codes]
        return np.concatenate([[0], np.cumsum(lengths)]), self.pool[joined_ranges(offsets[codes], lengths)]

    @functools.cached_property
    def query_index(self) -> JudgementIndex:
        """The judged queries' ids, to be looked up as documents are: one region, and no grades."""
        n = len(self.queries)
        ids, offsets = id_bytes(self.query_ids, "query_id", ""), np.array([0, n])
        places = slot_offsets(offsets)
        slots, conflict = np.zeros(places[-1], dtype=np.uint64), np.zeros((1, 3), dtype=np.int64)
        grades = np.zeros(n)
        parallel.run(fill_slots, (ids, grades, offsets, places), (slots, conflict), 1)
        return JudgementIndex(ids, grades, offsets, slots, places)

    @property
    def max_grade(self) -> float:
        """The largest grade of all judgements."""
        return float(self.pool.max()) if len(self.pool) else 0.0


class ContradictingGrades(ValueError):
    """A document has two grades."""


class _Contradiction(Exception):
    """A document of a query has two grades, in rows that are not known any more."""

    def __init__(self, query: pa.Scalar, document: pa.Scalar) -> None:
        self.query, self.document = query, document


def read_judgements(
    source: Any, columns: Mapping[str, str] | None = None, by_subtopic: str | None = None
) -> Judgements:
    """Read judgements from anything with rows; see :func:`fastrank.evaluate`.

    `by_subtopic` is a measure that needs them so. Without one subtopics are looked at only where a document has
    two grades: for ordinary measures the larger one counts if they are for different subtopics.
    """
    if by_subtopic is None and (judgements := _from_long_file(source, columns)) is not None:
        return judgements
    table, name, without_grade = _read(source, columns, "qrels" if by_subtopic is None else "subtopic_qrels")
    if by_subtopic is None:
        try:
            return replace(_by_document(table, name), without_grade=without_grade)
        except ContradictingGrades:
            if LINE in table.column_names and isinstance(
                source, str | os.PathLike
            ):  # TREC text has them, unread
                table, *_ = _read(source, columns, "subtopic_qrels")
            if "subtopic" not in table.column_names:
                raise
    require_subtopics(table, name, by_subtopic or "")
    return replace(_by_subtopic(table, name), without_grade=without_grade)


def _from_long_file(source: Any, columns: Mapping[str, str] | None) -> Judgements | None:
    """Read a large Parquet file a part at a time; None for all else, and for what has to be seen as a whole."""
    file = long_judgements(source, columns)
    if file is None:
        return None
    without_grade = 0

    def with_grades() -> Iterator[pa.Table]:
        nonlocal without_grade
        for table in map(takeable, file.tables()):
            refuse_null_ids(table, file.source)
            without_grade += table.column("relevance").null_count
            yield table.filter(pc.is_valid(table.column("relevance")))

    try:
        documents = judged_documents(with_grades(), file.source)
        judgements = None if documents is None else _indexed(documents, file.source)
    except (ValueError, TypeError, _Contradiction):
        return None  # the whole table tells errors, and where
    if judgements is None or judgements.repeated:
        return None
    return replace(judgements, without_grade=without_grade)


def _read(source: Any, columns: Mapping[str, str] | None, layout: str) -> tuple[pa.Table, str, int]:
    table, name = read_table(source, "qrels", layout, columns=columns)
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
    index = judgements.index._replace(grades=by_subtopic.falling_codes())
    return replace(judgements, index=index, repeated=repeated, by_subtopic=by_subtopic)


def _without_repeats(table: pa.Table, name: str) -> pa.Table:
    """Keep the first row of each judged document: the pool counts a document once."""
    ids = {column: canonical(table.column(column), column, name) for column in ("query_id", "doc_id")}
    rows = pa.table({**ids, "row": np.arange(table.num_rows)})
    first = rows.group_by(["query_id", "doc_id"]).aggregate([("row", "min")])["row_min"]
    return table.take(pa.array(np.sort(first.to_numpy())))


def _judgements(table: pa.Table, name: str) -> Judgements:
    documents = judged_documents(in_slices(table), name)
    if documents is None:  # bring each query's rows together
        codes, _ = query_codes(table.column("query_id"), None, name)
        moved = with_rows(table).take(pa.array(np.argsort(codes, kind="stable")))
        documents = judged_documents(in_slices(moved), name)
        assert documents is not None  # every query's rows follow each other
    try:
        return _indexed(documents, name)
    except _Contradiction as found:
        raise _contradiction(table, found.query, found.document, name) from None


def _indexed(documents: JudgedDocuments, name: str) -> Judgements:
    query_ids, offsets, ids, grades = documents
    n = len(query_ids)
    places = slot_offsets(offsets)
    slots = np.zeros(places[-1], dtype=np.uint64)
    conflict = np.tile(np.array([-1, -1, 0]), (n, 1))
    parallel.run(fill_slots, (ids, grades, offsets, places), (slots, conflict), n, cost=offsets)
    bad = np.flatnonzero(conflict[:, 0] >= 0)
    if len(bad):
        raise _Contradiction(query_ids[bad[0]], ids_at(ids, conflict[bad[0], :1])[0])
    index = JudgementIndex(ids, grades, offsets, slots, places)
    return Judgements(query_ids, texts(query_ids, name), index, grades, int(conflict[:, 2].sum()))


def _contradiction(table: pa.Table, query: pa.Scalar, document: pa.Scalar, name: str) -> ContradictingGrades:
    """Return the error of a document with two grades, which names its rows."""
    of_query, of_document = (
        pc.equal(canonical(table.column(column), column, name), value).to_numpy()
        for column, value in (("query_id", query), ("doc_id", document))
    )
    rows = np.flatnonzero(of_query & of_document)
    grades = numbers.grades(table.take(pa.array(rows)), name)
    first, second = rows[0], rows[np.argmax(grades != grades[0])]
    return ContradictingGrades(
        f"{name}: document {shown(document.as_py())} of query {shown(query.as_py())} is judged {grades[0]:g} in "
        f"{place(table, first)} and {grades[grades != grades[0]][0]:g} in {place(table, second)}; "
        "judge every document once"
    )
