"""Ranking a run piece by piece, each as soon as it is read.

A query that a border of pieces may have cut is put together from its fragments and ranked when all of it is there;
every other one is ranked where its piece was read. A judged query whose rows are not together is refused with
`ScatteredRows`: only `whole_runs`, which holds all rows, can rank that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fastrank import parallel
from fastrank.kernels.judged_ranking import QueryRows, RunRows, rank_judged
from fastrank.tables.cut_queries import NO_ROWS, NOT_JUDGED, CutQueries, Fragment
from fastrank.tables.identical_ids import identical_counts, without_identical
from fastrank.tables.judgements import Judgements
from fastrank.tables.measured_run import MeasuredRun, Measuring, NewMeasuring
from fastrank.tables.origin import Origin, refuse_null_ids, rows_origin, with_lines, with_rows
from fastrank.tables.query_borders import query_borders
from fastrank.tables.ranked_run import RankedQueries, ranked_queries, room_for
from fastrank.tables.repeated_documents import repeated_document
from fastrank.tables.run_pieces import MANY_ROWS, Piece, PiecewiseRun
from fastrank.tables.run_rows import IN_ORDER, RankingRules, copied, run_rows
from fastrank.tables.saved_pieces import SavedPiece, SavedPieces, digest

Integers = npt.NDArray[np.int64]


class ScatteredRows(ValueError):
    """The rows of a judged query are not together."""


def rank_pieces(
    run: PiecewiseRun,
    judgements: Judgements,
    rules: RankingRules,
    measuring: NewMeasuring,
    progress: parallel.Progress | None = None,
    saved: SavedPieces | None = None,
) -> MeasuredRun:
    """Rank and measure a run while it is read; pieces that have been `saved` are taken from there, others added."""
    ranking = Ranking(run.n_rows, judgements, rules, measuring(), progress, saved)
    streams = [stream for stream in run.streams() if not ranking.has(run.span(stream))]
    n_rows = MANY_ROWS if run.n_rows is None else run.n_rows
    parallel.map_streams(run.pieces, streams, ranking.add, n_rows)
    return ranking.finish()


class Ranking:
    """What the threads share that rank the pieces of one run, of `n_rows` where that is known."""

    def __init__(
        self,
        n_rows: int | None,
        judgements: Judgements,
        rules: RankingRules,
        measuring: Measuring,
        progress: parallel.Progress | None,
        saved: SavedPieces | None,
    ) -> None:
        self._n_rows, self._judgements, self._rules, self._progress = n_rows, judgements, rules, progress
        self._measuring = measuring
        self._index = parallel.read_only(judgements.index)  # once, not for every piece
        self._query_index = parallel.read_only(judgements.query_index)
        self._begin = np.full(len(judgements.queries), -1, dtype=np.int64)  # first row of each query
        self._cut = CutQueries()
        self._turn = threading.Lock()
        self._rows_not_judged = self._rows_done = 0
        self._saved = saved
        self._known: dict[int, SavedPiece] = {}
        for piece, ranked in saved.load() if saved else ():
            self._known[piece.first_row] = piece
            self._begin[ranked.codes] = piece.begin
            measuring.add(ranked)
        for piece in self._known.values():
            self._take_in(piece)

    def has(self, span: tuple[int, int] | None) -> bool:
        """Whether all pieces of a span of rows have been ranked."""
        if span is None:
            return False
        row, end = span
        while row < end and row in self._known:
            row = self._known[row].end
        return row == end

    def add(self, piece: Piece) -> None:
        """Rank the queries that a piece holds whole, and keep what its borders cut."""
        n = piece.table.num_rows
        if not n:
            self._take_in(_without_rows(piece))
            return
        begin, codes, rows = self._read(piece)
        mark = 0 if self._saved is None else digest(rows, begin, codes)
        if known := self._known.get(piece.first_row):
            _refuse_other_rows(known, n, mark, piece.source)
            return
        end, judged = np.append(begin[1:], n), codes >= 0
        cut = np.zeros(len(codes), dtype=np.bool_)
        cut[0] = piece.first_row > 0
        cut[-1] |= piece.end != self._n_rows
        here = judged & ~cut
        queries = QueryRows(codes[here], IN_ORDER, begin[here], end[here])
        ranked = self._rank(rows, queries, piece.first_row, lambda row: _origin(piece, row, row + 1))
        fragments = [
            _fragment(piece, rows, *map(int, (begin[i], end[i], codes[i]))) for i in np.flatnonzero(cut)
        ]
        rows_not_judged = int((end - begin)[~judged].sum())
        first_rows = piece.first_row + begin[here]
        left = SavedPiece(piece.first_row, n, piece.end, mark, rows_not_judged, first_rows, fragments)
        if self._saved is not None:
            self._saved.save(left, ranked)
        self._measuring.add(ranked)
        self._take_in(left)

    def _read(self, piece: Piece) -> tuple[Integers, Integers, RunRows]:
        """Return where queries begin in a piece, their codes, and its rows."""
        try:
            return self._read_table(piece.table, piece)
        except (
            ValueError,
            TypeError,
        ):  # numbering all rows would cost 3 ns a row, a twentieth of a Parquet run
            table = with_lines(with_rows(piece.table, piece.number), piece.source)
            return self._read_table(table, piece)

    def _read_table(self, table: pa.Table, piece: Piece) -> tuple[Integers, Integers, RunRows]:
        refuse_null_ids(table, piece.source)
        begin, codes = query_borders(table.column("query_id"), self._query_index, piece.source)
        return begin, codes, run_rows(table, self._rules, piece.source, piece.first_row)

    def finish(self) -> MeasuredRun:
        """Rank what waited for the end of the run, and return all values."""
        for fragment in self._cut.rest():
            self._rank_fragment(fragment)
        measured = self._measuring.finish(self._rows_not_judged)
        left_out = self._rows_done - self._rows_not_judged - self._measuring.n_rows
        return measured.and_counts(identical_counts(self._rules, self._judgements, left_out))

    def _take_in(self, piece: SavedPiece) -> None:
        with self._turn:
            self._rows_not_judged += piece.rows_not_judged
            self._rows_done += piece.n_rows
            whole = [query for fragment in piece.fragments for query in self._cut.add(fragment)]
            if self._progress is not None:
                self._progress(self._rows_done, self._n_rows or 0)
        for fragment in whole:
            self._rank_fragment(fragment)

    def _rank_fragment(self, fragment: Fragment) -> None:
        rows = fragment.joined_rows()
        one, ends = np.array([fragment.code]), np.array([0, len(rows.scores)])
        queries = QueryRows(one, IN_ORDER, ends[:1], ends[1:])
        self._measuring.add(self._rank(rows, queries, fragment.begin, fragment.origin))

    def _rank(
        self, rows: RunRows, queries: QueryRows, first_row: int, origin: Callable[[int], Origin]
    ) -> RankedQueries:
        self._claim(queries, first_row, origin)
        if self._rules.ignore_identical_ids:
            queries = without_identical(rows, queries, self._judgements)
        cost = np.concatenate([[0], np.cumsum(queries.end - queries.begin)])
        inputs = (rows, queries, self._index, *self._rules.settings)
        ranks = room_for(queries, self._judgements)
        parallel.run(rank_judged, inputs, (ranks,), len(queries.queries), cost=cost)
        self._measuring.add_known(rows, queries)
        if self._rules.duplicates == "error":
            self._refuse_doubles(ranks.doubles, rows, queries, origin)
        return ranked_queries(queries.queries, ranks)

    def _claim(self, queries: QueryRows, first_row: int, origin: Callable[[int], Origin]) -> None:
        """Note where queries begin; one that has begun elsewhere is refused."""
        begin = first_row + queries.begin
        with self._turn:
            before = self._begin[queries.queries]
            self._begin[queries.queries] = begin
            again = np.flatnonzero((before >= 0) | (self._begin[queries.queries] != begin))
        if len(again):
            query = self._judgements.queries[queries.queries[again[0]]]
            at = origin(int(queries.begin[again[0]]))
            raise ScatteredRows(
                f"{at.source}: the rows of query {query!r} are not together (some are from {at.place(0)} on, others "
                "elsewhere); bring each query's rows together, or say order='any' to do that in memory"
            )

    def _refuse_doubles(
        self, doubles: Integers, rows: RunRows, queries: QueryRows, origin: Callable[[int], Origin]
    ) -> None:
        bad = np.flatnonzero(doubles[:, 2])
        if len(bad):
            first, second = (int(row) for row in doubles[bad[0], :2])
            begin, end = rows.ids.offsets[second : second + 2]
            document = rows.ids.data[begin:end].tobytes()
            query = self._judgements.queries[queries.queries[bad[0]]]
            raise repeated_document(query, document, origin(first), origin(second))


def _fragment(piece: Piece, rows: RunRows, begin: int, end: int, code: int) -> Fragment:
    """Return one query of a piece; it may go on where it reaches the border of the piece."""
    open_left, open_right = begin == 0 and piece.first_row > 0, end == piece.table.num_rows
    first_row, next_row = piece.first_row + begin, piece.end if open_right else piece.first_row + end
    if code == NOT_JUDGED:
        return Fragment(first_row, next_row, code, open_left, open_right)
    own, origins = (copied(rows, begin, end),), (_origin(piece, begin, end),)
    return Fragment(first_row, next_row, code, open_left, open_right, own, origins)


def _without_rows(piece: Piece) -> SavedPiece:
    """Lines of text without a row do not cut what stands on both sides of them."""
    first_row, none = piece.first_row, np.zeros(0, dtype=np.int64)
    passed = [Fragment(first_row, piece.end, NO_ROWS, first_row > 0, True)] if piece.end > first_row else []
    return SavedPiece(first_row, 0, piece.end, 0, 0, none, passed)


def _origin(piece: Piece, begin: int, end: int) -> Origin:
    return rows_origin(piece.table, piece.source, begin, end, piece.number)


def _refuse_other_rows(known: SavedPiece, n_rows: int, mark: int, source: str) -> None:
    if (known.n_rows, known.digest) != (n_rows, mark):
        raise ValueError(
            f"{source}: resume: rows {known.first_row} to {known.end - 1} are not those that were "
            "evaluated before; pass the same rows in the same order, or resume=False to begin anew"
        )
