"""Runs that come batch by batch: one thread takes the batches, all rank them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from fastrank.tables import run_pieces
from fastrank.tables.arrow_input import as_table
from fastrank.tables.batch_sources import BatchSource, batch_source
from fastrank.tables.columns import choose_columns, renamed
from fastrank.tables.delimited_rows import with_scores
from fastrank.tables.errors import UNREADABLE, first_line
from fastrank.tables.mixed_runs import MixedRun
from fastrank.tables.nested import is_list, unnested
from fastrank.tables.origin import LINE, ROW, with_rows
from fastrank.tables.run_pieces import Piece


class StreamRun:
    """Rows of a source of batches, long or with one row a query."""

    in_memory = False
    n_rows = None

    def __init__(self, source: str, batches: BatchSource, columns: dict[str, str], *, sortable: bool) -> None:
        self.source, self.sortable = source, sortable
        self._batches, self._columns = batches, columns

    def streams(self) -> range:
        """There is one."""
        return range(1)

    def span(self, stream: int) -> None:
        """What has been ranked is read again, to see that it is the same."""

    def identity(self) -> list[Any]:
        """Names of columns; rows are compared as they come."""
        return [self._columns]

    def pieces(self, stream: int) -> Iterator[Piece]:
        """Yield pieces of equal length, whatever the batches have."""
        first_row = 0
        for table in gathered(self._tables(), run_pieces.PIECE_ROWS):
            yield Piece(table, first_row, self.source, first_row)
            first_row += table.num_rows

    def table(self) -> pa.Table:
        """Read the whole source, again if need be."""
        tables = list(self._tables())
        return pa.concat_tables(tables) if tables else self._empty()

    def _empty(self) -> pa.Table:
        kinds = {"score": pa.float64()}
        return pa.table({name: pa.array([], kinds.get(name, pa.string())) for name in self._columns})

    def _tables(self) -> Iterator[pa.Table]:
        """Yield batches as long tables; rows that come from lists are numbered as in the source."""
        row = 0
        for table in checked(self._batches, list(dict.fromkeys(self._columns.values())), self.source):
            chosen = renamed(table, self._columns)
            if self._batches.text:
                chosen = with_scores(chosen, self._columns["score"], row, self.source)
            if any(is_list(field.type) for field in chosen.schema):
                chosen = unnested(with_rows(chosen, row), "run", self.source)
            yield chosen
            row += table.num_rows


def open_stream(
    source: Any, name: str, columns: Mapping[str, str] | None, order: str | None
) -> StreamRun | MixedRun | pa.Table | None:
    """Return the run, or runs, of a source of batches; None for what is none.

    With ``order="any"`` what can be read only once comes as a table of all rows.
    """
    try:
        batches = batch_source(source)
    except UNREADABLE as error:
        raise ValueError(f"{name}: cannot be read: {first_line(error)}") from None
    if batches is None:
        return None
    label = batches.label or name
    chosen = choose_columns(batches.names, "run", columns, label)
    if batches.text and "system" in chosen:
        return None
    once = order == "any" and not batches.again
    if once or {ROW, LINE} & set(batches.names):
        tables = list(checked(batches, batches.names, label))
        if tables:
            return pa.concat_tables(tables)
    run = StreamRun(label, batches, chosen, sortable=bool(batches.label))
    return MixedRun(run) if "system" in chosen else run


def checked(batches: BatchSource, names: list[str], source: str) -> Iterator[pa.Table]:
    """Yield batches as tables; what foreign buffers say of themselves must hold."""
    row = 0
    try:
        for batch in batches.batches(names):
            table = _validated(as_table(batch), row, source)
            yield table
            row += table.num_rows
    except UNREADABLE as error:
        raise ValueError(f"{source}: cannot be read after row {row}: {first_line(error)}") from None


def _validated(table: pa.Table, row: int, source: str) -> pa.Table:
    try:
        table.validate(full=True)
    except pa.ArrowException as error:
        raise ValueError(f"{source}: malformed Arrow data after row {row}: {first_line(error)}") from None
    return table


def gathered(tables: Iterable[pa.Table], size: int) -> Iterator[pa.Table]:
    """Yield tables of `size` rows, the last one excepted, from tables of any length."""
    held: list[pa.Table] = []
    n = 0
    for table in tables:
        while n + table.num_rows >= size:
            yield pa.concat_tables([*held, table.slice(0, size - n)])
            table = table.slice(size - n)
            held, n = [], 0
        if table.num_rows:
            held.append(table)
            n += table.num_rows
    if held:
        yield pa.concat_tables(held)
