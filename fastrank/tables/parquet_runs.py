"""Runs in Parquet files, read a part at a time: threads read different row groups."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from fastrank.tables import run_pieces
from fastrank.tables.arrow_input import PARQUET, file_identity, first_line, repeated_texts
from fastrank.tables.columns import choose_columns, renamed
from fastrank.tables.nested import is_list
from fastrank.tables.origin import LINE, ROW
from fastrank.tables.parquet_columns import IdColumn, RowGroup
from fastrank.tables.parquet_pages.footer import Columns, read_footer
from fastrank.tables.run_pieces import Piece

# The decoders of pages save 14 ms of processor time a million rows, and take 15 to be loaded, once a process.
MANY_ROWS = 1 << 20


class ParquetFileRows(NamedTuple):
    """A long table of one system in a file; `columns` maps canonical names to the file's."""

    path: Path
    columns: dict[str, str]
    metadata: Any
    schema: pa.Schema
    footer: Sequence[Columns] = ()  # column chunks of row groups, where ids are decoded here

    def tables(self, group: int) -> Iterator[pa.Table]:
        """Yield a row group's rows as pyarrow reads them."""
        for batch in self._rows(group).batches(
            run_pieces.PIECE_ROWS, list(dict.fromkeys(self.columns.values()))
        ):
            yield renamed(pa.Table.from_batches([batch]), self.columns)

    def decoded_tables(self, group: int) -> Iterator[pa.Table]:
        """Yield the same ids and numbers; ids of text are bytes, and repeated ones may be runs."""
        rows = self._rows(group)
        numbers = self.columns["score"]
        with open(self.path, "rb", buffering=0) as file:
            ids = {
                name: IdColumn(rows, file, name, self.schema.field(name).type, repeated=repeated)
                for name, repeated in ((self.columns["query_id"], True), (self.columns["doc_id"], False))
            }
            for batch in rows.batches(run_pieces.PIECE_ROWS, [numbers]):
                if batch.num_rows:
                    columns = {name: column.take(batch.num_rows) for name, column in ids.items()}
                    yield renamed(pa.table({**columns, numbers: batch.column(0)}), self.columns)

    def _rows(self, group: int) -> RowGroup:
        columns = self.footer[group] if group < len(self.footer) else []
        return RowGroup(self.path, self.metadata, repeated_texts(self.schema), group, columns)


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
        for table in _read(file, group, decoded=len(file.footer) > 0):
            yield Piece(table, first_row, str(file.path), number)
            first_row, number = first_row + table.num_rows, number + table.num_rows

    def table(self) -> pa.Table:
        """Read all files."""
        return pa.concat_tables(
            [table for file, group, *_ in self._groups for table in _read(file, group, decoded=False)]
            or [
                renamed(self.files[0].metadata.schema.to_arrow_schema().empty_table(), self.files[0].columns)
            ],
        )


def _read(file: ParquetFileRows, group: int, *, decoded: bool) -> Iterator[pa.Table]:
    try:
        yield from file.decoded_tables(group) if decoded else file.tables(group)
    except (OSError, pa.ArrowException) as error:
        raise ValueError(f"{file.path}: cannot be read: {first_line(error)}") from None


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
    if not long or len(long) < len(files):
        return None
    if sum(file.metadata.num_rows for file in long) >= MANY_ROWS:
        long = [file._replace(footer=read_footer(file.path)) for file in long]
    return ParquetRun(str(path), long, sortable=single)


def parquet_files(folder: Path) -> list[Path]:
    """Return the files of a folder and those in it, in the order of their names, without what is hidden."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return [f for f in files if not any(part[0] in "._" for part in f.relative_to(folder).parts)]


def _opened(path: Path, columns: Mapping[str, str] | None) -> ParquetFileRows | None:
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            schema, metadata = file.schema_arrow, file.metadata
    except (pa.ArrowException, OSError):
        return None
    chosen = choose_columns(schema.names, "run", columns, str(path))
    nested = any(is_list(schema.field(name).type) for name in chosen.values())
    if nested or "system" in chosen or {ROW, LINE} & set(schema.names):
        return None
    return ParquetFileRows(path, chosen, metadata, schema)
