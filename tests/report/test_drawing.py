"""Sheets in every format: escaping, marks, widths."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pytest

from fastrank.report.csv import csv_bytes
from fastrank.report.html import draw_html
from fastrank.report.latex import draw_latex
from fastrank.report.markdown import draw_markdown
from fastrank.report.sheet import BEST, Cell, Sheet, best_of
from fastrank.report.text import draw_plain, print_rich
from fastrank.significance.written import number, p_value

SHEET = Sheet(
    ("system", "AP"),
    (
        (Cell("a|b_c & 50% <x>"), Cell("0.5000", "[0.4000, 0.6000]", "=", best=False)),
        (Cell("plain"), Cell("-0.2500", "[-0.4000, -0.1000]", best=True)),
    ),
    (f"{BEST}: the best",),
    title="A_1",
)


def test_markdown_escapes_pipes_and_marks() -> None:
    drawn = draw_markdown(SHEET)
    assert r"| a\|b\_c & 50% \<x\> | 0.5000 \[0.4000, 0.6000\] = |" in drawn
    assert r"| plain | **-0.2500** \[-0.4000, -0.1000\] |" in drawn
    assert "bold: the best" in drawn


def test_latex_escapes_its_special_characters() -> None:
    drawn = draw_latex(SHEET)
    assert r"a|b\_c \& 50\% $<$x$>$ & 0.5000 {\footnotesize {[}0.4000, 0.6000]} = \\" in drawn
    assert r"plain & \textbf{$-$0.2500} {\footnotesize {[}$-$0.4000, $-$0.1000]} \\" in drawn
    assert drawn.count("{") == drawn.count("}")
    assert r"\caption{A\_1. bold: the best.}" in drawn


@pytest.mark.parametrize("character", list("\\{}$&#^_%~"))
def test_latex_leaves_no_special_character_alone(character: str) -> None:
    drawn = draw_latex(Sheet(("system",), ((Cell(f"a{character}b"),),)))
    assert f"a{character}b" not in drawn


def test_html_escapes() -> None:
    drawn = draw_html(SHEET)
    assert "a|b_c &amp; 50% &lt;x&gt;" in drawn
    assert "<b>-0.2500</b>" in drawn


def test_csv_keeps_every_digit_and_quotes() -> None:
    table = pa.table(
        {"system": ['a "b", c', "d"], "value": [0.1 + 0.2, float("nan")], "n": pa.array([2**53 + 1, None])}
    )
    rows = list(csv.reader(io.StringIO(csv_bytes(table).decode())))
    assert rows[1] == ['a "b", c', "0.30000000000000004", "9007199254740993"]
    assert rows[2] == ["d", "", ""]


def test_details_stand_beside_below_or_in_another_panel() -> None:
    cells = tuple(Cell("0.5000", "[0.4000, 0.6000]") for _ in range(4))
    sheet = Sheet(("system", *"abcd"), ((Cell("s"), *cells),))
    assert "0.5000 [0.4000, 0.6000]" in draw_plain(sheet, 120)
    stacked = draw_plain(sheet, 80)
    assert "0.5000 [" not in stacked
    assert stacked.count("system") == 1
    assert draw_plain(sheet, 50).count("system") == 2


@pytest.mark.parametrize("width", [1, 40, 80, 100, None])
def test_no_width_cuts_a_name_or_number(width: int | None) -> None:
    name = "a-name-that-is-long-" * 5
    drawn = draw_plain(Sheet(("system", "AP"), ((Cell(name), Cell("0.1234")),)), width)
    assert name in drawn
    assert "0.1234" in drawn


def test_an_empty_sheet_has_its_header() -> None:
    assert draw_plain(Sheet(("system", "AP"), ())).splitlines()[0] == "system  AP"


def test_numbers_keep_four_decimals_or_four_digits() -> None:
    assert [number(v) for v in (0.0, 0.12345, 1.0, 1234.5, -0.5)] == [
        "0.0000",
        "0.1235",
        "1.0000",
        "1234.5000",
        "-0.5000",
    ]
    assert [number(v) for v in (1.5e-7, 2e9, float("nan"), float("-inf"))] == [
        "1.500e-07",
        "2.000e+09",
        "n/a",
        "-inf",
    ]
    assert [p_value(v) for v in (1.0, 0.00012, 0.00001, float("nan"))] == [
        "1.0000",
        "0.0001",
        "<0.0001",
        "n/a",
    ]


def test_values_that_print_alike_are_marked_alike() -> None:
    assert best_of([0.50001, 0.50002, 0.4, float("nan")], True) == [True, True, False, False]
    assert best_of([0.5, 0.4], False) == [False, True]
    assert best_of([float("nan")], True) == [False]


def test_a_terminal_gets_bold_in_place_of_the_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    print_rich(SHEET, stream)
    assert "\x1b[1;32m-0.2500\x1b[0m" in stream.getvalue()
    assert "bold: the best" in stream.getvalue()
