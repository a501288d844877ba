"""Batches of whatever gives scores: files, readers, datasets and iterators give many, all else is one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from fastrank.states.batch_reading import wide_columns
from fastrank.states.setting import Setting
from fastrank.tables.arrow_input import PARQUET, refuse_lost_rows
from fastrank.tables.batch_sources import BATCH_ROWS, batch_source
from fastrank.tables.errors import UNREADABLE, first_line


class Source(NamedTuple):
    """Batches, and how many queries they have in all, 0 where that is not known."""

    batches: Iterator[Any]
    n_queries: int = 0


def source_of(given: Any, setting: Setting, columns: Mapping[str, str] | None) -> Source:
    """Return the batches of a source; a table whose systems are rows is one, wherever it is."""
    if hasattr(given, "iter_batches"):  # pyarrow.parquet.ParquetFile
        return _parquet_file(given, setting, columns)
    if isinstance(given, pa.Table):
        return _table(given, setting, columns)
    if isinstance(given, str | os.PathLike):
        path = Path(given)
        if path.is_dir():
            import pyarrow.dataset

            return source_of(pyarrow.dataset.dataset(path), setting, columns)
        if path.is_file() and path.suffix in PARQUET:
            return _parquet_path(path, setting, columns)
    elif hasattr(given, "__next__"):
        return Source(iter(given))
    found = batch_source(given)
    if found is None or found.text:  # csv files are read whole
        return Source(iter([given]))
    names = wide_columns(found.names, setting, columns)
    return Source(iter([given] if names is None else found.batches(names)))


def _table(table: pa.Table, setting: Setting, columns: Mapping[str, str] | None) -> Source:
    if wide_columns(table.column_names, setting, columns) is None:
        return Source(iter([table]))
    return Source(iter(table.to_batches(BATCH_ROWS)), table.num_rows)


def _parquet_path(path: Path, setting: Setting, columns: Mapping[str, str] | None) -> Source:
    from pyarrow.parquet import ParquetFile

    with _naming(path):
        given = _parquet_file(ParquetFile(path, pre_buffer=False), setting, columns)
    return given._replace(batches=_whole(given, path))


def _parquet_file(file: Any, setting: Setting, columns: Mapping[str, str] | None) -> Source:
    names = wide_columns(file.schema_arrow.names, setting, columns)
    if names is None:
        return Source(iter([file.read()]), file.metadata.num_rows)
    return Source(file.iter_batches(BATCH_ROWS, columns=names), file.metadata.num_rows)


def _whole(given: Source, path: Path) -> Iterator[Any]:
    """Batches of a file that has as many rows as it says."""
    n_rows = 0
    with _naming(path):
        for batch in given.batches:
            n_rows += batch.num_rows
            yield batch
    refuse_lost_rows(n_rows, given.n_queries, str(path), "the file")


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Name the file in what is raised about its bytes."""
    try:
        yield
    except UNREADABLE as error:
        raise ValueError(f"{path}: cannot be read: {first_line(error)}") from None
