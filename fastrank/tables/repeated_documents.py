"""The error of a run that holds a document twice for one query."""

from __future__ import annotations

from fastrank.tables.origin import Origin, both_places


def repeated_document(query: str, document: str, first: Origin, second: Origin) -> ValueError:
    """Return the error for a document that stands in two rows of a query."""
    return ValueError(
        f"{second.source}: query {query} holds document {document} twice, in {both_places(first, second)}; "
        "say duplicates='first' or 'best' to keep one"
    )
