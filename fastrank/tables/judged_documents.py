"""Judged documents query by query, largest grades first, in memory of their own: what they were read from can go.

They are brought there a quarter of a million rows at a time, so that the way there takes little more than the result:
16 bytes a judgement beside its document id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.kernels.id_bytes import IdBytes
from fastrank.tables import numbers
from fastrank.tables.groups import group_rows
from fastrank.tables.growing import Growing
from fastrank.tables.ids import canonical, id_bytes, query_codes
from fastrank.tables.origin import with_rows

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ROWS_AT_ONCE = 1 << 18
_SHORT = 1 << 16  # NumPy sorts 16-bit keys by radix: 1.3 ms for 150 000 judgements, 5.5 ms by 64-bit keys


class JudgedDocuments(NamedTuple):
    """Query ``query_ids[q]`` has the documents ``offsets[q]:offsets[q + 1]``, in the order of falling grades."""

    query_ids: pa.Array
    offsets: Integers
    ids: IdBytes
    grades: Floats


def judged_documents(tables: Iterable[pa.Table], name: str) -> JudgedDocuments | None:
    """Bring judgements together; None where the rows of a query are not."""
    query_ids: list[pa.Array] = []
    starts, id_starts, grades, data = (
        Growing(np.int64),
        Growing(np.int64),
        Growing(np.float64),
        Growing(np.uint8),
    )
    row = 0
    for table in whole_queries(tables):
        part = _numbered(table, row, name)
        query_ids.append(part.query_ids)
        starts.extend(part.offsets[:-1] + len(grades))
        id_starts.extend(part.ids.offsets[:-1] - part.ids.offsets[0] + len(data))
        grades.extend(part.grades)
        data.extend(part.ids.data[part.ids.offsets[0] : part.ids.offsets[-1]])
        row += table.num_rows
    starts.extend(np.array([len(grades)]))
    id_starts.extend(np.array([len(data)]))
    known = pa.concat_arrays(query_ids)
    if len(pc.unique(known)) < len(known):
        return None
    return JudgedDocuments(known, starts.whole(), IdBytes(id_starts.whole(), data.whole()), grades.whole())


def whole_queries(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Yield the rows of tables so that none ends within a query, if each query's rows are together."""
    held: pa.Table | None = None
    for table in tables:
        if held is None:
            held = table
            continue
        last = _last_query(held)
        if last:
            yield held.slice(0, last)
        held = pa.concat_tables([held.slice(last), table])
    if held is not None and held.num_rows:
        yield held


def in_slices(table: pa.Table) -> Iterator[pa.Table]:
    """Yield the rows of a table a part at a time."""
    for begin in range(0, table.num_rows, ROWS_AT_ONCE):
        yield table.slice(begin, ROWS_AT_ONCE)


def _last_query(table: pa.Table) -> int:
    """Return the row from which on all rows are of the last one's query."""
    column, n, looked_at = table.column("query_id"), table.num_rows, 1024
    while True:
        begin = max(n - looked_at, 0)
        ids = canonical(column.slice(begin), "query_id", "")
        others = np.flatnonzero(pc.not_equal(ids, ids[-1]).to_numpy())
        if len(others):
            return begin + int(others[-1]) + 1
        if begin == 0:
            return 0
        looked_at *= 4


def _numbered(table: pa.Table, first_row: int, name: str) -> JudgedDocuments:
    """Read some rows; an error names the row of the whole."""
    try:
        return _read(table, name)
    except (ValueError, TypeError):
        return _read(with_rows(table, first_row), name)


def _read(table: pa.Table, name: str) -> JudgedDocuments:
    codes, query_ids = query_codes(table.column("query_id"), None, name)
    groups = group_rows(codes, len(query_ids))  # codes count by first appearance: rows stand query by query
    lengths = groups.end - groups.begin
    grades = numbers.grades(table, name)[groups.rows]
    order = _falling_within(grades, lengths)
    documents = canonical(table.column("doc_id"), "doc_id", name).take(pa.array(groups.rows[order]))
    return JudgedDocuments(query_ids, _starts(lengths), id_bytes(documents, "doc_id", name), grades[order])


def _falling_within(grades: Floats, lengths: Integers) -> Integers:
    """Return the order of falling grades within each query; equal grades stay in order."""
    owner, below = np.repeat(np.arange(len(lengths)), lengths), grades.max() - grades
    if len(lengths) < _SHORT and below.max() < _SHORT and (below == np.floor(below)).all():
        return np.lexsort((below.astype(np.uint16), owner.astype(np.uint16)))
    return np.lexsort((-grades, owner))


def _starts(lengths: Integers) -> Integers:
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts
