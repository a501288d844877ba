"""Ids of a Parquet run, of which its evaluation takes the larger part: decoded from pages, against pyarrow."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import input_files, parquet_ids
from ratio_table.timing import Row, versus


def rows(quick: bool) -> Iterator[Row]:
    """Yield one row; that both give the same ids is tested in tests/tables/test_parquet_pages.py."""
    n_queries, depth = (200, 100) if quick else (5000, 1000)
    path = input_files.parquet_files(n_queries, depth).run
    assert parquet_ids.by_pages(path) == parquet_ids.by_pyarrow(path) == n_queries * depth
    what = f"query and document ids of {n_queries * depth} rows of Parquet, Snappy"
    yield versus(
        what, "pyarrow, row groups over threads", lambda: parquet_ids.by_pages(path),
        lambda: parquet_ids.by_pyarrow(path), 15,
    )  # fmt: skip
