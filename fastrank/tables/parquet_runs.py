"""Runs in Parquet files, read a part at a time: threads read different row groups."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from fastrank.tables import run_pieces
from fastrank.tables.arrow_input import PARQUET, read_path, repeated_texts
from fastrank.tables.columns import choose_columns
from fastrank.tables.nested import is_list
from fastrank.tables.origin import LINE, ROW
from fastrank.tables.run_pieces import Piece


class ParquetRun(NamedTuple):
    """A long run of one system in one file; `columns` maps canonical names to the file's."""

    path: Path
    columns: dict[str, str]
    metadata: Any
    repeated: list[str]

    @property
    def source(self) -> str:
        return str(self.path)

    @property
    def n_rows(self) -> int:
        return int(self.metadata.num_rows)

    def streams(self) -> range:
        """Row groups."""
        return range(self.metadata.num_row_groups)

    def pieces(self, stream: int) -> Iterator[Piece]:
        """Yield a row group's rows; `pre_buffer` would hold all its columns."""
        from pyarrow.parquet import ParquetFile

        first_row = sum(self.metadata.row_group(i).num_rows for i in range(stream))
        options: dict[str, Any] = {"metadata": self.metadata, "read_dictionary": self.repeated}
        with ParquetFile(self.path, pre_buffer=False, **options) as file:
            for batch in file.iter_batches(
                run_pieces.PIECE_ROWS, row_groups=[stream], columns=self._names(), use_threads=False
            ):
                yield Piece(self._renamed(pa.Table.from_batches([batch])), first_row)
                first_row += batch.num_rows

    def table(self) -> pa.Table:
        """Read the whole file."""
        return self._renamed(read_path(self.path, "run"))

    def _names(self) -> list[str]:
        return list(dict.fromkeys(self.columns.values()))

    def _renamed(self, table: pa.Table) -> pa.Table:
        return pa.table({name: table.column(column) for name, column in self.columns.items()})


def open_run(source: Any, columns: Mapping[str, str] | None) -> ParquetRun | None:
    """Return the run of a Parquet file; None for all else: nested runs, several systems, what cannot be read."""
    path = Path(source) if isinstance(source, str | os.PathLike) else Path()
    if path.suffix not in PARQUET or not path.is_file():
        return None
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
    return ParquetRun(path, chosen, metadata, repeated_texts(schema))
