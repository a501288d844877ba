"""A run after ranking: ranked judged lists, the queries it answered, and how often each rule acted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fastrank.kernels.judged_ranking import JudgedRanks
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.kernels.subtopic_lists import SubtopicLists
from fastrank.tables.judgements import Judgements


class RankedRun(NamedTuple):
    """A run's ranked judged lists, which queries it answered, and how often each rule acted."""

    lists: RankedLists
    answered: np.ndarray
    counts: dict[str, int]
    by_subtopic: SubtopicLists | None = None  # where the judgements are
    known: RankedLists | None = None  # documents judged for any query, where a measure asks for them


def unranked(judgements: Judgements) -> JudgedRanks:
    """Return room for the ranks of a run that has answered no query yet."""
    n, size = len(judgements.queries), int(judgements.index.offsets[-1])
    first, last = np.empty((2, size), dtype=np.int64)
    found, kept, tied, rows = np.zeros((4, n), dtype=np.int64)
    doubles = np.zeros((n, 3), dtype=np.int64)
    return JudgedRanks(first, last, np.empty(size), found, kept, tied, rows, doubles)


def ranked_run(ranks: JudgedRanks, judgements: Judgements, rows_not_judged: int) -> RankedRun:
    """Bring the entries of all queries together, and count."""
    index = judgements.index
    keep = np.arange(index.offsets[-1]) < np.repeat(index.offsets[:-1] + ranks.found, np.diff(index.offsets))
    first, last, grades = ranks.first[keep], ranks.last[keep], ranks.grades[keep]
    offsets = np.concatenate([[0], np.cumsum(ranks.found)])
    by_subtopic = None
    if judgements.by_subtopic is not None:
        queries = np.repeat(np.arange(len(ranks.found)), ranks.found)
        documents = judgements.by_subtopic.documents(grades, queries)
        by_subtopic = judgements.by_subtopic.lists(offsets, first, documents, ranks.kept)
        grades = judgements.by_subtopic.best[documents]
    lists = RankedLists(offsets, first, last, grades, ranks.kept, index.offsets, judgements.pool)
    counts = {
        "judged documents with tied scores": int(ranks.tied.sum()),
        "duplicate documents left out": int(ranks.doubles[:, 2].sum()),
        "unjudged documents": int(ranks.kept.sum() - (grades >= 0).sum()),
        "rows of queries that are not judged": rows_not_judged,
    }
    return RankedRun(lists, ranks.rows > 0, counts, by_subtopic)
