"""Runs: what systems retrieved, ranked against judgements without sorting whole runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from fastrank import parallel
from fastrank.tables import parquet_runs, run_pieces, stream_runs
from fastrank.tables.arrow_input import read_table
from fastrank.tables.columns import find_columns
from fastrank.tables.groups import group_rows
from fastrank.tables.ids import query_codes, takeable, texts
from fastrank.tables.judgements import Judgements
from fastrank.tables.nested import unnested
from fastrank.tables.origin import with_rows
from fastrank.tables.ranked_run import RankedRun
from fastrank.tables.run_pieces import Piece, PiecewiseRun, ScatteredRows, rank_pieces
from fastrank.tables.run_rows import RankingRules
from fastrank.tables.saved_pieces import SavedPieces
from fastrank.tables.whole_runs import rank_whole


class TableRun(NamedTuple):
    """A run in memory: every piece is a stream of its own."""

    rows: pa.Table
    source: str
    in_memory: bool = True
    sortable: bool = True

    @property
    def n_rows(self) -> int:
        return int(self.rows.num_rows)

    def streams(self) -> range:
        """The first rows of pieces: some for every thread, none so small that it does not pay."""
        share = -(-self.n_rows // (parallel.CHUNKS_PER_THREAD * parallel.get_num_threads()))
        return range(0, self.n_rows, min(max(share, parallel.INLINE_ELEMENTS), run_pieces.PIECE_ROWS))

    def span(self, stream: int) -> None:
        """Not known to files."""

    def identity(self) -> list[Any]:
        """Rows in memory are evaluated again."""
        return []

    def pieces(self, stream: int) -> Iterator[Piece]:
        yield Piece(self.rows.slice(stream, self.streams().step), stream, self.source, stream)

    def table(self) -> pa.Table:
        return self.rows


def read_runs(
    source: Any, name: str, columns: Mapping[str, str] | None, order: str | None = None
) -> dict[str, PiecewiseRun]:
    """Open one source as runs by system; a `system` column makes several. What is read in pieces is not read yet."""
    parquet = parquet_runs.open_run(source, columns)
    if parquet is not None:
        return {name: parquet}
    opened = stream_runs.open_stream(source, name, columns, order)
    if isinstance(opened, stream_runs.StreamRun):
        return {name: opened}
    table, label = read_table(source if opened is None else opened, "run", label=name)
    table = unnested(find_columns(table, "run", columns, label), "run", label)
    return _by_system(table, label) if "system" in table.column_names else {name: TableRun(table, label)}


def _by_system(table: pa.Table, label: str) -> dict[str, PiecewiseRun]:
    codes, systems = query_codes(table.column("system"), None, label)
    names = texts(systems, label)
    table = takeable(with_rows(table.drop_columns(["system"])))
    groups = group_rows(codes, len(names))
    contiguous = len(codes) == 0 or bool((groups.rows[1:] > groups.rows[:-1]).all())
    parts: dict[str, PiecewiseRun] = {}
    for code, system in enumerate(names):
        begin, end = int(groups.begin[code]), int(groups.end[code])
        part = table.slice(begin, end - begin) if contiguous else table.take(pa.array(groups.rows[begin:end]))
        parts[system] = TableRun(part, f"{label}, system {system}")
    return parts


def rank_run(
    run: PiecewiseRun,
    judgements: Judgements,
    rules: RankingRules,
    order: str | None = None,
    progress: parallel.Progress | None = None,
    saved: SavedPieces | None = None,
) -> RankedRun:
    """Rank the judged documents of one system's run; `order` is that of its rows, see `fastrank.evaluate`."""
    try:
        return rank_pieces(run, judgements, rules, progress, None if run.in_memory else saved)
    except ScatteredRows:
        if order == "grouped" or not (run.sortable or order == "any"):
            raise
    except (ValueError, TypeError):
        if not run.in_memory:  # else: the first row in order tells the error, and where it stood
            raise
    return rank_whole(run.table(), run.source, judgements, rules)
