"""Runs of several systems in one source, told apart by its column `system`: read once, each system ranked by itself.

The rows of one system are numbered by themselves, as if they came alone: they may follow each other, or come query by
query between those of others. A query of a system has to be together among that system's rows only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fastrank import parallel
from fastrank.tables import run_pieces
from fastrank.tables.groups import group_rows
from fastrank.tables.id_runs import encodable, one_table, takeable
from fastrank.tables.ids import query_codes, texts
from fastrank.tables.judgements import Judgements
from fastrank.tables.measured_run import MeasuredRun, NewMeasuring
from fastrank.tables.origin import place, with_rows
from fastrank.tables.ranked_pieces import Ranking
from fastrank.tables.run_pieces import MANY_ROWS, Piece, PiecewiseRun
from fastrank.tables.run_rows import RankingRules
from fastrank.tables.saved_pieces import SavedPieces

_LANE_SHARE = (
    16  # a system's rows are held until they are so small a part of a piece: half a megabyte a system
)


class MixedRun:
    """The runs of several systems; `rows` gives pieces that have a column `system`."""

    def __init__(self, rows: PiecewiseRun) -> None:
        self.rows = rows
        self.source, self.sortable, self.n_rows = rows.source, rows.sortable, rows.n_rows

    def identity(self) -> list[Any]:
        """Return what tells whether these are the runs of an earlier evaluation."""
        return ["several systems", *self.rows.identity()]

    def pieces(self) -> Iterator[Piece]:
        """Yield all rows in order."""
        for stream in self.rows.streams():
            yield from self.rows.pieces(stream)

    def table(self) -> pa.Table:
        """Return all rows."""
        return self.rows.table()


class _Lane:
    """One system: its ranking, and its rows that wait until they are worth a piece."""

    def __init__(self, system: str, ranking: Ranking) -> None:
        self.system, self.ranking = system, ranking
        self._held: list[pa.Table] = []
        self._first_row = self._n = 0

    def take(self, rows: pa.Table, source: str) -> Iterator[Piece]:
        """Take rows in; yield a piece if they are enough."""
        self._held.append(rows)
        self._n += rows.num_rows
        if self._n * _LANE_SHARE >= run_pieces.PIECE_ROWS:
            yield from self.rest(source)

    def rest(self, source: str) -> Iterator[Piece]:
        """Yield what waits."""
        if self._held:
            table = one_table(self._held)
            yield Piece(table, self._first_row, f"{source}, system {self.system}", 0)
            self._first_row += self._n
            self._held, self._n = [], 0


def rank_mixed(
    run: MixedRun,
    judgements: Judgements,
    rules: RankingRules,
    measuring: NewMeasuring,
    progress: parallel.Progress | None = None,
    saved: SavedPieces | None = None,
) -> dict[str, MeasuredRun]:
    """Rank and measure all systems while their rows are read; they stand in the order of their first rows."""
    judgements.query_index  # noqa: B018 - made once, before threads ask for it
    lanes: dict[str, _Lane] = {}
    done: dict[str, int] = {}

    def lane(system: str) -> _Lane:
        def show(rows: int, _: int) -> None:
            done[system] = rows
            if progress is not None:
                progress(sum(list(done.values())), run.n_rows or 0)

        own = None if saved is None else saved.of_system(len(lanes), system)
        lanes[system] = _Lane(system, Ranking(None, judgements, rules, measuring(), show, own))
        return lanes[system]

    parallel.map_streams(
        lambda _: _in_lanes(run, lanes, lane), range(1), lambda item: item[0].add(item[1]), MANY_ROWS
    )
    return {system: lane.ranking.finish() for system, lane in lanes.items()}


def _in_lanes(
    run: MixedRun, lanes: dict[str, _Lane], new: Callable[[str], _Lane]
) -> Iterator[tuple[Ranking, Piece]]:
    """Yield each system's pieces with its ranking; one piece has rows of one file."""
    source = run.source
    for piece in run.pieces():
        if piece.source != source:
            yield from _rest(lanes, source)
            source = piece.source
        for system, rows in by_system(with_rows(piece.table, piece.number), source):
            lane = lanes.get(system) or new(system)
            for part in lane.take(rows, source):
                yield lane.ranking, part
    yield from _rest(lanes, source)


def _rest(lanes: dict[str, _Lane], source: str) -> Iterator[tuple[Ranking, Piece]]:
    for lane in lanes.values():
        for part in lane.rest(source):
            yield lane.ranking, part


def by_system(table: pa.Table, source: str) -> Iterator[tuple[str, pa.Table]]:
    """Yield systems by first appearance, and their rows in order."""
    column = encodable(table.column("system"))
    if column.null_count:
        at = place(table, pc.index(pc.is_null(column), True).as_py())
        raise ValueError(f"{source}: null system in {at}; every row needs one: drop the row or name it")
    codes, systems = query_codes(column, None, source)
    rows = takeable(table.drop_columns(["system"]))  # of all pieces alike: they are put together
    groups = group_rows(codes, len(systems))
    if not (groups.rows[1:] > groups.rows[:-1]).all():
        rows = rows.take(pa.array(groups.rows))
    for system, begin, end in zip(texts(systems, source), groups.begin, groups.end, strict=True):
        yield system, rows.slice(begin, end - begin)
