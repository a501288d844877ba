"""What a file says of queries: attributes such as topic or language, for whatever command looks at them."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastrank.scores import Scores


def add_argument(parser: Any, without: str = "") -> None:
    """Declare where attributes come from, to a parser or a group of its options, and what holds `without` it."""
    parser.add_argument(
        "--attributes",
        metavar="FILE",
        help="csv, tsv, Parquet or Arrow IPC with one row a query: query_id and attributes such as language"
        + without,
    )


def with_attributes(scores: Scores, arguments: Namespace) -> Scores:
    """Return the scores with the attributes that a file gives their queries."""
    return scores if arguments.attributes is None else scores.with_attributes(arguments.attributes)
