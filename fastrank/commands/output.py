"""Results on their way out: to the terminal, to a pipe, or to a whole file."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from fastrank.report.sheet import Sheet

_SUFFIXES = {
    ".csv": "csv",
    ".md": "markdown",
    ".tex": "latex",
    ".html": "html",
    ".htm": "html",
    ".parquet": "parquet",
    ".pq": "parquet",
}


def check(arguments: Namespace) -> None:
    """Refuse an output that cannot be written before any work is done."""
    arguments.format = arguments.format or _told_by(arguments.output)
    if arguments.output is not None:
        from fastrank.report.files import check_writable

        check_writable(arguments.output)
    elif arguments.format == "parquet":
        raise ValueError("--format parquet needs a file: -o FILE")


def put(
    arguments: Namespace,
    sheets: Sequence[Sheet],
    table: Callable[[], pa.Table],
    told: Sequence[str] = (),
) -> None:
    """Write a result: `sheets` if it is drawn, `table` if it is data, which says `told` on standard error."""
    from fastrank.report.formats import WRITTEN, content

    if arguments.output is None and arguments.format == "table":
        for i, sheet in enumerate(sheets):
            show(sheet, first=i == 0)
        return
    written = content(sheets, table, arguments.format)
    if arguments.output is None:
        sys.stdout.write(written.decode())
    else:
        from fastrank.report.files import write_whole

        write_whole(arguments.output, written)
    if arguments.format in WRITTEN:
        for line in told:
            print(f"fastrank: {line}", file=sys.stderr)


def show(sheet: Sheet, first: bool = True) -> None:
    """Print a sheet on standard output as the place allows."""
    from fastrank.report.text import draw_plain, is_terminal, print_rich, width_of

    if not first:
        print("\n")
    if is_terminal(sys.stdout):
        print_rich(sheet, sys.stdout)
    else:
        print(draw_plain(sheet, width_of(sys.stdout)))


def _told_by(output: str | None) -> str:
    return _SUFFIXES.get(Path(output).suffix.lower(), "table") if output else "table"
