"""Sheets as an HTML page."""

from __future__ import annotations

from html import escape

from fastrank.report.sheet import Cell, Sheet

_STYLE = (
    "body{font-family:sans-serif;margin:2em}table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    "th,td{padding:.2em .8em;text-align:right}thead{border-bottom:1px solid}.key{text-align:left}"
    "small{color:#666}p{max-width:50em;margin:.4em 0}table{margin-bottom:1em}"
)


def draw_html(sheet: Sheet) -> str:
    """Return a sheet as a page of its own, the best values in bold."""
    heading = f"<h1>{escape(sheet.title)}</h1>\n" if sheet.title else ""
    head = "".join(f"<th{_kind(sheet, i)}>{escape(name)}</th>" for i, name in enumerate(sheet.headers))
    body = "\n".join(
        "<tr>" + "".join(f"<td{_kind(sheet, i)}>{_cell(cell)}</td>" for i, cell in enumerate(row)) + "</tr>"
        for row in sheet.rows
    )
    notes = "".join(f"<p>{escape(note)}</p>\n" for note in sheet.written_notes("bold"))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>fastrank</title>'
        f"<style>{_STYLE}</style></head><body>\n{heading}"
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>\n{notes}</body></html>"
    )


def _kind(sheet: Sheet, column: int) -> str:
    return ' class="key"' if column < sheet.keys else ""


def _cell(cell: Cell) -> str:
    text = f"<b>{escape(cell.text)}</b>" if cell.best else escape(cell.text)
    detail = f"<small>{escape(cell.detail)}</small>" if cell.detail else ""
    return " ".join(part for part in (text, detail, escape(cell.mark)) if part)
