"""Tab-separated text whose first line names the columns, as BEIR has its judgements (``qrels/test.tsv``)."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pyarrow as pa

from fastrank.tables.columns import ALIASES

_IDS = ("query_id", "doc_id", "subtopic", "system")


def is_headed_tsv(path: Path) -> bool:
    """Whether a file is called so and names a column of queries; other tab-separated text is TREC's."""
    return path.name.endswith((".tsv", ".tsv.gz")) and not set(_header(path)).isdisjoint(ALIASES["query_id"])


def read_headed_tsv(path: Path) -> pa.Table:
    """Return all columns; ids are text, as they stand there."""
    import pyarrow.csv

    ids = [name for name in _header(path) if any(name in ALIASES[kind] for kind in _IDS)]
    return pyarrow.csv.read_csv(
        path,
        parse_options=pyarrow.csv.ParseOptions(delimiter="\t", quote_char=False),
        convert_options=pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(ids, pa.large_string())),
    )


def _header(path: Path) -> list[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rb") as file:
            return file.readline(1 << 16).decode("utf-8-sig", "replace").rstrip("\r\n").split("\t")
    except (EOFError, OSError, zlib.error):
        return []  # whoever reads all of it says what is wrong
