"""Query and document ids of a Parquet file, row groups over the threads, a quarter of a million rows at a time."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from fastrank import parallel
from fastrank.tables.parquet_columns import IdColumn, RowGroup
from fastrank.tables.parquet_pages.footer import read_footer
from fastrank.tables.repeated_texts import repeated_texts
from fastrank.tables.run_pieces import PIECE_ROWS

IDS = ["query_id", "doc_id"]


def row_groups(path: Path) -> list[RowGroup]:
    """Return what both ways of reading begin with."""
    with pq.ParquetFile(path) as file:
        metadata, schema, footer = file.metadata, file.schema_arrow, read_footer(path)
    repeated = repeated_texts(schema, footer)
    return [RowGroup(path, metadata, repeated, i, columns) for i, columns in enumerate(footer)]


def by_pyarrow(path: Path) -> int:
    """Read by pyarrow at its best setting for bounded memory; return how many rows there are."""

    def read(group: RowGroup) -> int:
        return sum(batch.num_rows for batch in group.batches(PIECE_ROWS, IDS))

    return sum(parallel.map_tasks(read, row_groups(path)))


def by_pages(path: Path) -> int:
    """Decode pages; return how many rows there are."""
    return sum(parallel.map_tasks(_decoded, row_groups(path)))


def _decoded(group: RowGroup) -> int:
    schema, n_rows = group.metadata.schema.to_arrow_schema(), group.metadata.row_group(group.group).num_rows
    with open(group.path, "rb", buffering=0) as file:
        columns = [
            IdColumn(group, file, name, schema.field(name).type, repeated=name == "query_id") for name in IDS
        ]
        for begin in range(0, n_rows, PIECE_ROWS):
            for column in columns:
                assert len(column.take(min(PIECE_ROWS, n_rows - begin))) > 0
    return n_rows
