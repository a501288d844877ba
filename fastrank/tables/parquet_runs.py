"""Runs in Parquet files, read a part at a time: threads read different row groups."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from fastrank.tables.arrow_input import PARQUET, file_identity
from fastrank.tables.errors import UNREADABLE, first_line
from fastrank.tables.mixed_runs import MixedRun
from fastrank.tables.nested_parquet_runs import NestedParquetRun
from fastrank.tables.parquet_file_rows import ParquetFileRows, open_file, whole
from fastrank.tables.run_pieces import Piece

# The decoders of pages save 14 ms of processor time a million rows, and take 15 to be loaded, once a process.
MANY_ROWS = 1 << 20


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
    """A long run in a file, or in several, one after the other."""

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
        for table in _read(file, group, decoded=file.decoded):
            yield Piece(table, first_row, str(file.path), number)
            first_row, number = first_row + table.num_rows, number + table.num_rows

    def table(self) -> pa.Table:
        """Read all files."""
        tables = [table for file, group, *_ in self._groups for table in _read(file, group, decoded=False)]
        return whole(tables or [self.files[0].empty()], self.source)


def _read(file: ParquetFileRows, group: int, *, decoded: bool) -> Iterator[pa.Table]:
    try:
        yield from file.decoded_tables(group) if decoded else file.tables(group)
    except UNREADABLE as error:
        raise ValueError(f"{file.path}: cannot be read: {first_line(error)}") from None


def open_run(
    source: Any, columns: Mapping[str, str] | None
) -> ParquetRun | NestedParquetRun | MixedRun | None:
    """Return the run, or runs, of a Parquet file, or of a folder of such files; None for what cannot be read so."""
    path = Path(source) if isinstance(source, str | os.PathLike) else Path()
    single = path.suffix in PARQUET and path.is_file()
    if not single and (path == Path() or not path.is_dir()):
        return None
    found = [open_file(file, columns) for file in ([path] if single else parquet_files(path))]
    files = [file for file in found if file is not None]
    if not files or len(files) < len(found):
        return None
    several, nested = _have_systems(files), any(file.lists for file in files)
    if not several and not nested and sum(file.metadata.num_rows for file in files) >= MANY_ROWS:
        files = [file._replace(decoded=len(file.footer) > 0) for file in files]
    kind = NestedParquetRun if nested else ParquetRun
    run = kind(str(path), files, sortable=single)
    return MixedRun(run) if several else run


def _have_systems(files: Sequence[ParquetFileRows]) -> bool:
    """Whether files have a column `system`: all of them, or none."""
    having = [file.path for file in files if "system" in file.columns]
    lacking = [file.path for file in files if "system" not in file.columns]
    if having and lacking:
        raise ValueError(
            f"{lacking[0]}: no column for system, which {having[0]} has; give all files of a folder one, or none"
        )
    return bool(having)


def parquet_files(folder: Path) -> list[Path]:
    """Return the files of a folder and those in it, in the order of their names, without what is hidden."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return [f for f in files if not any(part[0] in "._" for part in f.relative_to(folder).parts)]
