"""Anything with rows becomes one pyarrow Table: paths, Arrow streams, datasets, data frames, dicts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from fastrank.tables import trec
from fastrank.tables.delimited_rows import holds_named_columns, read_rows
from fastrank.tables.errors import UNREADABLE, first_line
from fastrank.tables.parquet_pages.footer import read_footer
from fastrank.tables.repeated_texts import repeated_texts
from fastrank.tables.sound_buffers import refuse_unsound

PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".feather", ".ipc", ".arrows")


def read_table(
    source: Any,
    kind: str,
    layout: str | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    unchecked: bool = False,
    label: str = "",
) -> tuple[pa.Table, str]:
    """Return a Table and what to call it in errors.

    Parameters
    ----------
    source
        A path (Parquet, Arrow IPC, csv or TREC text, which may be gzipped), a pyarrow Table, batch, reader or
        dataset, anything with the Arrow C stream (polars, pandas, duckdb), or nested dicts
        ``{query: {document: number}}``.
    kind
        ``"qrels"`` or ``"run"``: decides the columns of TREC text and of dicts.
    layout
        Of TREC text, where it is not that of `kind`: ``"subtopic_qrels"``.
    columns
        Canonical name -> column: in csv files ids are not taken for numbers.
    unchecked
        Leave what is in memory to a later `refuse_unsound`, part by part.
    label
        What errors call a source that is no path, where it is not `kind`.
    """
    if isinstance(source, str | os.PathLike):
        return read_path(Path(source), layout or kind, columns), str(source)
    name = label or kind
    try:
        table = _in_memory(source, kind, name)
        table.validate()
        table.column_names  # noqa: B018 - a name that is not UTF-8 raises only here
    except UNREADABLE as error:
        raise ValueError(f"{name}: malformed Arrow data: {first_line(error)}") from None
    if not unchecked:
        refuse_unsound(table, name)
    return table, name


def _in_memory(source: Any, kind: str, name: str) -> pa.Table:
    if isinstance(source, pa.Table):
        return source
    if isinstance(source, Mapping):
        return from_dicts(source, kind)
    if hasattr(source, "collect_batches") and hasattr(source, "collect"):  # polars LazyFrame
        return pa.table(source.collect())
    if hasattr(source, "__arrow_c_stream__") or hasattr(source, "__arrow_c_array__"):
        return as_table(source)
    if hasattr(source, "to_table"):  # pyarrow.dataset
        return source.to_table()
    raise TypeError(
        f"{name}: cannot read a {type(source).__name__}; pass a path, an Arrow table or data frame "
        "(anything with __arrow_c_stream__), or {query: {document: number}}"
    )


def as_table(source: Any) -> pa.Table:
    """Return the table of anything with the Arrow C interface.

    That interface does not tell the sizes of buffers: what pyarrow itself holds must not go through it, or offsets that
    point behind the end could not be found out.
    """
    if isinstance(source, pa.RecordBatch):
        return pa.Table.from_batches([source])
    if isinstance(source, pa.RecordBatchReader):
        return source.read_all()
    return pa.table(source)


def read_path(path: Path, kind: str, columns: Mapping[str, str] | None = None) -> pa.Table:
    """Read a file by its suffix; anything but Parquet, Arrow IPC, csv and tsv with a header is TREC text."""
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file")
    if path.is_file() and path.stat().st_size == 0:
        raise ValueError(f"{path}: the file is empty")
    try:
        table = _by_suffix(path, kind, columns)
        table.column_names  # noqa: B018 - a name that is not UTF-8 raises only here
        return table
    except UNREADABLE as error:
        raise ValueError(f"{path}: cannot be read: {first_line(error)}") from None


def is_trec(path: Path) -> bool:
    """Whether a file is TREC text: anything but Parquet, Arrow IPC, csv, and tsv with a header."""
    return path.suffix not in PARQUET + ARROW and not holds_named_columns(path)


def _by_suffix(path: Path, kind: str, columns: Mapping[str, str] | None) -> pa.Table:
    if path.is_dir():
        import pyarrow.dataset

        return _sound(pyarrow.dataset.dataset(path).to_table(), path)
    if path.suffix in PARQUET:
        return _read_parquet(path)
    if path.suffix in ARROW:
        return _sound(read_ipc(path), path)
    if holds_named_columns(path):
        return read_rows(path, columns)
    return trec.read_trec(path, kind)


def _sound(table: pa.Table, path: Path) -> pa.Table:
    """What IPC files say of themselves must hold: Arrow itself does not look."""
    refuse_unsound(table, str(path))
    return table


def _read_parquet(path: Path) -> pa.Table:
    """Read one file; query ids stay the dictionary they are stored as (saves 100 of 450 ms on 5M rows).

    `read_table` would import pyarrow.dataset, 0.16 s that a single file does not need.
    """
    from pyarrow.parquet import ParquetFile

    with ParquetFile(path) as file:
        repeated, n_rows = repeated_texts(file.schema_arrow, read_footer(path)), file.metadata.num_rows
    with ParquetFile(path, read_dictionary=repeated) as file:
        table = checked_codes(file.read())
    refuse_lost_rows(table.num_rows, n_rows, str(path), "the file")
    return table


def parquet_head(path: Path) -> tuple[list[str], pa.Schema, Any] | None:
    """Return the columns, schema and metadata of a file; None for what cannot be read."""
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            return file.schema_arrow.names, file.schema_arrow, file.metadata
    except UNREADABLE:
        return None


def refuse_lost_rows(found: int, told: int, source: str, what: str) -> None:
    """Raise where a Parquet file has other rows than its footer says; Arrow takes no notice where that lies."""
    if found != told:
        raise ValueError(
            f"{source}: {what} has {found} rows, but its footer says {told}; the file is damaged: write it again"
        )


def checked_codes(table: pa.Table) -> pa.Table:
    """Return a table of a Parquet file; Arrow does not look whether codes are in a page's dictionary (0.1 ns a row)."""
    import pyarrow.compute as pc

    for name in [field.name for field in table.schema if pa.types.is_dictionary(field.type)]:
        for chunk in table.column(name).chunks:
            if len(chunk) and (pc.max(chunk.indices).as_py() or 0) >= max(1, len(chunk.dictionary)):
                raise pa.ArrowInvalid(f"column {name!r} holds codes that are not in its dictionary")
    return table


