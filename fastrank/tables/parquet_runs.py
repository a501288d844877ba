"""Runs in Parquet files, read a part at a time: threads read different row groups."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from fastrank.tables import run_pieces
from fastrank.tables.arrow_input import PARQUET, checked_codes, file_identity, repeated_texts
from fastrank.tables.columns import choose_columns, renamed
from fastrank.tables.errors import UNREADABLE, first_line
from fastrank.tables.nested import is_list
from fastrank.tables.origin import LINE, ROW
from fastrank.tables.run_pieces import Piece


class ParquetFileRows(NamedTuple):
    """A long table of one system in a file; `columns` maps canonical names to the file's."""

    path: Path
    columns: dict[str, str]
    metadata: Any
    repeated: list[str]

    def tables(self, group: int) -> Iterator[pa.Table]:
        """Yield a row group's rows; `pre_buffer` would hold all its columns."""
        from pyarrow.parquet import ParquetFile

        names = list(dict.fromkeys(self.columns.values()))
        options: dict[str, Any] = {"metadata": self.metadata, "read_dictionary": self.repeated}
        with ParquetFile(self.path, pre_buffer=False, **options) as file:
            for batch in file.iter_batches(
                run_pieces.PIECE_ROWS, row_groups=[group], columns=names, use_threads=False
            ):
                table = checked_codes(pa.Table.from_batches([batch]))
                yield renamed(table, self.columns)


class _Group(NamedTuple):
    """A row group of a file, the number of its first row there, and how many it has."""

    file: ParquetFileRows
    group: int
    number: int
    n_rows: int


def _groups(file: ParquetFileRows) -> list[_Group]:
    n_rows = [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]
    numbers = itertools.accumulate(n_rows, initial=0)
    return [_Group(file, i, number, n) for i, (n, number) in enumerate(zip(n_rows, numbers, strict=False))]


class ParquetRun:
    """A long run of one system in a file, or in several, one after the other."""

    in_memory = False

    def __init__(self, source: str, files: Sequence[ParquetFileRows], *, sortable: bool) -> None:
        self.source, self.files, self.sortable = source, files, sortable
        self._groups = [group for file in files for group in _groups(file)]
        *self._first_rows, self.n_rows = itertools.accumulate(
            (group.n_rows for group in self._groups), initial=0
        )

    def streams(self) -> range:
        """Row groups of all files."""
        return range(len(self._groups))

    def span(self, stream: int) -> tuple[int, int]:
        """Rows of a row group."""
        return self._first_rows[stream], self._first_rows[stream] + self._groups[stream].n_rows

    def identity(self) -> list[Any]:
        """Path, size and time of every file, and the columns that are read."""
        return [[*file_identity(file.path), file.columns] for file in self.files]

    def pieces(self, stream: int) -> Iterator[Piece]:
        """Yield a row group's rows."""
        file, group, number, _ = self._groups[stream]
        first_row = self._first_rows[stream]
        try:
            for table in file.tables(group):
                yield Piece(table, first_row, str(file.path), number)
                first_row, number = first_row + table.num_rows, number + table.num_rows
        except UNREADABLE as error:
            raise ValueError(f"{file.path}: cannot be read: {first_line(error)}") from None
        first, end = self.span(stream)
        if first_row != end:  # Arrow takes no notice where the footer lies about a column
            raise ValueError(
                f"{file.path}: row group {group} has {first_row - first} rows, but the file says {end - first}; "
                "the file is damaged: write it again"
            )

    def table(self) -> pa.Table:
        """Read all files."""
        return pa.concat_tables(
            [piece.table for group in self.streams() for piece in self.pieces(group)]
            or [
                renamed(self.files[0].metadata.schema.to_arrow_schema().empty_table(), self.files[0].columns)
            ],
        )


def open_run(source: Any, columns: Mapping[str, str] | None) -> ParquetRun | None:
    """Return the run of a Parquet file, or of a folder of such files.

    None for all else: nested runs, several systems, what cannot be read.
    """
    path = Path(source) if isinstance(source, str | os.PathLike) else Path()
    single = path.suffix in PARQUET and path.is_file()
    if not single and (path == Path() or not path.is_dir()):
        return None
    files = [_opened(file, columns) for file in ([path] if single else parquet_files(path))]
    long = [file for file in files if file is not None]
    return ParquetRun(str(path), long, sortable=single) if long and len(long) == len(files) else None


def parquet_files(folder: Path) -> list[Path]:
    """Return the files of a folder and those in it, in the order of their names, without what is hidden."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return [f for f in files if not any(part[0] in "._" for part in f.relative_to(folder).parts)]


def _opened(path: Path, columns: Mapping[str, str] | None) -> ParquetFileRows | None:
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            schema, metadata = file.schema_arrow, file.metadata
            names = schema.names
    except UNREADABLE:
        return None
    chosen = choose_columns(names, "run", columns, str(path))
    nested = any(is_list(schema.field(name).type) for name in chosen.values())
    if nested or "system" in chosen or {ROW, LINE} & set(names):
        return None
    return ParquetFileRows(path, chosen, metadata, repeated_texts(schema, metadata))
