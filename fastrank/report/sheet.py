"""What is drawn: a sheet of cells, in words and marks that every format can write its own way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

DECIMALS = 4  # trec_eval's habit
BEST = "{best}"  # stands in notes for how a format shows the best value
BEST_SIGN = "*"  # where letters cannot be bold


@dataclass(frozen=True)
class Cell:
    """A text, a smaller detail beside or below it, a mark after it, and whether it is the best of its column."""

    text: str
    detail: str = ""
    mark: str = ""
    best: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table to draw: the first `keys` columns name the row, the others hold numbers; notes stand below."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    keys: int = 1
    title: str = ""

    def written_notes(self, best: str) -> list[str]:
        """Return the notes with this format's word for the best value."""
        return [note.replace(BEST, best) for note in self.notes]


def number(value: float, *, signed: bool = False) -> str:
    """Write a value with four decimals; very small or large ones keep four significant digits."""
    if math.isnan(value):
        return "n/a"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value and not 5e-5 <= abs(value) < 1e7:
        return f"{value:{'+' if signed else ''}.3e}"
    return f"{value:{'+' if signed else ''}.{DECIMALS}f}"


def interval(low: float, high: float) -> str:
    """Write both ends of an interval; none where there is no interval."""
    return "" if math.isnan(low) and math.isnan(high) else f"[{number(low)}, {number(high)}]"


def p_value(value: float) -> str:
    """Write a p-value; one that four decimals would show as zero is given as a bound."""
    if math.isnan(value):
        return "n/a"
    return "<0.0001" if value < 1e-4 else f"{value:.{DECIMALS}f}"


def count(n: int, noun: str, plural: str = "") -> str:
    """Write a number of things: ``1 query``, ``12,345 queries``."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def generator_name(description: str) -> str:
    """Return the name in front of how a random generator is keyed, which is what fits a line."""
    return description.split(maxsplit=1)[0]


def best_of(values: Sequence[float], higher_is_better: bool) -> list[bool]:
    """Say which values equal the best as they are printed: what looks equal is marked alike."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return [False] * len(values)
    best = number(max(known) if higher_is_better else min(known))
    return [number(value) == best for value in values]
