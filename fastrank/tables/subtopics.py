"""Judgements by subtopic: which grade each document has for each subtopic of its query.

For ordinary measures a document that is judged for several subtopics has the largest of its grades.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.kernels.subtopic_lists import SubtopicLists
from fastrank.tables import numbers
from fastrank.tables.columns import ALIASES
from fastrank.tables.errors import shown
from fastrank.tables.groups import joined_ranges
from fastrank.tables.ids import canonical, query_codes
from fastrank.tables.origin import place, with_rows

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class SubtopicJudgements(NamedTuple):
    """Documents query by query, each query's by falling id; their rows as in `SubtopicLists`.

    Runs are ranked with `codes` in the place of grades: they tell documents of a query apart, and are ordered,
    and have signs, as the documents' largest grades, `best`; of equal ones the larger id has the larger code.
    """

    offsets: Integers
    starts: Integers
    subtopics: Integers
    grades: Floats
    n_subtopics: Integers
    best: Floats
    codes: Floats
    by_code: Integers  # the query's documents by rising code
    n_negative: Integers

    def documents(self, codes: Floats, queries: Integers) -> Integers:
        """Return which documents the codes of some queries' entries stand for."""
        place = codes.astype(np.int64) + (self.offsets[:-1] + self.n_negative)[queries]
        return np.asarray(self.by_code[place])

    def lists(
        self,
        codes: Integers,
        offsets: Integers,
        ranks: Integers,
        documents: Integers,
        n_retrieved: Integers,
    ) -> SubtopicLists:
        """Return what some queries, by rising code, retrieved as a measure's loop reads it."""
        n_subtopics = self.n_subtopics[codes]
        begin, lengths = self.offsets[codes], np.diff(self.offsets)[codes]
        pool_offsets = np.concatenate([[0], np.cumsum(lengths)])
        moved = documents - np.repeat(begin - pool_offsets[:-1], np.diff(offsets))
        own = joined_ranges(begin, lengths)
        n_grades = self.starts[own + 1] - self.starts[own]
        at = joined_ranges(self.starts[own], n_grades)
        of_pool = (
            pool_offsets,
            np.concatenate([[0], np.cumsum(n_grades)]),
            self.subtopics[at],
            self.grades[at],
        )
        return SubtopicLists(offsets, ranks, moved, n_retrieved, *of_pool, n_subtopics)

    def falling_codes(self) -> Floats:
        """Return the codes in the order of falling grades, as `JudgedDocuments` stand; equal ones stay in order."""
        owner = np.repeat(np.arange(len(self.n_subtopics)), np.diff(self.offsets))
        return np.asarray(self.codes[np.lexsort((-self.best, owner))])

    def counts(self) -> dict[str, int]:
        """How often each rule for subtopics acted."""
        return {
            "documents judged for several subtopics": int((np.diff(self.starts) > 1).sum()),
            "judged queries with one subtopic": int((self.n_subtopics == 1).sum()),
        }


def require_subtopics(table: pa.Table, name: str, measure: str) -> None:
    """Raise where a table does not say which subtopic a judgement is for."""
    if "subtopic" not in table.column_names:
        raise ValueError(
            f"{name}: no column for subtopic (accepted: {', '.join(ALIASES['subtopic'])}), which {measure} "
            "needs; name it with columns={'subtopic': ...}"
        )


def read_subtopics(table: pa.Table, name: str) -> tuple[pa.Table, SubtopicJudgements, int]:
    """Return one row a document with its largest grade, the grades by subtopic, and how many rows repeat one."""
    table = with_rows(table)
    queries, documents, subtopics = _codes(table, name)
    grades = numbers.grades(table, name)
    order = np.lexsort((subtopics, documents, queries))  # stable: rows with one key stay in order
    keys = np.stack([queries, documents, subtopics])[:, order]
    same = np.concatenate([[False], (keys[:, 1:] == keys[:, :-1]).all(axis=0)])[: len(order)]
    _refuse_contradictions(table, order, grades, same, name)
    order = order[~same]
    queries, documents, subtopics, grades = (part[order] for part in (queries, documents, subtopics, grades))
    starts = np.flatnonzero(np.diff(queries, prepend=-1) | np.diff(documents, prepend=-1))
    best = np.maximum.reduceat(grades, starts)
    own, n_subtopics = _counted_within(queries, subtopics)
    owner = queries[starts]
    offsets = np.searchsorted(owner, np.arange(len(n_subtopics) + 1))
    codes, by_code, n_negative = _ranked_codes(best, owner, offsets)
    found = SubtopicJudgements(
        offsets, np.append(starts, len(order)), own, grades, n_subtopics, best, codes, by_code, n_negative
    )
    rows = table.take(pa.array(order[starts]))
    at = rows.column_names.index("relevance")
    return rows.set_column(at, "relevance", pa.array(best)), found, int(same.sum())


def _codes(table: pa.Table, name: str) -> tuple[Integers, Integers, Integers]:
    """Return numbers for queries and subtopics, by first appearance, and for documents, by falling id."""
    queries, _ = query_codes(table.column("query_id"), None, name)
    subtopics, _ = query_codes(canonical(table.column("subtopic"), "subtopic", name), None, name)
    documents, ids = query_codes(canonical(table.column("doc_id"), "doc_id", name), None, name)
    places = np.empty(len(ids), dtype=np.int64)
    falling = pc.sort_indices(ids, sort_keys=[("", "descending")])
    places[falling.to_numpy()] = np.arange(len(ids))
    return queries, places[documents], subtopics


def _refuse_contradictions(
    table: pa.Table, order: Integers, grades: Floats, same: npt.NDArray[np.bool_], name: str
) -> None:
    bad = np.flatnonzero(same[1:] & (grades[order[1:]] != grades[order[:-1]]))
    if len(bad):
        first, second = sorted(int(row) for row in order[bad[0] : bad[0] + 2])
        query, document, subtopic = (
            shown(table.column(c)[second].as_py()) for c in ("query_id", "doc_id", "subtopic")
        )
        raise ValueError(
            f"{name}: document {document} of query {query} is judged {grades[first]:g} in {place(table, first)} and "
            f"{grades[second]:g} in {place(table, second)}; judge every document once for each subtopic "
            f"(both are for {subtopic})"
        )


def _counted_within(queries: Integers, subtopics: Integers) -> tuple[Integers, Integers]:
    """Return each row's subtopic counted within its query, and how many each query has."""
    pairs, place = np.unique(queries * (subtopics.max() + 1) + subtopics, return_inverse=True)
    owner = pairs // (subtopics.max() + 1)
    first = np.searchsorted(owner, np.arange(owner[-1] + 2))
    return place - first[queries], np.diff(first)


def _ranked_codes(best: Floats, owner: Integers, offsets: Integers) -> tuple[Floats, Integers, Integers]:
    by_code = np.lexsort((-np.arange(len(best)), best, owner))
    n_negative = np.add.reduceat(best < 0, offsets[:-1], dtype=np.int64)
    codes = np.empty(len(best))
    codes[by_code] = np.arange(len(best)) - (offsets[:-1] + n_negative)[owner]
    return codes, by_code, n_negative
