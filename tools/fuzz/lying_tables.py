"""Tables whose buffers do not hold what they say: offsets out of range, falling or negative, lengths that lie."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

import fastrank as fr
from tools.fuzz import plain_evaluation
from tools.fuzz.arrow_tables import arrow_table
from tools.fuzz.evaluation_cases import OPTIONS, Phase
from tools.fuzz.objects import Made
from tools.fuzz.plain_readers import Refused, from_arrow
from tools.fuzz.small_collections import collection
from tools.fuzz.verdicts import Outcome, compared, tried

Rng = np.random.Generator
Buffer = npt.NDArray[np.signedinteger]

_OWN_BUFFERS = {
    "list": 2,
    "large_list": 2,
    "list_view": 3,
    "large_list_view": 3,
}  # the others are their values'


def lying_case(rng: Rng, folder: Path, kept: Collection[int] | None, phase: Phase) -> Outcome:
    """One column of the run, or of the judgements, lies."""
    made = collection(rng)
    tables = [
        arrow_table(rng, rows, kind, nested=rng.random() < 0.4)
        for rows, kind in ((made.qrels, "qrels"), (made.run, "run"))
    ]
    side, at = int(rng.integers(2)), int(rng.integers(3))
    names, parts = tables[side].column_names, []
    tables[side] = _over_own_memory(tables[side], at, parts)
    given = [_given(rng, table, in_process=i == side) for i, table in enumerate(tables)]
    if not _lie(rng, parts):  # Arrow has looked at the table before
        return Outcome("not compared")
    phase("fastrank")
    found = tried(
        lambda: fr.evaluate(given[0].given, {"system": given[1].given}, ["nDCG@10", "AP", "RR"]),
        ("qrels", "system", *OPTIONS),
    )
    phase("plain")

    def wanted() -> plain_evaluation.Answer:
        try:
            sides = [from_arrow(table) for table in tables]
        except (pa.ArrowException, UnicodeDecodeError) as error:
            raise Refused(str(error)) from None
        return plain_evaluation.evaluate(*sides, "system", ["nDCG@10", "AP", "RR"], plain_evaluation.Rules())

    outcome = compared(found, wanted, damaged=True)
    return Outcome(outcome.name, f"{names[at]} {tables[side].schema.field(at).type}: {outcome.detail}")


def _given(rng: Rng, table: pa.Table, *, in_process: bool) -> Made:
    """A table or reader of it: the C interface does not say how long buffers are, so lies are told in process."""
    if rng.random() < 0.5 and in_process:
        return Made(pa.RecordBatchReader.from_batches(table.schema, table.to_batches()), table, True)
    return Made(table, table)


def _over_own_memory(table: pa.Table, at: int, parts: list[Buffer]) -> pa.Table:
    """Return an equal table one of whose columns is over memory that can be written."""
    array = table.column(at).combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], array.type)
    columns = {name: table.column(name) for name in table.column_names}
    return pa.table({**columns, table.column_names[at]: _copied(array, parts)})


def _lie(rng: Rng, parts: list[Buffer]) -> bool:
    """Change one or two numbers."""
    parts = [part for part in parts if len(part)]
    for _ in range(int(rng.integers(1, 3)) if parts else 0):
        part = parts[int(rng.integers(len(parts)))]
        part[int(rng.integers(len(part)))] = _stranger(rng, part)
    return bool(parts)


def _copied(array: pa.Array, parts: list[Buffer]) -> pa.Array:
    """Return an equal array; `parts` are its buffers of offsets, sizes, views, codes and validity."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return pa.DictionaryArray.from_arrays(
            _copied(array.indices, parts), _copied(array.dictionary, parts), safe=False
        )
    layout = str(kind).split("<")[0]
    own = array.buffers()[: _OWN_BUFFERS.get(layout)]
    children = [_copied(array.values, parts)] if layout in _OWN_BUFFERS else []
    if own[0] is None and len(array) % 2:
        own[0] = pa.py_buffer(b"\xff" * (-(-(len(array) + array.offset) // 8)))
    buffers = [None if buffer is None else _open(buffer, at, layout, parts) for at, buffer in enumerate(own)]
    return pa.Array.from_buffers(kind, len(array), buffers, -1, array.offset, children=children or None)


def _open(buffer: pa.Buffer, at: int, layout: str, parts: list[Buffer]) -> pa.Buffer:
    """Copy a buffer to memory that can be written."""
    values = np.frombuffer(buffer, dtype=np.uint8).copy()
    width = (
        1 if at != 1 and "list" not in layout else 8 if layout.startswith("large") or "64" in layout else 4
    )
    seen = values[: len(values) // width * width].view({1: np.int8, 4: np.int32, 8: np.int64}[width])
    if at < 2 or "list" in layout:  # else: text, which cannot lie
        parts.append(seen)
    return pa.py_buffer(values)


def _stranger(rng: Rng, part: Buffer) -> int:
    """Return a number that does not belong there."""
    if part.dtype == np.int8:
        return int(rng.integers(-128, 128))
    near = int(part[int(rng.integers(len(part)))])
    largest = np.iinfo(part.dtype).max
    return max(
        -largest,
        min(largest, int(rng.choice([0, -1, -3, near + 1, near - 1, 900, 2**31 - 1, largest, -largest]))),
    )
