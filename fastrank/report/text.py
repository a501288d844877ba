"""Sheets as text: plain columns anywhere, with bold and colour on a terminal."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from fastrank.report.panels import GAP, Panel, cell_lines, column_widths, has_signs, panels
from fastrank.report.sheet import BEST_SIGN, Cell, Sheet

if TYPE_CHECKING:
    from rich.text import Text

PLAIN_WIDTH = 100  # of pipes and files, which have no width of their own
_NARROWEST_NOTE = 40

Piece = tuple[str, Cell | None]  # padded text, and the cell whose first line it is


def is_terminal(stream: TextIO) -> bool:
    """Whether colours and bold are wanted there: a terminal, and neither NO_COLOR nor a dumb one."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width_of(stream: TextIO) -> int:
    """Return the width to fit: COLUMNS, else the terminal's, else that of plain files."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    return shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns if stream.isatty() else PLAIN_WIDTH


def draw_plain(sheet: Sheet, width: int | None = PLAIN_WIDTH) -> str:
    """Return a sheet as columns of characters; the best values carry a sign.

    Examples
    --------
    >>> from fastrank.report.sheet import Cell, Sheet
    >>> print(draw_plain(Sheet(("system", "AP"), ((Cell("a"), Cell("0.5000", best=True)),), ("{best} is best",))))
    system        AP
    ------  --------
    a       0.5000 *
    <BLANKLINE>
    * is best
    """
    parts = [sheet.title] if sheet.title else []
    for panel in panels(sheet, width, True):
        lines = (_joined(line) for line in _panel_lines(sheet, panel, "-", True))
        parts.append("\n".join(lines))
    if sheet.notes:
        parts.append("\n".join(_wrapped(note, width) for note in sheet.written_notes(BEST_SIGN)))
    return "\n\n".join(parts)


def print_rich(sheet: Sheet, stream: TextIO) -> None:
    """Print a sheet on a terminal, the best values in bold."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=True, width=width_of(stream))
    parts = [Text(sheet.title, "bold")] if sheet.title else []
    for panel in panels(sheet, console.width, False):
        head, *rest = _panel_lines(sheet, panel, _rule(stream), False)
        parts.append(Text("\n").join([Text(_joined(head), "bold"), *map(_styled, rest)]))
    if sheet.notes:
        parts.append(Text("\n".join(_wrapped(note, console.width) for note in sheet.written_notes("bold"))))
    console.print(Text("\n\n").join(parts))


def _panel_lines(sheet: Sheet, panel: Panel, rule: str, mark_best: bool) -> Iterator[list[Piece]]:
    """The header, the rule below it, and the rows, as texts padded to their columns."""
    columns, stacked = panel
    widths, signs = column_widths(sheet, stacked, mark_best), has_signs(sheet, mark_best)

    def padded(text: str, column: int) -> str:
        return text.ljust(widths[column]) if column < sheet.keys else text.rjust(widths[column])

    yield [(padded(sheet.headers[c], c), None) for c in columns]
    yield [(rule * widths[c], None) for c in columns]
    for row in sheet.rows:
        cells = [cell_lines(row[c], stacked, mark_best, signs[c]) for c in columns]
        for level in range(max(map(len, cells))):
            yield [
                (padded(cell[level] if level < len(cell) else "", c), None if level else row[c])
                for cell, c in zip(cells, columns, strict=True)
            ]


def _joined(line: list[Piece]) -> str:
    return (" " * GAP).join(text for text, _ in line).rstrip()


def _styled(line: list[Piece]) -> Text:
    from rich.text import Text

    parts = []
    for text, cell in line:
        part = Text(text, "" if cell else "dim")
        if cell:
            start = text.index(cell.text)
            end = start + len(cell.text)
            part.stylize("bold green" if cell.best else "", start, end)
            part.stylize("dim", end, end + (len(cell.detail) + 1 if cell.detail in text[end:] else 0))
        parts.append(part)
    return Text(" " * GAP).join(parts)


def _rule(stream: TextIO) -> str:
    return "─" if (stream.encoding or "").lower().replace("-", "") == "utf8" else "-"


def _wrapped(note: str, width: int | None) -> str:
    return note if width is None else textwrap.fill(note, max(width, _NARROWEST_NOTE), subsequent_indent="  ")
