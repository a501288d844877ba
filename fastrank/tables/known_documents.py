"""Ranks of the documents that are judged for any query: what tells the holes of a pool."""

from __future__ import annotations

import threading
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.id_bytes import IdBytes
from fastrank.kernels.judged_ranking import JudgedRanks, QueryRows, RunRows, rank_judged
from fastrank.kernels.judgement_index import JudgementIndex, fill_slots, slot_offsets
from fastrank.kernels.known_documents import mark_known
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.tables.groups import joined_ranges
from fastrank.tables.ids import id_bytes, ids_at
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
    """Collects, query by query, the ranks down to a depth of documents that are judged for some query."""

    def __init__(self, judgements: Judgements, rules: RankingRules) -> None:
        self._judgements, self._rules, self._depth = judgements, rules, judgements.known_depth
        n = len(judgements.index.grades)
        self._everywhere = _indexed(judgements.index.ids, np.zeros(n), np.array([0, n]))
        self._parts: list[_Part] = []
        self._turn = threading.Lock()

    def add(self, run: RunRows, queries: QueryRows) -> None:
        """Rank the known documents of some queries; threads may do so at once."""
        n = len(run.scores)
        known, grades = np.zeros(n, dtype=np.bool_), np.empty(n)
        cost = np.concatenate([[0], np.cumsum(queries.end - queries.begin)])
        inputs = (run, queries, self._judgements.index, self._everywhere, self._selected())
        parallel.run(mark_known, inputs, (known, grades), len(queries.queries), cost=cost)
        rows = _rows_of(queries, cost)
        offsets = np.concatenate([[0], np.cumsum(known[rows])])[cost]
        rows = rows[known[rows]]
        ids = id_bytes(ids_at(run.ids, rows), "doc_id", "")
        index = _indexed(ids, grades[rows], offsets)
        ranks = _room(offsets)
        own = queries._replace(queries=np.arange(len(queries.queries)))
        settings = (run, own, index, *self._rules.settings)
        parallel.run(rank_judged, settings, (ranks,), len(own.queries), cost=cost)
        part = self._kept(queries.queries, offsets, ranks)
        with self._turn:
            self._parts.append(part)

    def _selected(self) -> int:
        """Return how many rows of a query to look at; 0 for all, where ranks are not those of the scores alone."""
        plain = self._rules.duplicates == "error" and not self._rules.judged_only
        return self._depth if plain and self._depth <= SELECTED else 0

    def _kept(self, queries: Integers, offsets: Integers, ranks: JudgedRanks) -> _Part:
        found = np.arange(offsets[-1]) < np.repeat(offsets[:-1] + ranks.found, np.diff(offsets))
        keep = found & (ranks.first <= self._depth)
        counts = np.diff(np.concatenate([[0], np.cumsum(keep)])[offsets])
        return _Part(queries, counts, ranks.first[keep], ranks.last[keep], ranks.kept)

    def lists(self, codes: Integers) -> RankedLists:
        """Return the entries of some queries, by rising code; they have grade 0, and the pool is left out."""
        parts = self._taken(codes)
        counts, retrieved = np.zeros((2, len(codes)), dtype=np.int64)
        places = [np.searchsorted(codes, part.queries) for part in parts]
        for part, place in zip(parts, places, strict=True):
            counts[place], retrieved[place] = part.counts, part.n_retrieved
        offsets = np.concatenate([[0], np.cumsum(counts)])
        first, last = np.empty((2, offsets[-1]), dtype=np.int64)
        for part, place in zip(parts, places, strict=True):
            at = joined_ranges(offsets[place], part.counts)
            first[at], last[at] = part.first, part.last
        pool_offsets = np.zeros(len(codes) + 1, dtype=np.int64)
        return RankedLists(offsets, first, last, np.zeros(len(first)), retrieved, pool_offsets, np.empty(0))

    def _taken(self, codes: Integers) -> list[_Part]:
        """Give away the parts of some queries: none has queries of which others are still to be measured."""
        wanted = np.zeros(len(self._judgements.queries), dtype=np.bool_)
        wanted[codes] = True
        with self._turn:
            taken = [part for part in self._parts if wanted[part.queries].all()]
            self._parts = [part for part in self._parts if not wanted[part.queries].all()]
        return taken


def _rows_of(queries: QueryRows, cost: Integers) -> Integers:
    lengths = np.diff(cost)
    at = np.arange(cost[-1]) + np.repeat(queries.begin - cost[:-1], lengths)
    return queries.rows[at] if len(queries.rows) else at


def _indexed(ids: IdBytes, grades: npt.NDArray[np.float64], offsets: Integers) -> JudgementIndex:
    places = slot_offsets(offsets)
    slots, conflict = np.zeros(places[-1], dtype=np.uint64), np.zeros((len(offsets) - 1, 3), dtype=np.int64)
    inputs = (ids, grades, offsets, places)
    parallel.run(fill_slots, inputs, (slots, conflict), len(offsets) - 1, cost=offsets)
    return JudgementIndex(ids, grades, offsets, slots, places)


def _room(offsets: Integers) -> JudgedRanks:
    n = len(offsets) - 1
    first, last = np.empty((2, offsets[-1]), dtype=np.int64)
    found, kept, tied, rows = np.zeros((4, n), dtype=np.int64)
    doubles = np.zeros((n, 3), dtype=np.int64)
    return JudgedRanks(offsets, first, last, np.empty(offsets[-1]), found, kept, tied, rows, doubles)
