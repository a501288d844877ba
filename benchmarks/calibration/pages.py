"""Writes the tables of ``docs/calibration.md``, between its markers, from the results."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from cells import Cell
from claims import LEAST_COVERAGE, PUBLISHED, checked, pooled
from type_one import TESTS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "calibration.md"
Results = dict[str, list[Cell]]


def write_tables(results: Results) -> None:
    """Replace what stands between ``<!-- name -->`` and ``<!-- end -->`` for every table whose results there are."""
    text = PAGE.read_text(encoding="utf-8")
    for name, (part, table) in TABLES.items():
        if part in results:
            marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
            lines = "\n".join(table(results[part]))
            text = marked.sub(lambda found, lines=lines: f"{found[1]}\n{lines}\n\n{found[2]}", text)
    PAGE.write_text(text, encoding="utf-8")


def published(cells: list[Cell]) -> Iterable[str]:
    """Rates under the null closest to the published simulations, beside theirs."""
    here = _index(cells)
    yield from _head("test", "25: here", "published", "50: here", "published", "100: here", "published")
    for test, theirs in PUBLISHED.items():
        pairs = ((_with_error(here[test, "centred", n]), _short(theirs[n])) for n in (25, 50, 100))
        yield _row(test, *(text for pair in pairs for text in pair))


def rates(cells: list[Cell]) -> Iterable[str]:
    """Rates at all sizes, one row a test and null; the exact ones are marked."""
    here, sizes = _index(cells), sorted({one.n for one in cells})
    exact = {one.cell[:3]: "≤" if one.at_most else "=" for one in checked(cells)}
    yield from _head("null", "test", *map(str, sizes), "data sets")
    for null in dict.fromkeys(one.where for one in cells):
        for test in TESTS:
            found = [here[test, null, n] for n in sizes if (test, null, n) in here]
            if found:
                marks = (_short(one.share) + " " + exact.get(one[:3], "") for one in found)
                yield _row(null, test, *(mark.strip() for mark in marks), _sets(found))


def claims(cells: list[Cell]) -> Iterable[str]:
    """Each test that claims a level, over all cells it claims it for."""
    yield from _head(
        "test", "claim", "over all cells", "off by (errors)", "cells", "of them off by more than 2"
    )
    every = checked(cells)
    for (test, at_most), found in sorted(pooled(cells).items()):
        own = [one for one in every if (one.cell.what, one.at_most) == (test, at_most)]
        beyond = sum(abs(one.errors_off) > 2 for one in own)
        claim, off = ("at most .05", "") if at_most else (".05", f"{found.errors_off:+.1f}")
        yield _row(test, claim, f"{found.share:.4f}".removeprefix("0"), off, str(len(own)), str(beyond))


def coverages(cells: list[Cell]) -> Iterable[str]:
    """Coverage at all sizes, one row an interval and population; too low at 50 queries is bold."""
    here, sizes = _index(cells), sorted({one.n for one in cells})
    yield from _head("interval", "of", *map(str, sizes), "± at 50", "data sets")
    for what, where in sorted({one[:2] for one in cells}):
        found = [here[what, where, n] for n in sizes]
        at_50 = here[what, where, 50]
        texts = (f"**{_short(one.share)}**" if is_low(one) else _short(one.share) for one in found)
        yield _row(what, where, *texts, _short(2 * at_50.error), _sets(found))


def is_low(one: Cell) -> bool:
    """Whether an interval misses what is asked of it at 50 queries."""
    return one.n == 50 and one.share < LEAST_COVERAGE


def family_rates(cells: list[Cell]) -> Iterable[str]:
    """One row a correction, one column a family."""
    wheres = list(dict.fromkeys(one.where for one in cells))
    here = _index(cells)
    yield from _head("correction", *wheres)
    for what in dict.fromkeys(one.what for one in cells):
        yield _row(what, *(_with_error(here[what, where, 50]) for where in wheres))


TABLES: dict[str, tuple[str, Callable[[list[Cell]], Iterable[str]]]] = {
    "published": ("type_one", published),
    "claims": ("type_one", claims),
    "rates": ("type_one", rates),
    "intervals": ("intervals", coverages),
    "rankings": ("rankings", coverages),
    "correlations": ("correlations", coverages),
    "families": ("families", family_rates),
}


def _index(cells: list[Cell]) -> dict[tuple[str, str, int], Cell]:
    return {one[:3]: one for one in cells}


def _head(*names: str) -> Iterable[str]:
    return _row(*names), "|---" * len(names) + "|"


def _row(*texts: str) -> str:
    return f"| {' | '.join(texts)} |"


def _short(share: float) -> str:
    return f"{share:.3f}".removeprefix("0")


def _with_error(one: Cell) -> str:
    return f"{_short(one.share)} ± {_short(2 * one.error)}"


def _sets(cells: list[Cell]) -> str:
    sets = [one.data_sets for one in cells]
    most, least = max(sets), min(sets)
    return f"{most}" if most == least else f"{most} to {least}"
