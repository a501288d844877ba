"""A run in pieces: rows that follow each other, so that memory stays that of a few pieces, however long the run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import pyarrow as pa

# A run of 5M rows on two threads took 219, 202, 191, 181, 185 and 197 ms in pieces of 2^15 to 2^20 rows. After
# another program's work the first five took 277, 261, 263, 250 and 331 ms, of which the middle three are one within
# the noise (rounds from 190 to 420 ms).
PIECE_ROWS = 1 << 18

MANY_ROWS = 1 << 62  # where it is not known how many


class Piece(NamedTuple):
    """Rows of a run that follow each other, which is the first, what errors call their source, and its number there.

    Rows of text are numbered by the bytes where lines begin: a piece's first is where its lines begin, and the next
    piece's is told, because it is not known from how many rows there are.
    """

    table: pa.Table
    first_row: int
    source: str
    number: int
    next_first_row: int | None = None

    @property
    def end(self) -> int:
        """The first row of the next piece."""
        return self.first_row + self.table.num_rows if self.next_first_row is None else self.next_first_row


class PiecewiseRun(Protocol):
    """A run that can be read in pieces; threads read different streams at once."""

    @property
    def source(self) -> str:
        """What errors call it."""

    @property
    def n_rows(self) -> int | None:
        """How many rows it has in all, where that is known."""

    @property
    def in_memory(self) -> bool:
        """Whether all its rows are in memory: then they tell the errors."""

    @property
    def sortable(self) -> bool:
        """Whether scattered rows may be brought together in memory where `order` does not say."""

    def streams(self) -> Sequence[Any]:
        """Return the parts that can be read at once, in order."""

    def span(self, stream: Any) -> tuple[int, int] | None:
        """Return the rows of a part, where files say so; they are not read if all of them have been ranked."""

    def pieces(self, stream: Any) -> Iterable[Piece]:
        """Yield a part's rows in order."""

    def table(self) -> pa.Table:
        """Return all rows."""

    def identity(self) -> list[Any]:
        """Return what tells, before rows are read, whether this is the run of an earlier evaluation."""
