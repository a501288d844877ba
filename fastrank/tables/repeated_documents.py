"""The error of a run that holds a document twice for one query."""

from __future__ import annotations

from fastrank.tables.errors import shown
from fastrank.tables.origin import Origin, both_places


def repeated_document(query: object, document: object, first: Origin, second: Origin) -> ValueError:
    """Return the error for a document that stands in two rows of a query."""
    return ValueError(
        f"{second.source}: query {shown(query)} holds document {shown(document)} twice, in "
        f"{both_places(first, second)}; say duplicates='first' or 'best' to keep one"
    )
