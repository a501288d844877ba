"""Lines of TREC files as nested dicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any


def parse_run(f_run: Iterable[str]) -> dict[str, dict[str, float]]:
    """Like ``pytrec_eval.parse_run``: ``{query: {document: score}}``; a document twice is an AssertionError."""
    return _nested(f_run, n_columns=6, at=4, number=float)


def parse_qrel(f_qrel: Iterable[str]) -> dict[str, dict[str, int]]:
    """Like ``pytrec_eval.parse_qrel``: ``{query: {document: grade}}``; a document twice is an AssertionError."""
    return _nested(f_qrel, n_columns=4, at=3, number=int)


def _nested(lines: Iterable[str], n_columns: int, at: int, number: Callable[[str], Any]) -> dict[str, Any]:
    nested: dict[str, dict[str, Any]] = defaultdict(dict)
    for line in lines:
        words = line.split()
        if len(words) != n_columns:
            raise ValueError(f"expected {n_columns} columns, got {len(words)}: {line.strip()!r}")
        query, document = words[0], words[2]
        if document in nested[query]:
            raise AssertionError(f"query {query} holds document {document} twice")
        nested[query][document] = number(words[at])
    return nested
