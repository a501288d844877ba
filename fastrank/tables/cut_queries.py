"""Queries that borders between pieces cut: their fragments, until all of a query is there.

Borders are known by the number of the row behind them. What ends at a border waits for what begins there, so no
more fragments are held than pieces are read out of turn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastrank.kernels.judged_ranking import RunRows
from fastrank.tables.origin import Origin
from fastrank.tables.run_rows import joined

NOT_JUDGED, NO_ROWS = -1, -2  # a fragment without rows belongs to what stands beside it


@dataclass(frozen=True)
class Fragment:
    """Rows ``[begin, end)`` of a run, of one query, which may go on at an open end."""

    begin: int
    end: int
    code: int
    open_left: bool
    open_right: bool
    rows: tuple[RunRows, ...] = ()
    origins: tuple[Origin, ...] = ()

    def joined_rows(self) -> RunRows:
        """Return the rows of all parts, one after the other."""
        return self.rows[0] if len(self.rows) == 1 else joined(self.rows)

    def origin(self, row: int) -> Origin:
        """Return where one of the joined rows stood."""
        for source, word, numbers in self.origins:
            if row < len(numbers):
                return Origin(source, word, numbers[row : row + 1])
            row -= len(numbers)
        raise IndexError(row)


class CutQueries:
    """Fragments that wait for their neighbours. Threads must take turns."""

    def __init__(self) -> None:
        self._by_begin: dict[int, Fragment] = {}
        self._by_end: dict[int, Fragment] = {}

    def add(self, fragment: Fragment) -> list[Fragment]:
        """Take a fragment in; return the judged queries that it completes."""
        whole = []
        if fragment.open_left and (left := self._by_end.get(fragment.begin)):
            self._take(left)
            if _belong(left, fragment):
                fragment = _together(left, fragment)
            else:
                whole += self._kept(replace(left, open_right=False))
                fragment = replace(fragment, open_left=False)
        if fragment.open_right and (right := self._by_begin.get(fragment.end)):
            self._take(right)
            if _belong(fragment, right):
                fragment = _together(fragment, right)
            else:
                whole += self._kept(replace(right, open_left=False))
                fragment = replace(fragment, open_right=False)
        return whole + self._kept(fragment)

    def rest(self) -> list[Fragment]:
        """Return the judged queries that wait for what did not come: the run is over."""
        left = {id(f): f for f in (*self._by_end.values(), *self._by_begin.values())}
        return [f for f in left.values() if f.code > NOT_JUDGED]

    def _kept(self, fragment: Fragment) -> list[Fragment]:
        """Keep a fragment if an end of it is open; else it is a whole query."""
        if fragment.open_left:
            self._by_begin[fragment.begin] = fragment
        if fragment.open_right:
            self._by_end[fragment.end] = fragment
        done = not (fragment.open_left or fragment.open_right or fragment.code <= NOT_JUDGED)
        return [fragment] if done else []

    def _take(self, fragment: Fragment) -> None:
        self._by_begin.pop(fragment.begin, None)
        self._by_end.pop(fragment.end, None)


def _belong(left: Fragment, right: Fragment) -> bool:
    return left.code == right.code or NO_ROWS in (left.code, right.code)


def _together(left: Fragment, right: Fragment) -> Fragment:
    rows, origins = left.rows + right.rows, left.origins + right.origins
    code = max(left.code, right.code)
    return Fragment(left.begin, right.end, code, left.open_left, right.open_right, rows, origins)
