"""A file's footer: where the column chunks of its row groups are.

pyarrow has this too, but ends the process where a damaged footer's types do not agree: what ``RowGroupMetaData.column``
throws in C++ is caught by nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from fastrank.tables.parquet_pages.chunk import Chunk
from fastrank.tables.parquet_pages.not_covered import NotCoveredError
from fastrank.tables.parquet_pages.thrift import BINARY, I32, I64, LIST, STRUCT, Fields, read_struct

_CODECS = {0: "UNCOMPRESSED", 1: "SNAPPY", 2: "GZIP", 4: "BROTLI", 6: "ZSTD"}
_BYTE_ARRAY = 6  # the physical type
_FILE_PATH, _META_DATA, _CRYPTO = (1, BINARY), (3, STRUCT), (8, STRUCT)  # of a column chunk
_TYPE, _ENCODINGS, _PATH, _CODEC, _N_VALUES, _SIZE, _DATA, _DICTIONARY = (
    (1, I32),
    (2, LIST),
    (3, LIST),
    (4, I32),
    (5, I64),
    (7, I64),
    (9, I64),
    (11, I64),
)

Columns = list[Fields]


def read_footer(path: Path) -> list[Columns]:
    """Return the column chunks of every row group; none where the footer is not understood."""
    try:
        with open(path, "rb") as file:
            size = file.seek(-8, 2)
            tail = file.read()
            file.seek(size - int.from_bytes(tail[:4], "little"))
            footer = file.read()
        fields, _ = read_struct(memoryview(footer), 0)
        groups = [group.get((1, LIST), []) for group in fields.get((4, LIST), [])]
    except (OSError, ValueError, IndexError, AttributeError, NotCoveredError):
        return []
    return groups if tail[4:] == b"PAR1" else []


def column_encodings(groups: Sequence[Columns]) -> dict[str, set[int]]:
    """Return the encodings of every column, by its path, over all row groups."""
    found: dict[str, set[int]] = {}
    for path, about in _described(groups):
        found.setdefault(path, set()).update(about.get(_ENCODINGS, []))
    return found


def longest_column(columns: Columns, names: Sequence[str]) -> int:
    """Return the most values that a column below one of these has in a row group; 0 where none is known."""
    below = tuple(f"{name}." for name in names)
    counts = [about.get(_N_VALUES, 0) for path, about in _described([columns]) if path.startswith(below)]
    return max(counts, default=0)


def _described(groups: Sequence[Columns]) -> Iterator[tuple[str, Fields]]:
    for columns in groups:
        for chunk in columns:
            about = chunk.get(_META_DATA, {}) if isinstance(chunk, dict) else {}
            yield b".".join(map(bytes, about.get(_PATH, []))).decode(errors="replace"), about


def find_chunk(columns: Columns, schema: Any, name: str) -> Chunk:
    """Return where a row group has a column of text or bytes; `schema` is pyarrow's ``ParquetSchema``."""
    places = [i for i in range(len(schema)) if schema.column(i).path == name]
    if len(places) != 1 or len(columns) != len(schema):
        raise NotCoveredError
    level, chunk = schema.column(places[0]), columns[places[0]]
    if level.max_repetition_level or level.max_definition_level > 1:
        raise NotCoveredError  # part of a list or struct
    if not isinstance(chunk, dict) or chunk.get(_FILE_PATH) or chunk.get(_CRYPTO) is not None:
        raise NotCoveredError
    about = chunk.get(_META_DATA, {})
    codec, n_values = _CODECS.get(about.get(_CODEC)), about.get(_N_VALUES, -1)
    begin, size, dictionary = about.get(_DATA, -1), about.get(_SIZE, -1), about.get(_DICTIONARY, 0)
    if about.get(_TYPE) != _BYTE_ARRAY or codec is None or min(begin, size, n_values) < 0:
        raise NotCoveredError
    if 0 < dictionary < begin:
        begin = dictionary
    return Chunk(begin, size, codec, level.max_definition_level == 1, n_values)
