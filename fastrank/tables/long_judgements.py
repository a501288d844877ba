"""Judgements in a large Parquet file, read a part at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from fastrank.tables import judged_documents
from fastrank.tables.arrow_input import PARQUET, checked_codes, parquet_head, refuse_lost_rows
from fastrank.tables.columns import choose_columns, renamed
from fastrank.tables.errors import UNREADABLE, first_line
from fastrank.tables.nested import is_list
from fastrank.tables.parquet_pages.footer import read_footer
from fastrank.tables.repeated_texts import repeated_texts


class LongJudgements(NamedTuple):
    """A long table of judgements in a file; `columns` maps canonical names to the file's."""

    source: str
    columns: dict[str, str]
    repeated: list[str]
    n_rows: int

    def tables(self) -> Iterator[pa.Table]:
        """Yield all rows in order; `pre_buffer` would hold all columns of a row group."""
        from pyarrow.parquet import ParquetFile

        names, n_rows = list(dict.fromkeys(self.columns.values())), 0
        try:
            with ParquetFile(self.source, pre_buffer=False, read_dictionary=self.repeated) as file:
                for batch in file.iter_batches(
                    judged_documents.ROWS_AT_ONCE, columns=names, use_threads=False
                ):
                    yield renamed(checked_codes(pa.Table.from_batches([batch])), self.columns)
                    n_rows += batch.num_rows
        except UNREADABLE as error:
            raise ValueError(f"{self.source}: cannot be read: {first_line(error)}") from None
        refuse_lost_rows(n_rows, self.n_rows, self.source, "the file")


def long_judgements(source: Any, columns: Mapping[str, str] | None) -> LongJudgements | None:
    """Return the judgements of a Parquet file that is worth reading in parts; None for all else."""
    path = Path(source) if isinstance(source, str | os.PathLike) else Path()
    if path.suffix not in PARQUET or not path.is_file():
        return None
    head = parquet_head(path)
    if head is None:
        return None
    names, schema, metadata = head
    if metadata.num_rows <= judged_documents.ROWS_AT_ONCE:
        return None
    chosen = choose_columns(names, "qrels", columns, str(path))
    if any(is_list(schema.field(name).type) for name in chosen.values()):
        return None
    chosen.pop("subtopic", None)
    return LongJudgements(str(path), chosen, repeated_texts(schema, read_footer(path)), metadata.num_rows)
