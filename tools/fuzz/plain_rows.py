"""Rows of any table in plain Python: which column is which, ids as bytes, numbers, lists taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tools.fuzz.plain_readers import Column, Columns, Refused

ALIASES = {
    "query_id": "query_id q_id qid query-id query topic topic_id user_id user userID",
    "doc_id": "doc_id docno docid doc-id corpus-id corpus_id corpus-ids document_id doc item_id item itemID pid",
    "score": "score scores sim similarity prediction weight",
    "relevance": "relevance rel label grade rating relevances score",
    "subtopic": "subtopic subtopic_id iteration aspect",
    "system": "system run run_id model tag name",
}


def shown(identifier: bytes) -> str:
    """Return an id as text."""
    return identifier.decode("utf-8", "backslashreplace")


def find(columns: Columns, name: str) -> Column | None:
    """Return the column that stands for a canonical name."""
    return next((columns[alias] for alias in ALIASES[name].split(" ") if alias in columns), None)


def long_rows(columns: Columns, number: str) -> Iterator[tuple[bytes, bytes, float | None, Any, Any]]:
    """Yield query, document, number, subtopic and system of every row."""
    query, document, value = (_needed(columns, name) for name in ("query_id", "doc_id", number))
    rest = [find(columns, name) for name in ("subtopic", "system")]
    n = len(query.values)
    subtopic, system = (column.values if column is not None else [None] * n for column in rest)
    named = rest[1] is not None and number == "score"
    if document.nested != value.nested:
        raise Refused("one list column and one flat one")
    for at in range(n):
        documents, values = (_list(column, at) for column in (document, value))
        if len(documents) != len(values):
            raise Refused("lists of different lengths")
        subtopics = subtopic[at] if rest[0] is not None and rest[0].nested else [subtopic[at]] * len(values)
        for d, v, s in zip(documents, values, subtopics or [], strict=True):
            of = identifier(system[at], rest[1].kind) if named and rest[1] is not None else None
            yield (
                identifier(query.values[at], query.kind),
                identifier(d, document.kind),
                _number(v, value.kind),
                s,
                of,
            )
        if not values:
            identifier(query.values[at], query.kind)


def _needed(columns: Columns, name: str) -> Column:
    column = find(columns, name)
    if column is None:
        raise Refused(f"no {name}")
    return column


def _list(column: Column, at: int) -> list[Any]:
    value = column.values[at]
    return (value or []) if column.nested else [value]


def identifier(value: Any, kind: str) -> bytes:
    """Return an id as its bytes: text as UTF-8, integers in decimal."""
    if value is None:
        raise Refused("null id")
    if kind == "text":
        return str(value).encode()
    if "binary" in kind:
        return bytes(value)
    if kind.startswith(("int", "uint")):
        return str(value).encode()
    raise Refused(f"an id of type {kind}")


def whole_number(document: bytes) -> int:
    """Return a document id as a number."""
    if not re.fullmatch(rb"-?\d+", document) or abs(int(document)) > 2**53:
        raise Refused("an id is no number")
    return int(document)


def _number(value: Any, kind: str) -> float | None:
    if not kind.startswith(("int", "uint", "halffloat", "float", "double", "bool", "decimal")):
        raise Refused(f"a number of type {kind}")
    if value is None:
        return None
    if isinstance(value, int) and float(value) != value:
        raise Refused(f"{value} is no float")
    return float(value)
