"""Columns of a row group, some rows at a time: ids from their pages, the others by pyarrow."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from fastrank.tables.parquet_pages.column import PageColumn
from fastrank.tables.parquet_pages.footer import find_chunk
from fastrank.tables.parquet_pages.not_covered import NotCoveredError

# A damaged number in a page may also ask for too much memory, or for what is not in the file.
_LEFT_TO_PYARROW = (NotCoveredError, pa.ArrowException, OSError, MemoryError)


# What a column is in Arrow -> how its ids are given. Values of other types may not be their bytes.
_GIVEN = {
    name: pa.large_string() if "string" in name else pa.large_binary()
    for name in ("string", "large_string", "string_view", "binary", "large_binary", "binary_view")
}


class RowGroup(NamedTuple):
    """A row group of a file, `columns` as its footer has them; those that are `repeated` are read as dictionaries."""

    path: Path
    metadata: Any
    repeated: list[str]
    group: int
    columns: list[Any]

    def batches(self, n_rows: int, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows of some columns as pyarrow reads them; `pre_buffer` would hold them all."""
        from pyarrow.parquet import ParquetFile

        options: dict[str, Any] = {"metadata": self.metadata, "read_dictionary": self.repeated}
        with ParquetFile(self.path, pre_buffer=False, **options) as file:
            yield from file.iter_batches(n_rows, row_groups=[self.group], columns=columns, use_threads=False)


class IdColumn:
    """Ids of a row group, from their pages as long as those are covered; the others are read by pyarrow."""

    def __init__(
        self, rows: RowGroup, file: FileIO, name: str, kind: pa.DataType, *, repeated: bool = False
    ) -> None:
        self._rows, self._name, self._done = rows, name, 0
        self._pages: PageColumn | None = None
        self._rest: _RestOfColumn | None = None
        given = _GIVEN.get(str(kind.value_type if pa.types.is_dictionary(kind) else kind))
        if given is not None:
            with contextlib.suppress(*_LEFT_TO_PYARROW):
                chunk = find_chunk(rows.columns, rows.metadata.schema, name)
                self._pages = PageColumn(file, chunk, given, repeated=repeated)

    def take(self, n: int) -> pa.Array | pa.ChunkedArray:
        """Return the next `n` ids."""
        if self._pages is not None:
            try:
                ids = self._pages.take(n)
            except _LEFT_TO_PYARROW:
                self._pages = None
            else:
                self._done += n
                return ids
        if self._rest is None:
            self._rest = _RestOfColumn(self._rows.batches(n, [self._name]), self._done)
        return self._rest.take(n)


class _RestOfColumn:
    """What pyarrow reads of one column, from a row on."""

    def __init__(self, batches: Iterator[pa.RecordBatch], first_row: int) -> None:
        self._batches, self._skipped = batches, first_row
        self._held: list[pa.Array] = []

    def take(self, n: int) -> pa.ChunkedArray:
        """Return the next `n` values."""
        while sum(map(len, self._held)) < n:
            values = self._next()
            self._held.append(values.slice(self._skipped))
            self._skipped = max(0, self._skipped - len(values))
        held = pa.chunked_array(self._held)
        self._held = held.slice(n).chunks
        return held.slice(0, n)

    def _next(self) -> pa.Array:
        batch = next(self._batches, None)
        if batch is None:
            raise pa.ArrowInvalid("columns of a row group have different numbers of rows")
        return batch.column(0)
