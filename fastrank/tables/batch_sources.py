"""What gives its rows batch by batch: readers, datasets, lazy frames, relations, Arrow IPC and csv files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from fastrank.tables.arrow_input import ARROW
from fastrank.tables.delimited_rows import blocks, column_names, holds_named_columns
from fastrank.tables.errors import UNREADABLE, first_line

BATCH_ROWS = 1 << 16  # asked of those who let us choose

Batches = Iterable[Any]  # record batches, or polars frames


class BatchSource(NamedTuple):
    """Column names, and how to get some of the columns.

    Some sources give their rows only once, others `again`; `label` is what errors call a source that has a name;
    scores are numbers, or `text` that spells them.
    """

    names: list[str]
    batches: Callable[[Sequence[str]], Batches]
    again: bool = True
    label: str = ""
    text: bool = False


def batch_source(source: Any) -> BatchSource | None:
    """Return how to read a source batch by batch; None for what is in memory, and for other files."""
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        if not (path.is_file() and path.stat().st_size):
            return None
        return _ipc(path) if path.suffix in ARROW else _delimited(path)
    if isinstance(source, pa.Table | pa.RecordBatch):
        return None
    if hasattr(source, "collect_batches"):  # polars LazyFrame
        return BatchSource(source.collect_schema().names(), lambda names: _lazy_frame(source, names))
    if hasattr(source, "to_batches") and hasattr(source, "get_fragments"):  # pyarrow.dataset.Dataset
        return BatchSource(source.schema.names, lambda names: _dataset(source, names))
    if hasattr(source, "to_arrow_reader"):  # duckdb relation
        return BatchSource(
            list(source.columns), lambda names: _projected(source.to_arrow_reader(BATCH_ROWS), names)
        )
    if hasattr(source, "to_reader") and hasattr(source, "projected_schema"):  # pyarrow.dataset.Scanner
        return _reader(source.to_reader())
    if hasattr(source, "__arrow_c_stream__") and not hasattr(source, "__len__"):
        own = isinstance(source, pa.RecordBatchReader)  # see `as_table`
        return _reader(source if own else pa.RecordBatchReader.from_stream(source))
    return None


def _reader(reader: pa.RecordBatchReader) -> BatchSource:
    return BatchSource(reader.schema.names, lambda names: _projected(reader, names), again=False)


def _projected(reader: Iterable[pa.RecordBatch], names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    return (batch.select(names) for batch in reader)


def _lazy_frame(frame: Any, names: Sequence[str]) -> Batches:
    return frame.select(names).collect_batches(chunk_size=BATCH_ROWS, maintain_order=True)


def _dataset(dataset: Any, names: Sequence[str]) -> Batches:
    """Arrow's own threads decode; it reads one file, and few batches, ahead."""
    return dataset.to_batches(
        columns=list(names), batch_size=BATCH_ROWS, batch_readahead=4, fragment_readahead=1
    )


def _delimited(path: Path) -> BatchSource | None:
    if not holds_named_columns(path):
        return None
    return BatchSource(column_names(path), lambda names: blocks(path, names), label=str(path), text=True)


def _ipc(path: Path) -> BatchSource | None:
    """An Arrow IPC file or stream, memory-mapped."""
    try:
        with pa.memory_map(str(path)) as file:
            whole = file.read(6) == b"ARROW1"
            file.seek(0)
            names = (pa.ipc.open_file if whole else pa.ipc.open_stream)(file).schema.names
    except UNREADABLE as error:
        raise ValueError(f"{path}: cannot be read: {first_line(error)}") from None
    return BatchSource(names, lambda chosen: _projected(_ipc_batches(path, whole), chosen), label=str(path))


def _ipc_batches(path: Path, whole: bool) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(str(path)) as file:
        if not whole:
            yield from pa.ipc.open_stream(file)
            return
        opened = pa.ipc.open_file(file)
        for i in range(opened.num_record_batches):
            yield opened.get_batch(i)
