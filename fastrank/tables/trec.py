"""TREC text files (qrels and runs, also gzipped) to Arrow tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from fastrank import parallel
from fastrank.kernels.trec_text import NEWLINE
from fastrank.tables import text_parts
from fastrank.tables.origin import LINE
from fastrank.tables.text_parts import TextPart
from fastrank.tables.trec_lines import LAYOUTS, Layout, MalformedLine, PartRows, arrow_array, part_rows


def opened(path: Path) -> Any:
    """Open a file for its bytes, unpacked where its name says it is packed."""
    return text_parts.PACKED.get(path.suffix, open)(path, "rb")


def read_trec(path: Path, kind: str) -> pa.Table:
    """Read a qrels or run file; a malformed line raises with its number.

    Fields are separated by any white space. The rank column is not read (trec_eval orders by score), nor is
    a run's second column, nor that of qrels (but as `subtopic_qrels`), nor what follows a run's tag. Blank lines
    and lines that begin with # are passed over.
    """
    layout, source = LAYOUTS[kind], str(path)
    if text_parts.is_packed(path) or not path.is_file():
        return _whole_table(_rows_in_turn(text_parts.text_parts(path), layout, source), layout, source)
    begins = range(0, path.stat().st_size, text_parts.PART_BYTES)
    try:
        parts = parallel.map_tasks(
            lambda begin: part_rows(text_parts.read_part(path, begin, begin + text_parts.PART_BYTES), layout),
            begins,
        )
    except MalformedLine:
        tell_malformed(text_parts.text_parts(path), layout, source)
        raise
    return _whole_table(parts, layout, source)


def parse_trec(content: bytes, kind: str, source: str) -> pa.Table:
    """Return the table of a file's bytes; `source` names it in errors."""
    layout = LAYOUTS[kind]
    return _whole_table(_rows_in_turn([text_parts.whole_text(content)], layout, source), layout, source)


def tell_malformed(parts: Iterable[TextPart], layout: Layout, source: str) -> None:
    """Raise for the first malformed line of a file, with its number; so threads that read ahead cannot differ."""
    for _ in _rows_in_turn(parts, layout, source):
        pass


def refuse_no_line(layout: Layout, source: str) -> None:
    """Raise for a file in which no line has fields."""
    raise ValueError(f"{source}: no line to read; a {layout.kind} line is: {layout.fields}")


def _rows_in_turn(parts: Iterable[TextPart], layout: Layout, source: str) -> Iterator[PartRows]:
    line = 1
    for part in parts:
        try:
            rows = part_rows(part, layout)
        except MalformedLine as error:
            line += int(np.count_nonzero(part.text[: error.at] == NEWLINE))
            raise ValueError(f"{source}, line {line}: {error}") from None
        line += rows.n_lines
        yield rows


def _whole_table(parts: Iterable[PartRows], layout: Layout, source: str) -> pa.Table:
    """Return the rows of all parts, with the numbers of their lines."""
    tables, line = [], 1
    for part in parts:
        tables.append(pa.table({**part.columns, LINE: arrow_array(part.lines + line, pa.int64())}))
        line += part.n_lines
    if not any(table.num_rows for table in tables):
        refuse_no_line(layout, source)
    return pa.concat_tables(tables, promote_options="permissive")
