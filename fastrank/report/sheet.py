"""What is drawn: a sheet of cells, in words and marks that every format can write its own way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fastrank.significance.written import number

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


def best_of(values: Sequence[float], higher_is_better: bool) -> list[bool]:
    """Say which values equal the best as they are printed: what looks equal is marked alike."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return [False] * len(values)
    best = number(max(known) if higher_is_better else min(known))
    return [number(value) == best for value in values]
