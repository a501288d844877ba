"""Judgements and runs in csv and tsv files: ids are text as it stands, and runs come block by block."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fastrank.arrays.nan import holds_nan
from fastrank.tables import delimited
from fastrank.tables.columns import ALIASES
from fastrank.tables.id_runs import holds_x
from fastrank.tables.text_parts import unpacked

_IDS = ("query_id", "doc_id", "subtopic", "system")
_NUMBERS = ("score", "relevance")


def holds_named_columns(path: Path) -> bool:
    """Whether a path is a csv file, packed or not, or a tsv file that begins with names of columns.

    Other tsv files are TREC text: runs and judgements without a header often have that suffix.
    """
    if not delimited.is_delimited(path):
        return False
    if delimited.delimiter(path) == ",":
        return True
    names = set(_names(path)) if path.is_file() else set()
    return bool(names & set(ALIASES["query_id"]) and names & set(ALIASES["doc_id"]))


def column_names(path: Path) -> list[str]:
    """Return what a file's header says; nothing where all lines are empty."""
    names = _names(path)
    if any("\ufffd" in name for name in names):
        raise ValueError(f"{path}: cannot be read: a name in its header cannot be decoded as UTF-8")
    return names


def _names(path: Path) -> list[str]:
    with unpacked(path) as file:
        return delimited.header(file, path)


def read_rows(path: Path, columns: Mapping[str, str] | None) -> pa.Table:
    """Return a whole file: ids as they are written, an empty one as null, scores and grades as numbers.

    What Arrow takes the rest for is left as it is.
    """
    import pyarrow.csv

    ids, numbers = _named(_IDS, columns), _named(_NUMBERS, columns)
    with unpacked(path) as file:
        table = pyarrow.csv.read_csv(
            file, parse_options=_parsing(path), convert_options=_as_bytes(dict.fromkeys([*ids, *numbers]))
        )
    for i, name in enumerate(table.column_names):
        if name in ids:
            table = table.set_column(i, name, _without_empty(table.column(name)))
        elif name in numbers:
            table = table.set_column(i, name, _numbers(table.column(name), name, str(path)))
    return table


def _named(wanted: Sequence[str], columns: Mapping[str, str] | None) -> set[str]:
    given = {columns[name] for name in wanted if columns is not None and name in columns}
    return given.union(*(ALIASES[name] for name in wanted))


def _numbers(column: pa.ChunkedArray, name: str, source: str) -> pa.ChunkedArray:
    """Return whole numbers, or truth, where all are; Arrow would take 0x1F for 31."""
    text = delimited.as_text(column, name, source)
    if not holds_x(text):
        with contextlib.suppress(pa.ArrowInvalid):
            return pc.cast(text, pa.int64())
        text = delimited.without_missing(text, name, source)
        for kind in (pa.int64(), pa.bool_()):
            with contextlib.suppress(pa.ArrowInvalid):
                return pc.cast(text, kind)
    return delimited.converted(text, name, source)


def blocks(path: Path, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yield some columns of a file as bytes, null where a cell is empty."""
    import pyarrow.csv

    options = _as_bytes(names)
    options.include_columns = list(names)
    with unpacked(path) as file:
        for batch in pyarrow.csv.open_csv(file, parse_options=_parsing(path), convert_options=options):
            yield pa.RecordBatch.from_arrays(
                [_without_empty(column) for column in batch.columns], list(names)
            )


def with_scores(table: pa.Table, column: str, first_row: int, source: str) -> pa.Table:
    """Return a table with its scores as numbers; `column` and `first_row` are for errors."""
    text = delimited.as_text(table.column("score"), column, source, first_row)
    try:
        numbers = pc.cast(text, pa.float64())
    except pa.ArrowInvalid:
        numbers = None
    if numbers is None or any(holds_nan(chunk.drop_null().to_numpy()) for chunk in numbers.chunks):
        numbers = delimited.converted(text, column, source, first_row)
    return table.set_column(table.column_names.index("score"), "score", numbers)


def _parsing(path: Path) -> Any:
    import pyarrow.csv

    return pyarrow.csv.ParseOptions(delimiter=delimited.delimiter(path))


def _as_bytes(names: Any) -> Any:
    import pyarrow.csv

    return pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_binary()))


def _without_empty(column: Any) -> Any:
    """An empty cell is none: Arrow takes it for the empty text."""
    empty = pc.equal(pc.binary_length(column), 0)
    return pc.if_else(empty, None, column) if pc.any(empty).as_py() else column
