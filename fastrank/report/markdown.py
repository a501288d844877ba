"""Sheets as Markdown (GitHub's tables)."""

from __future__ import annotations

import re

from fastrank.report.sheet import Cell, Sheet

_SPECIAL = re.compile(r"([\\`*_~|<>\[\]])")


def draw_markdown(sheet: Sheet) -> str:
    """Return a sheet as a Markdown table, the best values in bold.

    Examples
    --------
    >>> from fastrank.report.sheet import Cell, Sheet
    >>> print(draw_markdown(Sheet(("system", "AP"), ((Cell("a|b"), Cell("0.5000", best=True)),))))
    | system | AP |
    | :--- | ---: |
    | a\\|b | **0.5000** |
    """
    rule = [":---" if column < sheet.keys else "---:" for column in range(len(sheet.headers))]
    rows = [[escaped(header) for header in sheet.headers], rule]
    rows += [[_cell(cell) for cell in row] for row in sheet.rows]
    parts = [f"**{escaped(sheet.title)}**"] if sheet.title else []
    parts.append("\n".join(f"| {' | '.join(row)} |" for row in rows))
    return "\n\n".join([*parts, *map(escaped, sheet.written_notes("bold"))])


def escaped(text: str) -> str:
    """Return text with what Markdown would read as marks written out."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _cell(cell: Cell) -> str:
    text = f"**{escaped(cell.text)}**" if cell.best else escaped(cell.text)
    return " ".join(part for part in (text, escaped(cell.detail), escaped(cell.mark)) if part)
