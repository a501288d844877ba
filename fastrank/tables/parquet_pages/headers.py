"""Headers of Parquet pages, and the pages of a column chunk one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from io import FileIO
from typing import NamedTuple

import numpy as np

from fastrank.tables.parquet_pages.memory import empty
from fastrank.tables.parquet_pages.not_covered import NotCoveredError
from fastrank.tables.parquet_pages.thrift import I32, STRUCT, TRUE, Fields, read_struct

DATA, DICTIONARY, DATA_V2 = 0, 2, 3  # types of pages
PLAIN, PLAIN_DICTIONARY, RLE, RLE_DICTIONARY = 0, 2, 3, 8  # encodings

_PARTICULARS = {
    DATA: 5,
    DICTIONARY: 7,
    DATA_V2: 8,
}  # the field of a header that holds what its type of page has

# Bytes of a file that are read at once. A page that the border cuts is read again: on average half of one, and pages
# take up to 1 MB.
WINDOW = 1 << 21


class Page(NamedTuple):
    """A page as it stands in the file: `levels` bytes of a second-version page come before what is compressed."""

    kind: int
    encoding: int
    n_values: int
    levels: int
    compressed: bool
    size: int
    body: memoryview


def pages(file: FileIO, begin: int, size: int) -> Iterator[Page]:
    """Yield the pages of a column chunk, which is `size` bytes of a file from `begin` on."""
    end = begin + size
    window, at = memoryview(b""), 0
    while begin + at < end:
        fields, body, stop = _located(window, at)
        if stop > len(window):
            begin, at = begin + at, 0
            file.seek(begin)
            window = _read(file, min(max(WINDOW, stop), end - begin))
            fields, body, stop = _located(window, at)
            if stop > len(window):
                raise NotCoveredError
        yield _page(fields, window[body:stop])
        at = stop


def _read(file: FileIO, size: int) -> memoryview:
    """Return the next bytes of a file, fewer at its end."""
    content = empty(size, np.uint8).data
    return content[: file.readinto(content)]


def _located(window: memoryview, at: int) -> tuple[Fields, int, int]:
    """Return the header at a place, and where the page's content begins and ends, which may be beyond the window."""
    try:
        fields, body = read_struct(window, at)
    except IndexError:
        return {}, at, len(window) + 1
    size = fields.get((3, I32), -1)
    if size < 0:
        raise NotCoveredError
    return fields, body, body + size


def _page(fields: Fields, body: memoryview) -> Page:
    kind, size = _required(fields, 1), _required(fields, 2)
    own = fields.get((_PARTICULARS.get(kind, -1), STRUCT))
    if own is None:
        raise NotCoveredError
    n_values, encoding = _required(own, 1), _required(own, 4 if kind == DATA_V2 else 2)
    levels, compressed = 0, True
    if kind == DATA and (_required(own, 3), _required(own, 4)) != (RLE, RLE):
        raise NotCoveredError
    if kind == DATA_V2:
        levels, compressed = _required(own, 5), own.get((7, TRUE), True)
        if (
            _required(own, 2)
            or _required(own, 3) != n_values
            or _required(own, 6)
            or levels > min(size, len(body))
        ):
            raise NotCoveredError  # nulls, or lists
    return Page(kind, encoding, n_values, levels, compressed, size, body)


def _required(fields: Fields, number: int) -> int:
    """Return a field that is a number; none of them is ever negative."""
    value = fields.get((number, I32), -1)
    if value < 0:
        raise NotCoveredError
    return value
