"""Which format is drawn by what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from fastrank.report.sheet import Sheet

if TYPE_CHECKING:
    import pyarrow as pa

DRAWN = ("table", "markdown", "latex", "html")  # from sheets: rounded, with notes
WRITTEN = ("csv", "parquet")  # from tables: every digit, nothing else
FORMATS = ("table", "csv", "markdown", "latex", "html", "parquet")


def content(sheets: Sequence[Sheet], table: Callable[[], pa.Table], format: str) -> bytes:
    """Return a result as the bytes of a file in one of `FORMATS`."""
    if format == "csv":
        from fastrank.report.csv import csv_bytes

        return csv_bytes(table())
    if format == "parquet":
        from fastrank.report.parquet import parquet_bytes

        return parquet_bytes(table())
    return ("\n\n".join(map(_drawer(format), sheets)) + "\n").encode()


def _drawer(format: str) -> Callable[[Sheet], str]:
    if format == "markdown":
        from fastrank.report.markdown import draw_markdown

        return draw_markdown
    if format == "latex":
        from fastrank.report.latex import draw_latex

        return draw_latex
    if format == "html":
        from fastrank.report.html import draw_html

        return draw_html
    from fastrank.report.text import draw_plain

    return draw_plain
