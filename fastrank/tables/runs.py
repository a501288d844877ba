"""Runs: what systems retrieved, ranked against judgements without sorting whole runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from fastrank import parallel
from fastrank.tables import parquet_runs, run_pieces, stream_runs, trec_runs
from fastrank.tables.arrow_input import read_table
from fastrank.tables.columns import find_columns
from fastrank.tables.judgements import Judgements
from fastrank.tables.measured_run import MeasuredRun, NewMeasuring, held_ranks
from fastrank.tables.mixed_runs import MixedRun, by_system, rank_mixed
from fastrank.tables.nested import is_list, unnested
from fastrank.tables.origin import with_rows
from fastrank.tables.ranked_pieces import ScatteredRows, rank_pieces
from fastrank.tables.ranked_run import RankedRun
from fastrank.tables.run_pieces import Piece, PiecewiseRun
from fastrank.tables.run_rows import RankingRules
from fastrank.tables.saved_pieces import SavedPieces
from fastrank.tables.sound_buffers import refuse_unsound
from fastrank.tables.whole_runs import rank_whole

_LONG_CHUNK = 1 << 16  # rows


class TableRun(NamedTuple):
    """A run in memory: every piece is a stream of its own."""

    rows: pa.Table
    source: str
    in_memory: bool = True
    sortable: bool = True

    @property
    def n_rows(self) -> int:
        return int(self.rows.num_rows)

    def streams(self) -> list[tuple[int, int]]:
        """The rows of pieces: some for every thread, none so small that it does not pay.

        They end where long chunks of the table do: to copy what crosses a border takes 3 ns a row.
        """
        share = -(-self.n_rows // (parallel.CHUNKS_PER_THREAD * parallel.get_num_threads()))
        most = min(max(share, parallel.INLINE_ELEMENTS), run_pieces.PIECE_ROWS)
        spans, begin, end = [], 0, 0
        for chunk in self.rows.column("doc_id").chunks:
            if end - begin >= min(most, _LONG_CHUNK) or (begin < end and len(chunk) >= most):
                spans.append((begin, end))
                begin = end
            end += len(chunk)
            while end - begin >= most:
                spans.append((begin, begin + most))
                begin += most
        return [*spans, (begin, end)] if begin < end else spans

    def span(self, stream: tuple[int, int]) -> None:
        """Not known to files."""

    def identity(self) -> list[Any]:
        """Rows in memory are evaluated again."""
        return []

    def pieces(self, stream: tuple[int, int]) -> Iterator[Piece]:
        begin, end = stream
        rows = self.rows.slice(begin, end - begin)
        refuse_unsound(rows, self.source)
        yield Piece(rows, begin, self.source, begin)

    def table(self) -> pa.Table:
        refuse_unsound(self.rows, self.source)
        return self.rows


NO_RUN = TableRun(
    pa.table(
        {"query_id": pa.array([], pa.string()), "doc_id": pa.array([], pa.string()), "score": np.zeros(0)}
    ),
    "no run",
)  # of a system that other data sets have runs of: no judged query is answered


def read_runs(
    source: Any, name: str, columns: Mapping[str, str] | None, order: str | None = None
) -> dict[str, PiecewiseRun] | MixedRun:
    """Open one source as runs by system; a `system` column makes several. What is read in pieces is not read yet."""
    if source is NO_RUN:
        return {name: NO_RUN}
    parquet = parquet_runs.open_run(source, columns)
    if parquet is not None:
        return parquet if isinstance(parquet, MixedRun) else {name: parquet}
    text = trec_runs.open_run(source, columns)
    if text is not None:
        return {name: text}
    opened = stream_runs.open_stream(source, name, columns, order)
    if isinstance(opened, MixedRun):
        return opened
    if isinstance(opened, stream_runs.StreamRun):
        return {name: opened}
    table, label = read_table(
        source if opened is None else opened, "run", columns=columns, unchecked=True, label=name
    )
    table = find_columns(table, "run", columns, label)
    if "system" in table.column_names or any(is_list(field.type) for field in table.schema):
        refuse_unsound(table, label)
        table = unnested(table, "run", label)
    if "system" in table.column_names and table.num_rows:
        return in_memory(table, label)
    return {name: TableRun(table, label)}


def in_memory(table: pa.Table, label: str) -> dict[str, PiecewiseRun]:
    """Return the runs of the systems in a table."""
    return {
        system: TableRun(rows, f"{label}, system {system}")
        for system, rows in by_system(with_rows(table), label)
    }


def measure_systems(
    name: str,
    run: PiecewiseRun | MixedRun,
    judgements: Judgements,
    rules: RankingRules,
    measuring: NewMeasuring,
    order: str | None = None,
    progress: parallel.Progress | None = None,
    saved: SavedPieces | None = None,
) -> dict[str, MeasuredRun]:
    """Rank and measure the run called `name`, or each of several systems; see `measure_run`."""
    if not isinstance(run, MixedRun):
        return {name: measure_run(run, judgements, rules, measuring, order, progress, saved)}
    try:
        found = rank_mixed(run, judgements, rules, measuring, progress, saved)
    except ScatteredRows:
        if not _may_be_sorted(run, order):
            raise
        parts = in_memory(run.table(), run.source).items()
        found = {
            system: rank_whole(part.table(), part.source, judgements, rules, measuring)
            for system, part in parts
        }
    return found or {name: measuring().finish(0)}


def measure_run(
    run: PiecewiseRun,
    judgements: Judgements,
    rules: RankingRules,
    measuring: NewMeasuring,
    order: str | None = None,
    progress: parallel.Progress | None = None,
    saved: SavedPieces | None = None,
) -> MeasuredRun:
    """Rank and measure one system's run; `order` is that of its rows, see `fastrank.evaluate`."""
    try:
        return rank_pieces(
            run, judgements, rules, measuring, progress, saved if _keeps(run, judgements) else None
        )
    except ScatteredRows:
        if not _may_be_sorted(run, order):
            raise
    except (ValueError, TypeError):
        if not run.in_memory:  # else: the first row in order tells the error, and where it stood
            raise
    return rank_whole(run.table(), run.source, judgements, rules, measuring)


def _may_be_sorted(run: PiecewiseRun | MixedRun, order: str | None) -> bool:
    """Whether scattered rows may be brought together in memory."""
    return order == "any" or (order is None and run.sortable)


def _keeps(run: PiecewiseRun, judgements: Judgements) -> bool:
    """Whether pieces that are ranked are saved; ranks of documents judged for other queries are not."""
    return not (run.in_memory or judgements.known_depth)


def rank_run(run: PiecewiseRun, judgements: Judgements, rules: RankingRules) -> RankedRun:
    """Rank all of a run at once, for who needs the ranks themselves."""
    return held_ranks(lambda measuring: measure_run(run, judgements, rules, measuring), judgements, rules)
