"""Values of a page: as they stand there, or as codes of the column chunk's dictionary."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.kernels.byte_array_pages import gather_values, split_values
from fastrank.kernels.id_bytes import IdBytes
from fastrank.tables.parquet_pages.code_runs import CodeRuns
from fastrank.tables.parquet_pages.memory import empty
from fastrank.tables.parquet_pages.not_covered import NotCoveredError

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]

SPARE = 8  # bytes behind flat data that the kernels may write


class PlainValues:
    """Values of which each stands behind its length; the next one begins at a byte of the page."""

    def __init__(self, page: Bytes, begin: int, n_values: int) -> None:
        self._page, self._begin, self.n_values = page, begin, n_values

    def most_bytes(self, begin: int, end: int) -> int:
        """Return what the values [begin, end), which are the next ones, take at most."""
        return len(self._page) - self._begin

    def write(self, begin: int, end: int, row: int, offsets: Integers, data: Bytes) -> None:
        """Append the values [begin, end), which are the next ones, from a row on."""
        self._begin = split_values(self._page, self._begin, row, row + end - begin, offsets, data)
        if self._begin < 0:
            raise NotCoveredError


class CodedValues:
    """Values of a dictionary."""

    def __init__(self, dictionary: IdBytes, runs: CodeRuns, n_values: int) -> None:
        self._dictionary, self._runs, self.n_values = dictionary, runs, n_values

    def runs(self, begin: int, end: int) -> CodeRuns:
        """Return the codes of the values [begin, end)."""
        return self._runs.rows(begin, end)

    def most_bytes(self, begin: int, end: int) -> int:
        """Return what the values [begin, end) take."""
        runs = self.runs(begin, end)
        return int(np.diff(self._dictionary.offsets)[runs.codes] @ runs.lengths())

    def write(self, begin: int, end: int, row: int, offsets: Integers, data: Bytes) -> None:
        """Append the values [begin, end) from a row on."""
        gather_values(self._dictionary, *self.runs(begin, end), row, row + end - begin, offsets, data)


Values = PlainValues | CodedValues


def dictionary_ids(page: Bytes, n_values: int) -> IdBytes:
    """Return the values of a dictionary page."""
    if n_values > len(page) // 4:  # a damaged number must not be allocated
        raise NotCoveredError
    offsets, data = empty(n_values + 1, np.int64), empty(len(page) + SPARE, np.uint8)
    offsets[0] = 0
    PlainValues(page, 0, n_values).write(0, n_values, 0, offsets, data)
    return IdBytes(offsets, data)
