"""Fitting a sheet into a width: details beside the numbers, else below them, else several panels."""

from __future__ import annotations

from typing import NamedTuple

from fastrank.report.sheet import BEST_SIGN, Cell, Sheet

GAP = 2


class Panel(NamedTuple):
    """Columns of a sheet that stand side by side, and whether details stand below the numbers."""

    columns: tuple[int, ...]
    stacked: bool


def panels(sheet: Sheet, width: int | None, mark_best: bool) -> list[Panel]:
    """Cut a sheet into as few panels as the width allows; each repeats the columns that name the row."""
    everything = tuple(range(len(sheet.headers)))
    if width is None:
        return [Panel(everything, False)]
    for stacked in (False, True):
        widths = column_widths(sheet, stacked, mark_best)
        if sum(widths) + GAP * (len(widths) - 1) <= width:
            return [Panel(everything, stacked)]
    keys, values = everything[: sheet.keys], everything[sheet.keys :]
    room = max(1, width - sum(widths[: sheet.keys]) - GAP * (sheet.keys - 1))
    groups: list[list[int]] = []
    used = room + 1
    for column in values:
        needed = widths[column] + GAP
        if used + needed > room:
            groups, used = [*groups, []], 0
        groups[-1].append(column)
        used += needed
    return [Panel((*keys, *group), True) for group in groups] or [Panel(everything, True)]


def column_widths(sheet: Sheet, stacked: bool, mark_best: bool) -> list[int]:
    """Return how many characters each column needs."""
    columns = list(zip(sheet.headers, *sheet.rows, strict=True))
    signs = has_signs(sheet, mark_best)
    return [
        max(len(header), *(max(map(len, cell_lines(cell, stacked, mark_best, sign))) for cell in cells), 0)
        for (header, *cells), sign in zip(columns, signs, strict=True)
    ]


def has_signs(sheet: Sheet, mark_best: bool) -> list[bool]:
    """Say which columns keep a place for a mark, so that numbers stand below each other."""
    marked = [[bool(cell.mark or (mark_best and cell.best)) for cell in row] for row in sheet.rows]
    return [any(column) for column in zip(*marked, strict=True)] or [False] * len(sheet.headers)


def cell_lines(cell: Cell, stacked: bool, mark_best: bool, sign: bool) -> tuple[str, ...]:
    """Write a cell in one line, or in two with the detail below."""
    own = BEST_SIGN if mark_best and cell.best else cell.mark
    tail = f" {own or ' '}" if sign else ""
    if cell.detail and not stacked:
        return (f"{cell.text} {cell.detail}{tail}",)
    return (cell.text + tail, cell.detail + "  " * sign) if cell.detail else (cell.text + tail,)
