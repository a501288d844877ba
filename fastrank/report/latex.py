r"""Sheets as LaTeX tables (booktabs)."""

from __future__ import annotations

from fastrank.report.sheet import Cell, Sheet

_SPECIAL = {character: f"\\{character}" for character in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": "$<$",
    ">": "$>$",
    "*": "$*$",
    "[": "{[}",  # a row that begins with a bracket would be read as an option of the line before
}


def draw_latex(sheet: Sheet) -> str:
    r"""Return a sheet as a `table` environment; it needs ``\usepackage{booktabs}``.

    Examples
    --------
    >>> from fastrank.report.sheet import Cell, Sheet
    >>> print(draw_latex(Sheet(("system", "AP"), ((Cell("a_b"), Cell("0.5000", best=True)),))))
    % needs \usepackage{booktabs}
    \begin{table}
    \centering
    \begin{tabular}{lr}
    \toprule
    system & AP \\
    \midrule
    a\_b & \textbf{0.5000} \\
    \bottomrule
    \end{tabular}
    \end{table}
    """
    alignment = "l" * sheet.keys + "r" * (len(sheet.headers) - sheet.keys)
    rows = [" & ".join(_cell(cell, i >= sheet.keys) for i, cell in enumerate(row)) for row in sheet.rows]
    told = (sheet.title, *sheet.written_notes("bold"))
    caption = " ".join(escaped(note.rstrip(".") + ".") for note in told if note)
    return "\n".join(
        [
            r"% needs \usepackage{booktabs}",
            r"\begin{table}",
            r"\centering",
            rf"\begin{{tabular}}{{{alignment}}}",
            r"\toprule",
            " & ".join(map(escaped, sheet.headers)) + r" \\",
            r"\midrule",
            *(row + r" \\" for row in rows),
            r"\bottomrule",
            r"\end{tabular}",
            *([rf"\caption{{{caption}}}"] if caption else []),
            r"\end{table}",
        ]
    )


def escaped(text: str) -> str:
    """Return text with LaTeX's special characters written out."""
    return "".join(_SPECIAL.get(character, character) for character in " ".join(text.split()))


def _cell(cell: Cell, is_number: bool) -> str:
    texts = [escaped(part) for part in (cell.text, cell.detail)]
    if is_number:
        texts = [text.replace("-", "$-$") for text in texts]
    if cell.best:
        texts[0] = rf"\textbf{{{texts[0]}}}"
    if cell.detail:
        texts[1] = rf"{{\footnotesize {texts[1]}}}"
    return " ".join(part for part in (*texts, escaped(cell.mark)) if part)
