"""TREC text files (qrels and runs, also gzipped) to Arrow tables."""

from __future__ import annotations

import gzip
import lzma
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fastrank import parallel
from fastrank.kernels.trec_text import gather_bytes, line_starts, split_fields
from fastrank.tables.origin import LINE

_PACKED: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".xz": lzma.open}

# kind -> (fields of a line, name and field of each column); the rank is not read, nor the second field of qrels where
# no measure asks for subtopics (it takes an eighth of the time of reading).
_LAYOUT = {
    "qrels": (4, {"query_id": 0, "doc_id": 2, "relevance": 3}, "query iteration document grade"),
    "subtopic_qrels": (
        4,
        {"query_id": 0, "subtopic": 1, "doc_id": 2, "relevance": 3},
        "query subtopic document grade",
    ),
    "run": (6, {"query_id": 0, "doc_id": 2, "score": 4}, "query Q0 document rank score tag"),
}

_NUMBER = re.compile(r"[-+.0-9a-z]+", re.ASCII | re.IGNORECASE)

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]


def read_trec(path: Path, kind: str) -> pa.Table:
    """Read a qrels or run file; a malformed line raises with its number.

    Fields are separated by any white space. The rank column is not read (trec_eval orders by score), nor is
    a run's second column, nor that of qrels (but as `subtopic_qrels`), nor what follows a run's tag. Blank lines
    and lines that begin with # are passed over.
    """
    try:
        with _PACKED.get(path.suffix, open)(path, "rb") as file:
            content = file.read()
    except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error) as error:
        raise ValueError(f"{path}: truncated or not a {path.suffix} file: {error}") from None
    return parse_trec(content, kind, str(path))


def parse_trec(content: bytes, kind: str, source: str) -> pa.Table:
    """Return the table of a file's bytes; `source` names it in errors."""
    n_fields, columns, layout = _LAYOUT[kind]
    text = np.frombuffer(content, dtype=np.uint8)
    lines = line_starts(text)
    n = len(lines) - 1
    starts, stops = np.zeros((2, n_fields, n), dtype=np.int64)
    found = np.empty(n, dtype=np.int64)
    parallel.run(split_fields, (text, lines, n_fields), (starts, stops, found), n, cost=lines)
    may_go_on = kind == "run"  # trec_eval passes over what follows a run's tag
    _check_fields(found, n_fields, may_go_on, layout, text, lines, source)
    full = np.flatnonzero(found)
    if not len(full):
        raise ValueError(f"{source}: no line to read; a {kind} line is: {layout}")
    fields = {
        name: _strings(text, starts[field][full], stops[field][full]) for name, field in columns.items()
    }
    number, kinds = ("score", pa.float64()) if kind == "run" else ("relevance", pa.int64())
    fields[number] = _numbers(fields[number], kinds, number, full, source)
    return pa.table({**fields, LINE: pa.array(full + 1)})


def _check_fields(
    found: Integers, n_fields: int, may_go_on: bool, layout: str, text: Bytes, lines: Integers, source: str
) -> None:
    wrong = found < n_fields if may_go_on else found != n_fields
    bad = np.flatnonzero(wrong & (found != 0))
    if len(bad):
        line = int(bad[0])
        shown = (
            bytes(text[lines[line] : min(lines[line + 1], lines[line] + 60)]).decode(errors="replace").strip()
        )
        raise ValueError(
            f"{source}, line {line + 1}: {found[line]} fields instead of {n_fields} ({layout}): {shown!r}"
        )


def _strings(text: Bytes, starts: Integers, stops: Integers) -> pa.Array:
    offsets = np.concatenate([[0], np.cumsum(stops - starts)])
    out = np.empty(offsets[-1], dtype=np.uint8)
    parallel.run(gather_bytes, (text, starts, offsets), (out,), len(starts), cost=offsets)
    return pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), len(starts), [None, pa.py_buffer(offsets), pa.py_buffer(out)]
    )


def _numbers(texts: pa.Array, kind: pa.DataType, name: str, rows: Integers, source: str) -> pa.Array:
    import pyarrow.compute as pc

    try:
        text = pc.cast(texts, pa.large_string())
        if kind == pa.int64() and pc.any(pc.match_substring_regex(text, "[xX]")).as_py():
            return _python_numbers(texts, name, rows, source)  # Arrow reads 0x1F as 31
        return pc.cast(text, kind)
    except pa.ArrowInvalid:
        return _python_numbers(texts, name, rows, source)


def _python_numbers(texts: pa.Array, name: str, rows: Integers, source: str) -> pa.Array:
    """Python's number syntax is wider than Arrow's (``+1``, ``2.0`` as a grade), but ``1_0`` is no number to others."""
    values = []
    for row, text in zip(rows, texts, strict=True):
        shown = text.as_py().decode(errors="replace")
        try:
            if not _NUMBER.fullmatch(shown):
                raise ValueError
            values.append(float(shown))
        except ValueError:
            raise ValueError(f"{source}, line {int(row) + 1}: {name} {shown!r} is not a number") from None
    return pa.array(values, pa.float64())
