"""A column chunk as Arrow arrays of as many rows as are asked for."""

from __future__ import annotations

import itertools
from io import FileIO

import numpy as np
import pyarrow as pa

from fastrank.kernels.id_bytes import IdBytes
from fastrank.tables.parquet_pages.chunk import Chunk, ChunkReader
from fastrank.tables.parquet_pages.memory import empty
from fastrank.tables.parquet_pages.not_covered import NotCoveredError
from fastrank.tables.parquet_pages.values import SPARE, CodedValues, Values

Parts = list[tuple[Values, int, int]]


class PageColumn:
    """The values of a chunk in order; `repeated` ones stay runs of a dictionary's codes where the file has them so."""

    def __init__(self, file: FileIO, chunk: Chunk, kind: pa.DataType, *, repeated: bool) -> None:
        self._reader, self._kind, self._repeated = ChunkReader(file, chunk), kind, repeated
        self._pages = iter(self._reader)
        self._page: Values | None = None
        self._done = 0  # values of the page that have been given

    def take(self, n: int) -> pa.Array:
        """Return the next `n` values."""
        parts = self._parts(n)
        if self._repeated and all(isinstance(page, CodedValues) for page, *_ in parts):
            return self._runs(parts)
        offsets, row = empty(n + 1, np.int64), 0
        data = empty(sum(page.most_bytes(begin, end) for page, begin, end in parts) + SPARE, np.uint8)
        offsets[0] = 0
        for page, begin, end in parts:
            page.write(begin, end, row, offsets, data)
            row += end - begin
        return _array(IdBytes(offsets, data), self._kind)

    def _parts(self, n: int) -> Parts:
        """Return which values of which pages are the next `n`."""
        parts: Parts = []
        while n:
            if self._page is None or self._done == self._page.n_values:
                self._page, self._done = next(self._pages, None), 0
                if self._page is None:
                    raise NotCoveredError
            begin, self._done = self._done, min(self._done + n, self._page.n_values)
            parts.append((self._page, begin, self._done))
            n -= self._done - begin
        return parts

    def _runs(self, parts: Parts) -> pa.RunEndEncodedArray:
        runs = [page.runs(begin, end) for page, begin, end in parts if isinstance(page, CodedValues)]
        rows = itertools.accumulate((run.ends[-1] for run in runs), initial=0)
        ends = np.concatenate([run.ends + row for run, row in zip(runs, rows, strict=False)])
        codes = pa.array(np.concatenate([run.codes for run in runs]))
        ids = self._reader.dictionary
        assert ids is not None  # it has these codes
        return pa.RunEndEncodedArray.from_arrays(pa.array(ends), _array(ids, self._kind).take(codes))


def _array(ids: IdBytes, kind: pa.DataType) -> pa.Array:
    """Text is not checked to be UTF-8: pyarrow does not where it reads a file, and ids are bytes."""
    buffers = [None, pa.py_buffer(ids.offsets), pa.py_buffer(ids.data)]
    return pa.Array.from_buffers(kind, len(ids.offsets) - 1, buffers)
