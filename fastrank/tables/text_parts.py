"""Text files in parts of whole lines: threads read different parts of a plain file; a packed one is read in turn."""

from __future__ import annotations

import contextlib
import gzip
import lzma
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.trec_text import NEWLINE, SLACK, fields_definition

PART_BYTES = 1 << 22
_BLOCK = 1 << 16  # bytes whose comparison with a newline stays in the second-level cache
_LOOK = 1 << 12  # bytes read at once where a line's end is looked for

PACKED: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".xz": lzma.open}
DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError)


class TextPart(NamedTuple):
    """Whole lines, ``text[:size]``, which begin at a byte of the (unpacked) file; a newline and room follow them."""

    text: npt.NDArray[np.uint8]
    size: int
    begin: int

    @property
    def end(self) -> int:
        """The byte of the file behind the last line."""
        return self.begin + self.size

    def n_lines(self) -> int:
        """How many lines there are at most: the last may lack its newline."""
        blocks = (self.text[i : min(i + _BLOCK, self.size)] for i in range(0, self.size, _BLOCK))
        return 1 + sum(int(np.count_nonzero(block == NEWLINE)) for block in blocks)

    def newlines(self) -> npt.NDArray[np.int64]:
        """Where newlines stand in the file."""
        return np.flatnonzero(self.text[: self.size] == NEWLINE) + self.begin


def whole_text(content: bytes, begin: int = 0) -> TextPart:
    """Return lines in memory as a part."""
    text = _room(len(content))
    text[: len(content)] = np.frombuffer(content, dtype=np.uint8)
    return TextPart(text, len(content), begin)


def is_packed(path: Path) -> bool:
    """Whether a file can only be read from its beginning."""
    return path.suffix in PACKED


def read_part(path: Path, begin: int, stop: int) -> TextPart:
    """Return the lines of a plain file that begin at bytes ``[begin, stop)``."""
    with open(path, "rb", buffering=0) as file:
        first, last = line_begin(file, begin), line_begin(file, stop)
        file.seek(first)
        text = _room(last - first)
        view, done = memoryview(text.data)[: last - first], 0
        while done < len(view) and (n := file.readinto(view[done:])):
            done += n
    if done < len(view):
        raise ValueError(f"{path}: cannot be read: the file became shorter meanwhile")
    return TextPart(text, last - first, first)


def line_begin(file: Any, position: int) -> int:
    """Return where the first line begins from a byte of an open file on, or the file's end."""
    if position <= 0:
        return 0
    file.seek(position - 1)
    at = position - 1
    while block := file.read(_LOOK):
        if (found := block.find(b"\n")) >= 0:
            return at + found + 1
        at += len(block)
    return int(file.seek(0, os.SEEK_END))


def text_parts(path: Path) -> Iterator[TextPart]:
    """Yield a file's lines in order, a part at a time."""
    if is_packed(path) or not path.is_file():
        yield from _parts_in_turn(path)
        return
    for begin in range(0, path.stat().st_size, PART_BYTES):
        yield read_part(path, begin, begin + PART_BYTES)


def has_fields(path: Path) -> bool:
    """Whether any line of a file has fields; ordinary files have them in the first."""
    with unpacked(path) as file:
        return any(fields_definition(line) for line in file)


def _parts_in_turn(path: Path) -> Iterator[TextPart]:
    with unpacked(path) as file:
        yield from _cut_at_lines(iter(lambda: file.read(PART_BYTES), b""))


@contextlib.contextmanager
def unpacked(path: Path) -> Iterator[Any]:
    """Open a file, packed or not, for its bytes; damaged packing raises ``ValueError``."""
    try:
        with PACKED.get(path.suffix, open)(path, "rb") as file:
            yield file
    except DAMAGED as error:
        raise ValueError(f"{path}: truncated or not a {path.suffix} file: {error}") from None


def _cut_at_lines(blocks: Iterable[bytes]) -> Iterator[TextPart]:
    begin = 0
    held: list[bytes] = []
    for block in blocks:
        cut = block.rfind(b"\n") + 1
        if cut:
            lines = b"".join([*held, block[:cut]])
            yield whole_text(lines, begin)
            begin, held = begin + len(lines), []
        held.append(block[cut:])
    if rest := b"".join(held):
        yield whole_text(rest, begin)


def line_numbers(source: str | os.PathLike[str], positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the numbers of the lines that begin at bytes of a file; the file is read once more for it."""
    lines = np.ones(len(positions), dtype=np.int64)
    for part in text_parts(Path(source)):
        if part.begin > positions.max(initial=0):
            break
        lines += np.searchsorted(part.newlines(), positions)
    return lines


def _room(size: int) -> npt.NDArray[np.uint8]:
    text = np.empty(size + SLACK, dtype=np.uint8)
    text[size:] = NEWLINE
    return text
