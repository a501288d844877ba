"""Runs in Parquet files of which some have one row a query, read in order a part of a row group at a time.

How many documents a row group has only its lists tell, so row groups cannot be read out of turn as those of long files
are; threads share the ranking.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from fastrank.tables import run_pieces
from fastrank.tables.arrow_input import file_identity
from fastrank.tables.errors import UNREADABLE, first_line
from fastrank.tables.nested import unnested
from fastrank.tables.origin import ROW, with_rows
from fastrank.tables.parquet_file_rows import ParquetFileRows, whole
from fastrank.tables.run_pieces import Piece
from fastrank.tables.stream_runs import gathered


class NestedParquetRun:
    """A run in a file with list columns, or in several files, long or not, one after the other."""

    in_memory = False
    n_rows = None

    def __init__(self, source: str, files: Sequence[ParquetFileRows], *, sortable: bool) -> None:
        self.source, self.files, self.sortable = source, files, sortable

    def streams(self) -> range:
        """There is one."""
        return range(1)

    def span(self, stream: int) -> None:
        """What has been ranked is read again, to see that it is the same."""

    def identity(self) -> list[Any]:
        """Path, size and time of every file, and the columns that are read."""
        return [[*file_identity(file.path), file.columns] for file in self.files]

    def pieces(self, stream: int) -> Iterator[Piece]:
        """Yield pieces of equal length, the last of each file excepted."""
        first_row = 0
        for file in self.files:
            try:
                for table in gathered(_long(file), run_pieces.PIECE_ROWS):
                    yield Piece(table, first_row, str(file.path), 0)
                    first_row += table.num_rows
            except UNREADABLE as error:
                raise ValueError(f"{file.path}: cannot be read: {first_line(error)}") from None

    def table(self) -> pa.Table:
        """Read all files."""
        try:
            return whole([table for file in self.files for table in _long(file)], self.source)
        except UNREADABLE as error:
            raise ValueError(f"{self.source}: cannot be read: {first_line(error)}") from None


def _long(file: ParquetFileRows) -> Iterator[pa.Table]:
    """Yield a file's rows, one a document, numbered as they stand in the file; at least one table."""
    row = 0
    for table in itertools.chain([file.empty()], file.all_tables()):
        table.validate(full=True)
        yield unnested(with_rows(table, row), "run", str(file.path)).select([*file.columns, ROW])
        row += table.num_rows
