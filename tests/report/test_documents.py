"""Whole results as LaTeX and HTML, with names that hold every special character: read back, strictly."""

from __future__ import annotations

import html.parser
import re
import shutil
import subprocess

import numpy as np
import pytest

import fastrank as fr
from fastrank.report.battles import battles_sheet
from fastrank.report.comparison import comparison_sheet
from fastrank.report.html import draw_html
from fastrank.report.latex import draw_latex
from fastrank.report.leaderboard import leaderboard_sheet
from fastrank.report.sheet import Sheet

NAMES = ("bm25_k1=0.9%", "a & b <b>#1</b>", '$x^2$ \\cmd{y} ~ "q"', "[first] plain")


def scores() -> fr.Scores:
    values = np.random.default_rng(0).random((4, 40)) + np.array([[0.0], [0.02], [0.3], [0.5]])
    return fr.Scores(values, systems=NAMES, queries=range(40), measure="my_gain&<5%>")


SHEETS = {
    "all pairs": lambda: comparison_sheet(fr.compare(scores(), rng=0)),
    "baseline": lambda: comparison_sheet(fr.compare(scores(), NAMES[1])),
    "leaderboard": lambda: leaderboard_sheet(fr.leaderboard(scores(), rng=0)),
    "battles": lambda: battles_sheet(
        fr.bradley_terry((NAMES, NAMES[1:] + NAMES[:1], [1] * 4), n_resamples=0)
    ),
}


@pytest.fixture(params=SHEETS.values(), ids=SHEETS.keys())
def sheet(request: pytest.FixtureRequest) -> Sheet:
    return request.param()


# --- LaTeX ---------------------------------------------------------------------------------------------------------


def tokens(text: str) -> list[str]:
    """Control words, control symbols and single characters; comments are gone."""
    code = re.sub(r"(?<!\\)%.*", "", text)
    return re.findall(r"\\[A-Za-z]+|\\.|.|\n", code)


def test_latex_is_well_formed(sheet: Sheet) -> None:
    found = tokens(draw_latex(sheet))
    depth, maths = 0, False
    for token in found:
        depth += (token == "{") - (token == "}")
        assert depth >= 0
        maths ^= token == "$"
        assert token not in ("_", "^", "#", "~"), "special characters are escaped"
        assert not maths or token in ("$", "<", ">", "-", "*"), "signs only are set as mathematics"
    assert (depth, maths) == (0, False)


def test_latex_environments_nest(sheet: Sheet) -> None:
    open_ones: list[str] = []
    for word, name in re.findall(r"\\(begin|end)\{(\w+)\}", draw_latex(sheet)):
        if word == "begin":
            open_ones.append(name)
        else:
            assert open_ones.pop() == name
    assert open_ones == []


def test_latex_rows_have_as_many_cells_as_columns(sheet: Sheet) -> None:
    drawn = draw_latex(sheet)
    columns = len(re.search(r"\\begin\{tabular\}\{([lr]+)\}", drawn)[1])
    rows = [line for line in drawn.splitlines() if line.endswith(r"\\")]
    assert len(rows) == 1 + len(sheet.rows)
    assert {len(re.findall(r"(?<!\\)&", row)) + 1 for row in rows} == {columns} == {len(sheet.headers)}
    assert not any(row.startswith("[") for row in rows), "read as an option of the row before"


def test_latex_says_the_names(sheet: Sheet) -> None:
    drawn = draw_latex(sheet)
    assert r"bm25\_k1=0.9\%" in drawn
    assert r"a \& b $<$b$>$\#1$<$/b$>$" in drawn
    assert r"\$x\textasciicircum{}2\$ \textbackslash{}cmd\{y\} \textasciitilde{}" in drawn


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
def test_latex_compiles(sheet: Sheet, tmp_path) -> None:
    body = draw_latex(sheet)
    page = r"\documentclass{article}\usepackage{booktabs}\begin{document}" + f"\n{body}\n" + r"\end{document}"
    (tmp_path / "page.tex").write_text(page)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


# --- HTML ----------------------------------------------------------------------------------------------------------


class Page(html.parser.HTMLParser):
    """Refuses what browsers forgive: tags that do not nest, bare ampersands, unknown entities."""

    VOID = ("meta",)

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert "style" in self.open or not re.search("[<>&]", data)
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        assert name in ("amp", "lt", "gt", "quot")
        self._add(html.unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self._add(html.unescape(f"&#{name};"))

    def _add(self, text: str) -> None:
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += text


def test_html_reads_back_as_the_sheet(sheet: Sheet) -> None:
    page = Page(draw_html(sheet))
    assert page.rows[0] == list(sheet.headers)
    assert len(page.rows) == 1 + len(sheet.rows)
    for row, cells in zip(page.rows[1:], sheet.rows, strict=True):
        texts = [" ".join(part for part in (c.text, c.detail, c.mark) if part) for c in cells]
        assert row == texts
    shown = {row[0] for row in page.rows[1:]} | {row[1] for row in page.rows[1:]}
    assert len(shown & set(NAMES)) >= 3


@pytest.mark.parametrize("make", [
    lambda: fr.compare(scores(), rng=0), lambda: fr.leaderboard(scores(), rng=0), scores, lambda: scores().summary(),
])  # fmt: skip
def test_notebooks_read_back_the_names(make) -> None:
    result = make()
    page = Page(result._repr_html_())
    assert page.rows[0] == result.to_arrow().column_names
    assert {cell for row in page.rows for cell in row} & set(NAMES)
