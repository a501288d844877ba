"""Runs of codes, as `unpack_runs` writes them, and parts of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.code_runs import unpack_runs
from fastrank.tables.parquet_pages.memory import empty
from fastrank.tables.parquet_pages.not_covered import NotCoveredError

Bytes = npt.NDArray[np.uint8]


class CodeRuns(NamedTuple):
    """Rows up to ``ends[0]`` have the code ``codes[0]``, those after them up to ``ends[1]`` the next, and so on."""

    ends: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int32]

    def rows(self, begin: int, end: int) -> CodeRuns:
        """Return the runs of some rows, which count from `begin` on."""
        if begin == 0 and end == self.ends[-1]:
            return self
        first = self.ends.searchsorted(begin, side="right")
        last = self.ends.searchsorted(end, side="left")
        return CodeRuns(np.minimum(self.ends[first : last + 1], end) - begin, self.codes[first : last + 1])

    def lengths(self) -> npt.NDArray[np.int64]:
        """Return how many rows each run has."""
        lengths = self.ends.copy()
        lengths[1:] -= self.ends[:-1]
        return lengths


def room(n_values: int) -> CodeRuns:
    """Return room for the runs of so many values."""
    return CodeRuns(empty(n_values, np.int64), empty(n_values, np.int32))


def unpacked(content: Bytes, begin: int, width: int, n_known: int, n_values: int) -> CodeRuns:
    """Return the runs of a page, whose codes take `width` bits and are below `n_known`."""
    into = room(n_values)
    n_runs = -1 if width > 32 else unpack_runs(content, begin, width, n_known, 0, n_values, *into)
    if n_runs <= 0:
        raise NotCoveredError
    return CodeRuns(into.ends[:n_runs], into.codes[:n_runs])


def all_present(levels: Bytes, n_values: int, into: CodeRuns) -> bool:
    """Whether definition levels say that no value is null: they are one run of ones."""
    return unpack_runs(levels, 0, 1, 2, 0, n_values, *into) == 1 and into.codes[0] == 1
