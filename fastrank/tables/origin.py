"""Where a row of a table stood in its source, so that errors name the row or line that a reader finds there."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ROW, LINE = "@row", "@line"  # columns that travel with tables whose rows are not the source's


def with_rows(table: pa.Table) -> pa.Table:
    """Number the rows before some are dropped, moved or taken apart."""
    if ROW in table.column_names or LINE in table.column_names:
        return table
    return table.append_column(ROW, pa.array(np.arange(table.num_rows)))


def place(table: pa.Table, row: int) -> str:
    """Return ``row 3`` or ``line 5``: where a row of the table stood."""
    word, number = _origin(table, row)
    return f"{word} {number}"


def places(table: pa.Table, first: int, second: int) -> str:
    """Return ``rows 1 and 3``; one place where both stood in it."""
    (word, one), (_, other) = _origin(table, first), _origin(table, second)
    return f"{word} {one}" if one == other else f"{word}s {one} and {other}"


def refuse_null_ids(table: pa.Table, source: str) -> None:
    """Raise ``ValueError`` where a query or document id is null."""
    for name in ("query_id", "doc_id"):
        column = table.column(name)
        if column.null_count:
            at = place(table, pc.index(pc.is_null(column), True).as_py())
            raise ValueError(f"{source}: null {name} in {at}; every row needs one: drop the row or name it")


def _origin(table: pa.Table, row: int) -> tuple[str, int]:
    for column, word in ((LINE, "line"), (ROW, "row")):
        if column in table.column_names:
            return word, table.column(column)[row].as_py()
    return "row", row
