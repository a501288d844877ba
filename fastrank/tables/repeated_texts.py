"""Which columns of a Parquet file are read as dictionaries: text that repeats from row to row."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from fastrank.tables.columns import ALIASES
from fastrank.tables.parquet_pages.footer import column_encodings, read_footer

_DELTA = {5, 6, 7}  # encodings whose pages Arrow cannot read as a dictionary


def repeated_texts(schema: pa.Schema, path: Path, also: str | None = None) -> list[str]:
    """Return the text columns that hold queries, or are `also` named, whose ids repeat from row to row."""
    texts = [
        name
        for name in schema.names
        if (name in ALIASES["query_id"] or name == also)
        and str(schema.field(name).type) in ("string", "large_string")
    ]
    if not texts:
        return []
    encodings = column_encodings(read_footer(path))
    return [name for name in texts if name in encodings and not encodings[name] & _DELTA]
