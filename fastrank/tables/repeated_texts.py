"""Which columns of a Parquet file are read as dictionaries: text that repeats from row to row."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from fastrank.tables.columns import ALIASES
from fastrank.tables.parquet_pages.footer import Columns, column_encodings

_DELTA = {5, 6, 7}  # encodings whose pages Arrow cannot read as a dictionary


def repeated_texts(schema: pa.Schema, footer: Sequence[Columns], also: str | None = None) -> list[str]:
    """Return the text columns that hold queries, or are `also` named, whose ids repeat from row to row."""
    encodings = column_encodings(footer)
    return [
        name
        for name in schema.names
        if (name in ALIASES["query_id"] or name == also)
        and str(schema.field(name).type) in ("string", "large_string")
        and name in encodings
        and not encodings[name] & _DELTA
    ]
