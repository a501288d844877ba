"""Results as comma-separated text, with every digit: what is read back is what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def csv_bytes(table: pa.Table) -> bytes:
    """Return a table as csv; a missing value is an empty cell."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv

    columns = [
        pc.if_else(pc.is_nan(column), None, column) if pa.types.is_floating(column.type) else column
        for column in table.columns
    ]
    sink = pa.BufferOutputStream()
    options = pyarrow.csv.WriteOptions(quoting_style="needed")
    pyarrow.csv.write_csv(pa.table(columns, table.column_names), sink, options)
    return bytes(sink.getvalue())
