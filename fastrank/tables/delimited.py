"""Comma- and tab-separated files, read as text: ids keep their leading zeros, numbers are converted by column."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.tables.errors import UNREADABLE, first_line, shown
from fastrank.tables.text_parts import DAMAGED, PACKED

_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_MISSING = pa.array(["", "na", "n/a", "#n/a", "nan", "-nan", "null", "none"], pa.large_string())


def is_delimited(path: Path) -> bool:
    """Whether a path's suffix says csv or tsv, packed or not."""
    return _plain(path).suffix.lower() in _DELIMITERS


def read_delimited(path: Path) -> pa.Table:
    """Return all columns as text."""
    import pyarrow.csv as pc_csv

    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file")
    try:
        with PACKED.get(path.suffix, open)(path, "rb") as file:
            content = file.read()
        names = header(io.BytesIO(content), path)
        if not any(names):
            raise ValueError(f"{path}: the file is empty")
        table = pc_csv.read_csv(
            pa.BufferReader(content),
            parse_options=pc_csv.ParseOptions(delimiter=delimiter(path), newlines_in_values=True),
            convert_options=pc_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string())),
        )
        table.column_names  # noqa: B018 - names that are not UTF-8 raise here
        return table
    except (*UNREADABLE, *DAMAGED) as error:
        raise ValueError(f"{path}: cannot be read: {first_line(error)}") from None


def numbers_of(column: pa.ChunkedArray, what: str, source: str) -> npt.NDArray[np.float64]:
    """Return a column as float64 with NaN where a cell is missing; anything but numbers raises."""
    if str(column.type) in ("string", "large_string", "string_view"):
        column = converted(column, what, source)
    elif pa.types.is_null(column.type):
        return np.full(len(column), np.nan)
    elif not _is_number(column.type):
        raise TypeError(f"{source}: column {what!r} must hold numbers, got {column.type}")
    elif pa.types.is_boolean(column.type):
        column = pc.cast(column, pa.int8())
    missing = column.is_null().to_numpy()
    if not missing.any():
        return _exact(column, what, source)
    values = np.full(len(column), np.nan)
    values[~missing] = _exact(column.drop_null(), what, source)
    return values


def is_numeric(column: pa.ChunkedArray) -> bool:
    """Whether a column's first thousand cells are numbers or missing."""
    if str(column.type) not in ("string", "large_string", "string_view"):
        return _is_number(column.type) or pa.types.is_null(column.type)
    try:
        numbers_of(column.slice(0, 1000), "", "")
    except ValueError:
        return False
    return True


def _plain(path: Path) -> Path:
    return path.with_suffix("") if path.suffix in PACKED else path


def delimiter(path: Path) -> str:
    """Return what separates the cells of a file, by its suffix."""
    return _DELIMITERS[_plain(path).suffix.lower()]


def header(lines: Iterable[bytes], path: Path) -> list[str]:
    """Return the names in a file's first line that is not empty; none where there is no such line.

    What is not UTF-8 is shown as such: Arrow refuses it when it is read.
    """
    import csv

    first = next((line for line in map(_without_end, lines) if line), b"")
    try:
        return next(csv.reader([first.decode(errors="replace")], delimiter=delimiter(path)), [])
    except csv.Error as error:
        raise ValueError(f"{path}: cannot be read: its first line is none of csv: {error}") from None


def _without_end(line: bytes) -> bytes:
    """Return a line, or the first where only carriage returns part them, without byte order mark."""
    return next(iter(line.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").splitlines()), b"")


def _is_number(kind: pa.DataType) -> bool:
    return any(
        test(kind)
        for test in (pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_decimal)
    )


def _exact(column: pa.ChunkedArray, what: str, source: str) -> npt.NDArray[np.float64]:
    values = pc.cast(column, pa.float64()).to_numpy()
    if pa.types.is_integer(column.type) and (np.abs(values) > 2**53).any():
        raise ValueError(f"{source}: column {what!r} holds integers above 2**53, which float64 would change")
    return values


def converted(column: pa.ChunkedArray, what: str, source: str, first_row: int = 0) -> pa.ChunkedArray:
    """Return text as float64, null where a cell is missing; rows in errors count from `first_row` on."""
    text = without_missing(column, what, source, first_row)
    try:
        return pc.cast(text, pa.float64())
    except pa.ArrowInvalid:
        row, cell = next((i, t) for i, t in enumerate(text.to_pylist()) if t is not None and not _reads(t))
        raise _no_number(cell, first_row + row, what, source) from None


def as_text(column: pa.ChunkedArray, what: str, source: str, first_row: int = 0) -> pa.ChunkedArray:
    """Return cells of numbers, text or bytes, as text."""
    try:
        return pc.cast(column, pa.large_string())
    except pa.ArrowInvalid:  # bytes that are not UTF-8
        cells = enumerate(column.to_pylist())
        row, cell = next((row, cell) for row, cell in cells if cell is not None and not _decodes(cell))
        raise _no_number(cell, first_row + row, what, source) from None


def _decodes(cell: bytes) -> bool:
    try:
        cell.decode()
    except UnicodeDecodeError:
        return False
    return True


def _no_number(cell: object, row: int, what: str, source: str) -> ValueError:
    return ValueError(f"{source}: {shown(cell)!r} in row {row}, column {what!r}, is not a number")


def without_missing(column: pa.ChunkedArray, what: str, source: str, first_row: int = 0) -> pa.ChunkedArray:
    """Return text, or bytes, as text, null where a cell is missing."""
    text = pc.utf8_trim_whitespace(as_text(column, what, source, first_row))
    missing = pc.is_in(pc.utf8_lower(text), value_set=_MISSING)
    return pc.if_else(missing, None, text)


def _reads(text: str) -> bool:
    try:
        pc.cast(pa.scalar(text, pa.large_string()), pa.float64())
    except pa.ArrowInvalid:
        return False
    return True
