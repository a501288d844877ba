"""The error of a run that holds a document twice for one query."""

from __future__ import annotations

from fastrank.tables.origin import Origin, both_places


class RepeatedDocument(ValueError):
    """A query of a run holds a document twice."""

    def __init__(self, query: str, document: str, first: Origin, second: Origin) -> None:
        super().__init__(
            f"{second.source}: query {query} holds document {document} twice, in {both_places(first, second)}; "
            "say duplicates='first' or 'best' to keep one"
        )
