"""Where a row of a table stood in its source, so that errors name the row or line that a reader finds there."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.tables.text_parts import line_numbers

ROW, LINE = "@row", "@line"  # columns that travel with tables whose rows are not the source's
BYTE = "@byte"  # where a row's line begins in a text file: lines are counted when an error must name one


class Origin(NamedTuple):
    """Where rows stood in their source, which has rows, or lines, or bytes where lines begin."""

    source: str
    word: str
    numbers: npt.NDArray[np.int64]

    def place(self, row: int) -> str:
        """Return ``row 3`` or ``line 5``."""
        told = self.told()
        return f"{told.word} {told.numbers[row]}"

    def told(self) -> Origin:
        """Return the rows or lines, which for bytes of a file are counted now."""
        if self.word != "byte":
            return self
        return Origin(self.source, "line", line_numbers(self.source, self.numbers))


def with_rows(table: pa.Table, first: int = 0) -> pa.Table:
    """Number the rows, from `first` on, before some are dropped, moved or taken apart."""
    if {ROW, LINE, BYTE} & set(table.column_names):
        return table
    return table.append_column(ROW, pa.array(np.arange(first, first + table.num_rows)))


def with_lines(table: pa.Table, source: str) -> pa.Table:
    """Number the lines of a table's rows, if bytes of a text file say where they begin."""
    if BYTE not in table.column_names:
        return table
    lines = line_numbers(source, table.column(BYTE).to_numpy())
    return table.drop_columns([BYTE]).append_column(LINE, pa.array(lines))


def rows_origin(table: pa.Table, source: str, begin: int, end: int, first: int = 0) -> Origin:
    """Return where some rows of a table stood, whose rows count from `first` on if they are not numbered."""
    for column, word in ((LINE, "line"), (ROW, "row"), (BYTE, "byte")):
        if column in table.column_names:
            return Origin(source, word, np.array(table.column(column).slice(begin, end - begin)))
    return Origin(source, "row", np.arange(first + begin, first + end))


def place(table: pa.Table, row: int) -> str:
    """Return ``row 3`` or ``line 5``: where a row of the table stood."""
    word, number = _origin(table, row)
    return f"{word} {number}"


def both_places(first: Origin, second: Origin) -> str:
    """Return ``rows 1 and 3`` of two origins of one row each; one place where both stood in it."""
    if first.source != second.source:
        return f"{first.place(0)} of {first.source} and {second.place(0)} of {second.source}"
    first, second = first.told(), second.told()
    one, other = first.numbers[0], second.numbers[0]
    return first.place(0) if one == other else f"{first.word}s {one} and {other}"


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
