"""Queries of a run after ranking: ranked judged lists, which were answered, and how often each rule acted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.judged_ranking import JudgedRanks, QueryRows
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.kernels.subtopic_lists import SubtopicLists
from fastrank.tables.groups import joined_ranges
from fastrank.tables.judgements import Judgements

Integers = npt.NDArray[np.int64]


class RankedRun(NamedTuple):
    """Ranked judged lists of some judged queries, which of them the run answered, and how often each rule acted."""

    lists: RankedLists
    answered: npt.NDArray[np.bool_]
    counts: dict[str, int]
    by_subtopic: SubtopicLists | None = None  # where the judgements are
    known: RankedLists | None = None  # documents judged for any query, where a measure asks for them


class RankedQueries(NamedTuple):
    """Ranks of the judged queries `codes`: the entries of one after those of the other, and counts of each.

    `found`, `kept`, `tied` and `rows` as in `JudgedRanks`; `repeated` counts the rows that repeat a document.
    """

    codes: Integers
    first: Integers
    last: Integers
    grades: npt.NDArray[np.float64]
    found: Integers
    kept: Integers
    tied: Integers
    rows: Integers
    repeated: Integers

    @property
    def size(self) -> int:
        """Queries and entries."""
        return len(self.codes) + len(self.first)


_ENTRIES = ("first", "last", "grades")


def room_for(queries: QueryRows, judgements: Judgements) -> JudgedRanks:
    """Return room for the ranks of some queries."""
    judged = judgements.index.offsets
    n_judged = judged[queries.queries + 1] - judged[queries.queries]
    offsets = np.concatenate([[0], np.cumsum(np.minimum(n_judged, queries.end - queries.begin))])
    n, size = len(queries.queries), int(offsets[-1])
    first, last = np.empty((2, size), dtype=np.int64)
    found, kept, tied, rows = np.empty((4, n), dtype=np.int64)
    doubles = np.empty((n, 3), dtype=np.int64)
    return JudgedRanks(offsets, first, last, np.empty(size), found, kept, tied, rows, doubles)


def ranked_queries(codes: Integers, ranks: JudgedRanks) -> RankedQueries:
    """Bring the entries of all queries together."""
    at = joined_ranges(ranks.offsets[:-1], ranks.found)
    entries = (ranks.first[at], ranks.last[at], ranks.grades[at])
    return RankedQueries(
        codes, *entries, ranks.found, ranks.kept, ranks.tied, ranks.rows, ranks.doubles[:, 2].copy()
    )


def not_answered(codes: Integers) -> RankedQueries:
    """Return what is known of queries that a run has no row of."""
    none, zeros = np.zeros(0, dtype=np.int64), np.zeros(len(codes), dtype=np.int64)
    return RankedQueries(codes, none, none, np.zeros(0), zeros, zeros, zeros, zeros, zeros)


def in_order(parts: Sequence[RankedQueries]) -> RankedQueries:
    """Return the queries of all parts by rising code."""
    parts = sorted(parts, key=lambda part: int(part.codes[0]) if len(part.codes) else -1)
    whole = RankedQueries(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
    if (whole.codes[1:] > whole.codes[:-1]).all():
        return whole
    order = np.argsort(whole.codes)
    begin = np.cumsum(whole.found) - whole.found
    at = joined_ranges(begin[order], whole.found[order])
    fields = whole._asdict().items()
    return RankedQueries(*(array[at if name in _ENTRIES else order] for name, array in fields))


def ranked_run(ranked: RankedQueries, judgements: Judgements) -> RankedRun:
    """Return the lists of ranked queries beside what they could have found, and counts."""
    offsets = np.concatenate([[0], np.cumsum(ranked.found)])
    grades, by_subtopic = ranked.grades, None
    if judgements.by_subtopic is not None:
        of_documents = judgements.by_subtopic
        documents = of_documents.documents(grades, np.repeat(ranked.codes, ranked.found))
        grades = of_documents.best[documents]
        by_subtopic = of_documents.lists(ranked.codes, offsets, ranked.first, documents, ranked.kept)
    pool_offsets, pool = judgements.pool_of(ranked.codes)
    lists = RankedLists(offsets, ranked.first, ranked.last, grades, ranked.kept, pool_offsets, pool)
    counts = {
        "judged documents with tied scores": int(ranked.tied.sum()),
        "duplicate documents left out": int(ranked.repeated.sum()),
        "unjudged documents": int(ranked.kept.sum() - (grades >= 0).sum()),
    }
    return RankedRun(lists, ranked.rows > 0, counts, by_subtopic)
