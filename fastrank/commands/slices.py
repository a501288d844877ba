"""Options for attributes of queries: slices, weights, macro means."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from fastrank.commands import attributes

if TYPE_CHECKING:
    import pyarrow as pa

    from fastrank.report.sheet import Sheet
    from fastrank.scores import Scores


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what is known of queries, and what to make of it."""
    group = parser.add_argument_group("attributes of queries")
    attributes.add_argument(group)
    group.add_argument(
        "--by",
        metavar="NAME[,NAME]",
        help="means for every value of an attribute, or of several, beside their macro and micro means",
    )
    group.add_argument(
        "--over",
        choices=("macro", "micro", "nested"),
        metavar="WAY",
        help="with --by, one mean from those of all slices: macro (the mean of their means), micro (over all queries) "
        "or nested (level by level)",
    )
    group.add_argument("--weights", metavar="NAME", help="an attribute that weighs queries")


def check(arguments: Namespace) -> None:
    """Refuse what has nothing to work on, before any work is done."""
    for name in ("by", "weights"):
        if getattr(arguments, name) is not None and arguments.attributes is None:
            raise ValueError(f"--{name} needs attributes of queries: --attributes FILE")
        if getattr(arguments, name) is not None and arguments.per_query:
            raise ValueError(f"--{name} is for means, and --per-query gives none; leave one out")
    if arguments.over is not None and arguments.by is None:
        raise ValueError("--over needs --by, the attributes whose slices it averages")


def summary(scores: Scores, arguments: Namespace) -> tuple[list[Sheet], Callable[[], pa.Table]]:
    """Return the means that were asked for, as sheets and as a table."""
    from fastrank.report.evaluation import slice_sheets, summary_sheet
    from fastrank.scores import Summary

    by = None if arguments.by is None else arguments.by.split(",")
    found = scores.summary(by, weights=arguments.weights, over=arguments.over)
    sheets = [summary_sheet(scores, found)] if isinstance(found, Summary) else slice_sheets(scores, found)
    return sheets, found.to_arrow
