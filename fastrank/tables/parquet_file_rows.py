"""A Parquet file of runs, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from fastrank.tables import run_pieces
from fastrank.tables.arrow_input import checked_codes, parquet_head, refuse_lost_rows
from fastrank.tables.columns import choose_columns, renamed
from fastrank.tables.errors import first_line
from fastrank.tables.id_runs import one_table
from fastrank.tables.nested import is_list
from fastrank.tables.origin import LINE, ROW
from fastrank.tables.parquet_columns import IdColumn, RowGroup
from fastrank.tables.parquet_pages.footer import Columns, longest_column, read_footer
from fastrank.tables.repeated_texts import repeated_texts


class ParquetFileRows(NamedTuple):
    """A table of runs in a file; `columns` maps canonical names to the file's, of which `lists` are list columns."""

    path: Path
    columns: dict[str, str]
    metadata: Any
    schema: pa.Schema
    repeated: list[str]
    lists: list[str]
    footer: Sequence[Columns]  # column chunks of row groups; none where it is not understood
    decoded: bool = False  # whether ids are decoded here

    @property
    def names(self) -> list[str]:
        """The columns of the file that are read."""
        return list(dict.fromkeys(self.columns.values()))

    def tables(self, group: int) -> Iterator[pa.Table]:
        """Yield a row group's rows as pyarrow reads them."""
        batches = self._rows(group).batches(self._rows_at_once(group), self.names)
        return self._checked(group, (pa.Table.from_batches([batch]) for batch in batches))

    def decoded_tables(self, group: int) -> Iterator[pa.Table]:
        """Yield the same ids and numbers; ids of text are bytes, and repeated ones may be runs."""
        return self._checked(group, self._decoded(group))

    def _decoded(self, group: int) -> Iterator[pa.Table]:
        rows = self._rows(group)
        numbers = self.columns["score"]
        with open(self.path, "rb", buffering=0) as file:
            ids = {
                name: IdColumn(rows, file, name, self.schema.field(name).type, repeated=repeated)
                for name, repeated in ((self.columns["query_id"], True), (self.columns["doc_id"], False))
            }
            for batch in rows.batches(run_pieces.PIECE_ROWS, [numbers]):
                if batch.num_rows:
                    columns = {name: column.take(batch.num_rows) for name, column in ids.items()}
                    yield pa.table({**columns, numbers: batch.column(0)})

    def _checked(self, group: int, tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
        """Yield tables by canonical names; codes that point nowhere, and rows that are missing, are errors."""
        n_rows = 0
        for table in tables:
            yield renamed(checked_codes(table), self.columns)
            n_rows += table.num_rows
        told = self.metadata.row_group(group).num_rows
        refuse_lost_rows(n_rows, told, str(self.path), f"row group {group}")

    def all_tables(self) -> Iterator[pa.Table]:
        """Yield the rows of all row groups in order."""
        for group in range(self.metadata.num_row_groups):
            yield from self.tables(group)

    def empty(self) -> pa.Table:
        """Return the table without rows."""
        return renamed(self.metadata.schema.to_arrow_schema().empty_table(), self.columns)

    def _rows(self, group: int) -> RowGroup:
        return RowGroup(self.path, self.metadata, self.repeated, group, self._columns(group))

    def _columns(self, group: int) -> Columns:
        return self.footer[group] if group < len(self.footer) else []

    def _rows_at_once(self, group: int) -> int:
        """As many rows as a piece has, or lists of as many documents."""
        if not self.lists:
            return run_pieces.PIECE_ROWS
        longest = longest_column(self._columns(group), self.lists)
        n_rows = self.metadata.row_group(group).num_rows
        return max(1, run_pieces.PIECE_ROWS * n_rows // max(longest, n_rows, 1))


def whole(tables: Sequence[pa.Table], source: str) -> pa.Table:
    """Return the rows of all files."""
    try:
        return one_table(tables)
    except pa.ArrowException as error:
        raise ValueError(f"{source}: files of different types: {first_line(error)}") from None


def open_file(path: Path, columns: Mapping[str, str] | None) -> ParquetFileRows | None:
    """Return a file whose rows can be read a part at a time; None for what cannot be read."""
    head = parquet_head(path)
    if head is None:
        return None
    names, schema, metadata = head
    chosen = choose_columns(names, "run", columns, str(path))
    if {ROW, LINE} & set(names):
        return None
    lists = [name for name in chosen.values() if is_list(schema.field(name).type)]
    footer = read_footer(path)
    repeated = repeated_texts(schema, footer, also=chosen.get("system", chosen["query_id"]))
    return ParquetFileRows(path, chosen, metadata, schema, repeated, lists, footer)
