"""Comma- and tab-separated files, read as text: ids keep their leading zeros, numbers are converted by column."""

from __future__ import annotations

import gzip
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.tables.errors import UNREADABLE, first_line

_PACKED: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".xz": lzma.open}
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
        with _PACKED.get(path.suffix, open)(path, "rb") as file:
            content = file.read()
        names = _header(content, path)
        table = pc_csv.read_csv(
            pa.BufferReader(content),
            parse_options=pc_csv.ParseOptions(delimiter=_delimiter(path), newlines_in_values=True),
            convert_options=pc_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string())),
        )
        table.column_names  # noqa: B018 - names that are not UTF-8 raise here
        return table
    except (*UNREADABLE, EOFError, lzma.LZMAError, zlib.error) as error:
        raise ValueError(f"{path}: cannot be read: {first_line(error)}") from None


def numbers_of(column: pa.ChunkedArray, what: str, source: str) -> npt.NDArray[np.float64]:
    """Return a column as float64 with NaN where a cell is missing; anything but numbers raises."""
    if str(column.type) in ("string", "large_string", "string_view"):
        column = _converted(column, what, source)
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
    return path.with_suffix("") if path.suffix in _PACKED else path


def _delimiter(path: Path) -> str:
    return _DELIMITERS[_plain(path).suffix.lower()]


def _header(content: bytes, path: Path) -> list[str]:
    import csv

    text = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not text.strip():
        raise ValueError(f"{path}: the file is empty")
    line = text.splitlines()[0].decode(errors="replace")
    return next(csv.reader([line], delimiter=_delimiter(path)))


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


def _converted(column: pa.ChunkedArray, what: str, source: str) -> pa.ChunkedArray:
    text = pc.utf8_trim_whitespace(pc.cast(column, pa.large_string()))
    missing = pc.is_in(pc.utf8_lower(text), value_set=_MISSING)
    text = pc.if_else(missing, None, text)
    try:
        return pc.cast(text, pa.float64())
    except pa.ArrowInvalid:
        row, cell = next((i, t) for i, t in enumerate(text.to_pylist()) if t is not None and not _reads(t))
        raise ValueError(f"{source}: {cell!r} in row {row}, column {what!r}, is not a number") from None


def _reads(text: str) -> bool:
    try:
        pc.cast(pa.scalar(text, pa.large_string()), pa.float64())
    except pa.ArrowInvalid:
        return False
    return True
