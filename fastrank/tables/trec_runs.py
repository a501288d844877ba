"""Runs in TREC text, read a part at a time: threads read different parts of a plain file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from fastrank.tables import text_parts
from fastrank.tables.arrow_input import file_identity, is_trec
from fastrank.tables.columns import NEEDED, choose_columns, renamed
from fastrank.tables.errors import first_line
from fastrank.tables.origin import BYTE, LINE
from fastrank.tables.run_pieces import Piece
from fastrank.tables.trec import read_trec, refuse_no_line, tell_malformed
from fastrank.tables.trec_lines import LAYOUTS, MalformedLine, part_rows

_LAYOUT = LAYOUTS["run"]


class TrecRun:
    """The run of a file that is there to be read again; rows are numbered by the bytes where lines begin."""

    in_memory, sortable = False, True
    n_rows = None

    def __init__(self, path: Path, columns: dict[str, str]) -> None:
        self.source = str(path)
        self._path, self._columns = path, columns
        self._packed, self._size = text_parts.is_packed(path), path.stat().st_size

    def streams(self) -> Sequence[int]:
        """Bytes where parts begin; a packed file has one."""
        return range(1) if self._packed else range(0, self._size, text_parts.PART_BYTES)

    def span(self, stream: int) -> tuple[int, int] | None:
        """The bytes of a part's lines."""
        if self._packed:
            return None
        with open(self._path, "rb", buffering=0) as file:
            begin, stop = stream, min(stream + text_parts.PART_BYTES, self._size)
            return text_parts.line_begin(file, begin), text_parts.line_begin(file, stop)

    def identity(self) -> list[Any]:
        """Path, size and time of the file, its columns, and how it is cut."""
        return [*file_identity(self._path), self._columns, text_parts.PART_BYTES]

    def pieces(self, stream: int) -> Iterator[Piece]:
        """Yield a part's rows; of a packed file, those of one part after the other."""
        try:
            for part in self._parts(stream):
                table = part_rows(part, _LAYOUT).table()
                yield Piece(self._renamed(table), part.begin, self.source, part.begin, part.end)
        except MalformedLine:
            tell_malformed(text_parts.text_parts(self._path), _LAYOUT, self.source)
            raise
        except OSError as error:
            raise ValueError(f"{self.source}: cannot be read: {first_line(error)}") from None

    def table(self) -> pa.Table:
        """Read all rows."""
        return renamed(read_trec(self._path, "run"), {**self._columns, LINE: LINE})

    def _parts(self, stream: int) -> Iterator[text_parts.TextPart]:
        if self._packed:
            yield from text_parts.text_parts(self._path)
        else:
            yield text_parts.read_part(self._path, stream, min(stream + text_parts.PART_BYTES, self._size))

    def _renamed(self, table: pa.Table) -> pa.Table:
        return renamed(table, {**self._columns, BYTE: BYTE})


def open_run(source: Any, columns: Mapping[str, str] | None) -> TrecRun | None:
    """Return the run of a file of TREC text; None for all else, and for what can be read only once."""
    path = Path(source) if isinstance(source, str | os.PathLike) else Path()
    if path == Path() or not (is_trec(path) and path.is_file() and path.stat().st_size):
        return None
    run = TrecRun(path, choose_columns(NEEDED["run"], "run", columns, str(path)))
    if not text_parts.has_fields(path):
        refuse_no_line(_LAYOUT, str(path))
    return run