def read_ipc(path: Path) -> pa.Table:
    """Read an Arrow IPC file or stream, memory-mapped."""
    with pa.memory_map(str(path)) as file:
        if file.read(6) == b"ARROW1":
            return pa.ipc.open_file(file).read_all()
        file.seek(0)
        return pa.ipc.open_stream(file).read_all()


def from_dicts(nested: Mapping[Any, Any], kind: str) -> pa.Table:
    """Return the long table of ``{query: {document: number}}``, of judgements also with numbers by subtopic."""
    if kind == "qrels" and _is_by_subtopic(nested):
        return _from_dicts_by_subtopic(nested)
    queries: list[Any] = []
    documents: list[Any] = []
    numbers: list[Any] = []
    for query, judged in nested.items():
        if not isinstance(judged, Mapping):
            raise TypeError(
                f"{kind}: expected {{query: {{document: number}}}}, but {query!r} holds a {type(judged).__name__}"
            )
        queries += [query] * len(judged)
        documents += judged
        numbers += judged.values()
    value = "relevance" if kind == "qrels" else "score"
    return pa.table(
        {
            "query_id": _array(queries, kind, "query_id"),
            "doc_id": _array(documents, kind, "doc_id"),
            value: _array(numbers, kind, value),
        }
    )


def _is_by_subtopic(nested: Mapping[Any, Any]) -> bool:
    judged = next((judged for judged in nested.values() if judged), None)
    return isinstance(judged, Mapping) and isinstance(next(iter(judged.values())), Mapping)


def _from_dicts_by_subtopic(nested: Mapping[Any, Any]) -> pa.Table:
    rows = []
    for query, judged in nested.items():
        for document, grades in judged.items():
            if not isinstance(grades, Mapping):
                raise TypeError(f"qrels: expected {{subtopic: grade}} for document {document!r} of {query!r}")
            rows += [(query, document, subtopic, grade) for subtopic, grade in grades.items()]
    names = ("query_id", "doc_id", "subtopic", "relevance")
    columns = (list(column) for column in zip(*rows, strict=True)) if rows else ([] for _ in names)
    return pa.table({n: _array(values, "qrels", n) for n, values in zip(names, columns, strict=True)})


def _array(values: list[Any], kind: str, name: str) -> pa.Array:
    try:
        return (
            pa.array(values) if values else pa.array([], pa.string() if name.endswith("id") else pa.float64())
        )
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise TypeError(f"{kind}: the {name} values are not of one type: {first_line(error)}") from None


def file_identity(path: Path) -> list[Any]:
    """Return what tells whether a file has changed: where it is, its size, and when it was written."""
    state = path.stat()
    return [str(path.resolve()), state.st_size, state.st_mtime_ns]
