"""A part of a TREC text file (qrels or run) as columns."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fastrank import parallel
from fastrank.kernels.trec_text import SLACK, Lines, fields_definition, read_lines
from fastrank.tables.errors import MOST
from fastrank.tables.origin import BYTE
from fastrank.tables.text_parts import TextPart

Integers = npt.NDArray[np.int64]


class Layout(NamedTuple):
    """What a line holds; the rank is not read, nor the second field where no measure asks for subtopics."""

    kind: str
    n_fields: int
    fields: str
    number: str
    with_subtopic: bool = False


LAYOUTS = {
    "qrels": Layout("qrels", 4, "query iteration document grade", "relevance"),
    "subtopic_qrels": Layout("qrels", 4, "query subtopic document grade", "relevance", with_subtopic=True),
    "run": Layout("run", 6, "query Q0 document rank score tag", "score"),
}


_DIGITS = 600  # Python reads whole numbers of 4300 digits, or of as few as 640 where it is told so
_NUMBER = re.compile(rb"[-+.0-9A-Za-z]+")


class MalformedLine(ValueError):
    """What is wrong with the line that begins at byte `at` of a part."""

    def __init__(self, at: int, wrong: str) -> None:
        super().__init__(wrong)
        self.at = at


class PartRows(NamedTuple):
    """The rows of a part: columns, and the byte of the file, and the line of the part, where each row begins."""

    columns: dict[str, pa.Array]
    begins: Integers
    lines: Integers
    n_lines: int

    def table(self) -> pa.Table:
        """Return the rows with their places in the file; counting lines is left to errors."""
        return pa.table({**self.columns, BYTE: arrow_array(self.begins, pa.int64())})


def part_rows(part: TextPart, layout: Layout) -> PartRows:
    """Return the rows of a part."""
    out = _room(part.n_lines(), part.size, layout)
    inputs = (part.text, layout.kind == "run", layout.with_subtopic)
    parallel.run(read_lines, inputs, (out,), part.size, cost=0)  # whole, in the thread that asks for it
    n, n_queries, _, n_lines, malformed = out.counts.tolist()
    columns = {
        "query_id": pa.DictionaryArray.from_arrays(
            arrow_array(out.queries[:n], pa.int32()),
            _ids(out.query_ends, n_queries, out.query_bytes),
            safe=False,
        ),
        "doc_id": _ids(out.doc_ends, n, out.doc_bytes),
        layout.number: _numbers(part, out, layout),
    }
    if malformed >= 0:
        raise _malformed(part, malformed, layout)
    if layout.with_subtopic:
        columns["subtopic"] = _ids(out.second_ends, n, out.second_bytes)
    return PartRows(columns, out.begins[:n] + part.begin, out.lines[:n], n_lines)


def _room(n: int, size: int, layout: Layout) -> Lines:
    """Arrays for `n` lines; what is not written takes no memory."""
    second = layout.with_subtopic
    return Lines(
        np.empty(n, dtype=np.int64),
        np.empty(n, dtype=np.int64),
        np.empty(n, dtype=np.int32),
        np.empty(n, dtype=np.int64),
        np.empty(size + SLACK, dtype=np.uint8),
        np.empty(n, dtype=np.int64),
        np.empty(size + SLACK, dtype=np.uint8),
        np.empty(n if second else 0, dtype=np.int64),
        np.empty(size + SLACK if second else 0, dtype=np.uint8),
        np.empty(n),
        np.empty(3 * n, dtype=np.int64),
        np.array([0, 0, 0, 0, -1]),
    )


def arrow_array(values: npt.NDArray[Any], kind: pa.DataType) -> pa.Array:
    """Wrap an array; `pa.array` would import pandas, if it is there, to see whether this is its own."""
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])


def _ids(ends: Integers, n: int, data: npt.NDArray[np.uint8]) -> pa.Array:
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), ends[:n]])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data[: offsets[-1]])]
    return pa.LargeBinaryArray.from_buffers(pa.large_binary(), n, buffers)


def _numbers(part: TextPart, out: Lines, layout: Layout) -> pa.Array:
    """Return the numbers of a part's rows, with those that the kernel left to Python."""
    n, _, n_left, *_ = out.counts.tolist()
    numbers, rest = out.numbers[:n], out.left[: 3 * n_left].reshape(-1, 3).tolist()
    number = _score if layout.kind == "run" else _grade
    found = [
        number(part.text[begin:end].tobytes(), int(out.begins[row]), layout.number)
        for row, begin, end in rest
    ]
    if layout.kind == "qrels" and all(isinstance(grade, int) for grade in found):
        numbers = numbers.astype(np.int64)
    for (row, *_), value in zip(rest, found, strict=True):
        numbers[row] = value
    return arrow_array(numbers, pa.from_numpy_dtype(numbers.dtype))


def _score(text: bytes, at: int, name: str) -> float:
    """Python's number syntax (``nan``, ``inf``, numbers of any length), but ``1_0`` is no number to others."""
    try:
        if not _NUMBER.fullmatch(text):
            raise ValueError
        return float(text)
    except ValueError:
        raise MalformedLine(at, f"{name} {text[:MOST].decode(errors='replace')!r} is not a number") from None


def _grade(text: bytes, at: int, name: str) -> float:
    """Whole numbers stay whole, so that those above 2**53 are refused and not rounded."""
    whole = len(text) <= _DIGITS and text.removeprefix(b"-").isdigit() and abs(int(text)) < 1 << 63
    return int(text) if whole else _score(text, at, name)


def _malformed(part: TextPart, at: int, layout: Layout) -> MalformedLine:
    rest = part.text[at : part.size].tobytes()
    line = rest.split(b"\n", 1)[0]
    begin = line[:60].decode(errors="replace").strip()
    n = len(fields_definition(line))
    return MalformedLine(at, f"{n} fields instead of {layout.n_fields} ({layout.fields}): {begin!r}")
