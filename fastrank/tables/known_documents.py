"""Ranks of the documents that are judged for any query: what tells the holes of a pool."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.judged_ranking import JudgedRanks, QueryRows, RunRows, rank_judged
from fastrank.kernels.judgement_index import JudgementIndex, fill_slots, slot_offsets
from fastrank.kernels.known_documents import mark_known
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.tables.judgements import Judgements
from fastrank.tables.run_rows import RankingRules

Integers = npt.NDArray[np.int64]

SELECTED = 100  # down to here the best rows are kept in order while rows are passed; deeper all are looked up


class _Part(NamedTuple):
    """Some queries' entries, one query after the other."""

    queries: Integers
    counts: Integers
    first: Integers
    last: Integers
    n_retrieved: Integers


class KnownDocuments:
    """Collects, query by query, the ranks down to `depth` of documents that are judged for some query."""

    def __init__(self, judgements: Judgements, depth: int) -> None:
        self._judgements, self._depth = judgements, depth
        rows = judgements.index.rows
        everywhere = _indexed(judgements.index, np.zeros(len(judgements.index.grades)), rows, [0, len(rows)])
        self._everywhere = everywhere
        self._parts: list[_Part] = []

    def add(self, run: RunRows, queries: QueryRows, rules: RankingRules) -> None:
        """Rank the known documents of some queries; threads may do so at once."""
        n = len(run.scores)
        known, grades = np.zeros(n, dtype=np.bool_), np.empty(n)
        cost = np.concatenate([[0], np.cumsum(queries.end - queries.begin)])
        inputs = (run, queries, self._judgements.index, self._everywhere, self._selected(rules))
        parallel.run(mark_known, inputs, (known, grades), len(queries.queries), cost=cost)
        rows = _rows_of(queries, cost)
        offsets = np.concatenate([[0], np.cumsum(known[rows])])[cost]
        index = _indexed(self._judgements.index._replace(ids=run.ids), grades, rows[known[rows]], offsets)
        ranks = _room(offsets)
        own = queries._replace(queries=np.arange(len(queries.queries)))
        parallel.run(rank_judged, (run, own, index, *rules.settings), (ranks,), len(own.queries), cost=cost)
        self._parts.append(self._kept(queries.queries, offsets, ranks))

    def _selected(self, rules: RankingRules) -> int:
        """Return how many rows of a query to look at; 0 for all, where ranks are not those of the scores alone."""
        plain = rules.duplicates == "error" and not rules.judged_only
        return self._depth if plain and self._depth <= SELECTED else 0

    def _kept(self, queries: Integers, offsets: Integers, ranks: JudgedRanks) -> _Part:
        found = np.arange(offsets[-1]) < np.repeat(offsets[:-1] + ranks.found, np.diff(offsets))
        keep = found & (ranks.first <= self._depth)
        counts = np.diff(np.concatenate([[0], np.cumsum(keep)])[offsets])
        return _Part(queries, counts, ranks.first[keep], ranks.last[keep], ranks.kept)

    def lists(self) -> RankedLists:
        """Return the entries of all queries; they have grade 0, and the pool is left out."""
        n = len(self._judgements.queries)
        counts, retrieved = np.zeros((2, n), dtype=np.int64)
        for part in self._parts:
            counts[part.queries], retrieved[part.queries] = part.counts, part.n_retrieved
        offsets = np.concatenate([[0], np.cumsum(counts)])
        first, last = np.empty((2, offsets[-1]), dtype=np.int64)
        for part in self._parts:
            at = np.repeat(offsets[part.queries] - np.cumsum(part.counts) + part.counts, part.counts)
            at += np.arange(len(at))
            first[at], last[at] = part.first, part.last
        pool_offsets = np.zeros(n + 1, dtype=np.int64)
        return RankedLists(offsets, first, last, np.zeros(len(first)), retrieved, pool_offsets, np.empty(0))


def _rows_of(queries: QueryRows, cost: Integers) -> Integers:
    lengths = np.diff(cost)
    at = np.arange(cost[-1]) + np.repeat(queries.begin - cost[:-1], lengths)
    return queries.rows[at] if len(queries.rows) else at


def _indexed(
    like: JudgementIndex, grades: npt.NDArray[np.float64], rows: Integers, offsets: npt.ArrayLike
) -> JudgementIndex:
    bounds = np.asarray(offsets, dtype=np.int64)
    places = slot_offsets(bounds)
    slots, conflict = np.zeros(places[-1], dtype=np.uint64), np.zeros((len(bounds) - 1, 3), dtype=np.int64)
    inputs = (like.ids, grades, rows, bounds, places)
    parallel.run(fill_slots, inputs, (slots, conflict), len(bounds) - 1, cost=bounds)
    return JudgementIndex(like.ids, grades, rows, bounds, slots, places)


def _room(offsets: Integers) -> JudgedRanks:
    n = len(offsets) - 1
    first, last = np.empty((2, offsets[-1]), dtype=np.int64)
    found, kept, tied, rows = np.zeros((4, n), dtype=np.int64)
    return JudgedRanks(
        first, last, np.empty(offsets[-1]), found, kept, tied, rows, np.zeros((n, 3), dtype=np.int64)
    )


def known_documents(judgements: Judgements) -> KnownDocuments | None:
    """Return what collects them, where a measure asks for it."""
    return KnownDocuments(judgements, judgements.known_depth) if judgements.known_depth else None
