"""A column chunk of text or bytes, read page by page."""

from __future__ import annotations

from collections.abc import Iterator
from io import FileIO
from typing import Any, NamedTuple

import numpy as np

from fastrank import parallel
from fastrank.kernels.id_bytes import IdBytes
from fastrank.tables.parquet_pages.code_runs import all_present, room, unpacked
from fastrank.tables.parquet_pages.compression import decompressor
from fastrank.tables.parquet_pages.headers import (
    DATA_V2,
    DICTIONARY,
    PLAIN,
    PLAIN_DICTIONARY,
    RLE_DICTIONARY,
    Page,
    pages,
)
from fastrank.tables.parquet_pages.not_covered import NotCoveredError
from fastrank.tables.parquet_pages.values import Bytes, CodedValues, PlainValues, Values, dictionary_ids


class Chunk(NamedTuple):
    """Where a column chunk is in its file, how it is compressed, and whether it says which values are null."""

    begin: int
    size: int
    codec: str
    optional: bool
    n_values: int


class ChunkReader:
    """Yields the values of a chunk's pages; `dictionary` is there once the first page has been asked for."""

    def __init__(self, file: FileIO, chunk: Chunk) -> None:
        self._chunk, self._decompress = chunk, decompressor(chunk.codec)
        self._pages = pages(file, chunk.begin, chunk.size)
        self._n_left, self._levels = chunk.n_values, room(0)
        self.dictionary: IdBytes | None = None

    def __iter__(self) -> Iterator[Values]:
        for i, page in enumerate(self._pages):
            if page.kind == DICTIONARY:
                if i or page.encoding not in (PLAIN, PLAIN_DICTIONARY):
                    raise NotCoveredError
                self.dictionary = dictionary_ids(
                    _bytes(self._decompress(page.body, page.size)), page.n_values
                )
            else:
                self._n_left -= page.n_values
                if self._n_left < 0 or not page.n_values:
                    raise NotCoveredError
                yield self._values(page)

    def _values(self, page: Page) -> Values:
        content, begin = self._content(page)
        if page.encoding == PLAIN:
            return PlainValues(content, begin, page.n_values)
        if page.encoding not in (PLAIN_DICTIONARY, RLE_DICTIONARY) or self.dictionary is None:
            raise NotCoveredError
        width, n_known = int(content[begin]), len(self.dictionary.offsets) - 1
        runs = unpacked(content, begin + 1, width, n_known, page.n_values)
        return CodedValues(self.dictionary, runs, page.n_values)

    def _content(self, page: Page) -> tuple[Bytes, int]:
        """Return a page's bytes, and where its values begin; none of them is null."""
        if page.kind == DATA_V2:
            levels, rest = _bytes(page.body[: page.levels]), page.body[page.levels :]
            decompress = self._decompress if page.compressed else decompressor("UNCOMPRESSED")
            content, begin = _bytes(decompress(rest, page.size - page.levels)), 0
        else:
            content, begin = _bytes(self._decompress(page.body, page.size)), 0
            if self._chunk.optional:
                begin = 4 + int.from_bytes(content[:4].tobytes(), "little")
                levels = content[4:begin]
        if self._chunk.optional and not self._all_present(levels, page.n_values):
            raise NotCoveredError
        if begin >= len(content):
            raise NotCoveredError
        return content, begin

    def _all_present(self, levels: Bytes, n_values: int) -> bool:
        if len(self._levels.ends) < n_values:
            self._levels = room(n_values)
        return all_present(levels, n_values, self._levels)


def _bytes(content: Any) -> Bytes:
    return parallel.read_only(np.frombuffer(content, dtype=np.uint8))
