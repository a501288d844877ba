"""Which columns of a file are decoded here, and where their chunks are."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from fastrank.tables.parquet_pages.chunk import Chunk
from fastrank.tables.parquet_pages.not_covered import NotCoveredError

# What a column is in Arrow -> how its values are given. Anything else may have values that are not its bytes.
_GIVEN = {
    "string": pa.large_string(),
    "large_string": pa.large_string(),
    "string_view": pa.large_string(),
    "binary": pa.large_binary(),
    "large_binary": pa.large_binary(),
    "binary_view": pa.large_binary(),
}


def given_type(kind: pa.DataType) -> pa.DataType | None:
    """Return the type of ids of a column that pyarrow would read as `kind`; None where it is left to pyarrow."""
    return _GIVEN.get(str(kind.value_type if pa.types.is_dictionary(kind) else kind))


def find_chunk(metadata: Any, group: int, name: str) -> Chunk:
    """Return where a row group has a column of text or bytes that is not part of a list or struct."""
    schema = metadata.schema
    places = [i for i in range(len(schema)) if schema.column(i).path == name]
    if len(places) != 1:
        raise NotCoveredError
    column, chunk = schema.column(places[0]), metadata.row_group(group).column(places[0])
    n_values, flat = chunk.num_values, not column.max_repetition_level and column.max_definition_level < 2
    here = chunk.physical_type == "BYTE_ARRAY" and not chunk.file_path
    if not flat or not here or n_values != metadata.row_group(group).num_rows:
        raise NotCoveredError
    begin = chunk.data_page_offset
    if chunk.has_dictionary_page and 0 < chunk.dictionary_page_offset < begin:
        begin = chunk.dictionary_page_offset
    if begin < 0 or chunk.total_compressed_size < 0:
        raise NotCoveredError
    return Chunk(
        begin, chunk.total_compressed_size, chunk.compression, column.max_definition_level == 1, n_values
    )
