"""Ranking a run piece by piece, each as soon as it is read: memory stays that of a few pieces.

A query that a border of pieces may have cut is put together from its fragments and ranked at the end; every
other one is ranked where its piece was read. Whatever is out of the ordinary (a query in two places, a bad
row, a repeated document) is left to `whole_runs`, which knows all rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyarrow as pa

from fastrank import parallel
from fastrank.kernels.judged_ranking import JudgedRanks, QueryRows, RunRows, rank_judged
from fastrank.tables.groups import group_rows
from fastrank.tables.judgements import Judgements
from fastrank.tables.origin import refuse_null_ids
from fastrank.tables.query_borders import query_borders
from fastrank.tables.ranked_run import RankedRun, ranked_run, unranked
from fastrank.tables.run_rows import RankingRules, copied, joined, run_rows

# A run of 5M rows on two threads took 219, 202, 191, 181, 185 and 197 ms in pieces of 2^15 to 2^20 rows. After
# another program's work the first five took 277, 261, 263, 250 and 331 ms, of which the middle three are one within
# the noise (rounds from 190 to 420 ms).
PIECE_ROWS = 1 << 18

IN_ORDER = np.zeros(0, dtype=np.int64)  # the `rows` of queries whose rows follow each other


class Piece(NamedTuple):
    """Rows of a run that follow each other, and which is the first."""

    table: pa.Table
    first_row: int


class PiecewiseRun(Protocol):
    """A run that can be read in pieces; threads read different streams at once."""

    @property
    def source(self) -> str:
        """What errors call it."""

    @property
    def n_rows(self) -> int:
        """How many rows it has in all."""

    def streams(self) -> Sequence[Any]:
        """Return the parts that can be read at once, in order."""

    def pieces(self, stream: Any) -> Iterable[Piece]:
        """Yield a part's rows in order."""

    def table(self) -> pa.Table:
        """Return all rows."""


class _Fragment(NamedTuple):
    """The rows of one query at a border."""

    first_row: int
    code: int
    rows: RunRows


class _Done(NamedTuple):
    """What a piece leaves behind: queries ranked, rows of queries that are not judged, fragments."""

    queries: int
    rows_not_judged: int
    fragments: list[_Fragment]


class _Irregular(ValueError):
    """These rows need the whole table."""


def rank_pieces(run: PiecewiseRun, judgements: Judgements, rules: RankingRules) -> RankedRun | None:
    """Rank a run while it is read; None where that takes the whole table."""
    ranks = unranked(judgements)
    judgements.query_index  # noqa: B018 - made once, before threads ask for it
    try:
        done = parallel.map_streams(
            run.pieces,
            run.streams(),
            lambda piece: _rank_piece(piece, run, judgements, rules, ranks),
            run.n_rows,
        )
        fragments = sorted((f for piece in done for f in piece.fragments), key=lambda f: f.first_row)
        _refuse_scattered(sum(piece.queries for piece in done), fragments, ranks)
        _rank_fragments(fragments, judgements, rules, ranks)
    except (ValueError, TypeError, OSError, pa.ArrowException):
        return None
    if rules.duplicates == "error" and ranks.doubles[:, 2].any():
        return None
    return ranked_run(ranks, judgements, sum(piece.rows_not_judged for piece in done))


def _rank_piece(
    piece: Piece, run: PiecewiseRun, judgements: Judgements, rules: RankingRules, ranks: JudgedRanks
) -> _Done:
    table, n = piece.table, piece.table.num_rows
    refuse_null_ids(table, run.source)
    begin, codes = query_borders(table.column("query_id"), judgements.query_index, run.source)
    rows = run_rows(table, rules, run.source, piece.first_row)
    if not n:
        return _Done(0, 0, [])
    end, judged = np.append(begin[1:], n), codes >= 0
    cut = np.zeros(len(codes), dtype=np.bool_)
    cut[0] = piece.first_row > 0
    cut[-1] |= piece.first_row + n < run.n_rows
    here = judged & ~cut
    if ranks.rows[codes[here]].any():
        raise _Irregular("a query in two places")
    queries = QueryRows(codes[here], IN_ORDER, begin[here], end[here])
    _rank(rows, queries, judgements, rules, ranks)
    fragments = [
        _Fragment(piece.first_row + int(begin[i]), int(codes[i]), copied(rows, begin[i], end[i]))
        for i in np.flatnonzero(judged & cut)
    ]
    return _Done(len(queries.queries), int((end - begin)[~judged].sum()), fragments)


def _refuse_scattered(n_queries: int, fragments: list[_Fragment], ranks: JudgedRanks) -> None:
    cut = np.array([fragment.code for fragment in fragments], dtype=np.int64)
    if n_queries != np.count_nonzero(ranks.rows) or ranks.rows[cut].any():
        raise _Irregular("a query in two places")


def _rank_fragments(
    fragments: list[_Fragment], judgements: Judgements, rules: RankingRules, ranks: JudgedRanks
) -> None:
    if not fragments:
        return
    rows = joined([fragment.rows for fragment in fragments])
    lengths = [len(fragment.rows.scores) for fragment in fragments]
    groups = group_rows(
        np.repeat([fragment.code for fragment in fragments], lengths), len(judgements.queries)
    )
    queries = np.flatnonzero(groups.end > groups.begin)
    at = QueryRows(queries, groups.rows, groups.begin[queries], groups.end[queries])
    _rank(rows, at, judgements, rules, ranks)


def _rank(
    rows: RunRows, queries: QueryRows, judgements: Judgements, rules: RankingRules, ranks: JudgedRanks
) -> None:
    cost = np.concatenate([[0], np.cumsum(queries.end - queries.begin)])
    inputs = (rows, queries, judgements.index, *rules.settings)
    parallel.run(rank_judged, inputs, (ranks,), len(queries.queries), cost=cost)
