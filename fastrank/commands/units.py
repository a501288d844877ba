"""Options about which queries belong together: clusters, strata, and where their attributes come from."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from fastrank.commands import attributes


def add_arguments(parser: ArgumentParser) -> None:
    """Declare them."""
    group = parser.add_argument_group("queries that belong together")
    group.add_argument(
        "--groups",
        metavar="NAME[,NAME]",
        help="an attribute, such as topic: queries with the same value are drawn as one; several are crossed factors",
    )
    group.add_argument(
        "--strata",
        metavar="NAME",
        help="an attribute, such as dataset, for each value of which queries were chosen",
    )
    group.add_argument(
        "--over",
        choices=("micro", "macro"),
        metavar="WAY",
        help="with --strata: micro (over all queries, the default) or macro (the mean of the strata's means)",
    )
    attributes.add_argument(group, "; without it attributes are columns of the table of scores")


def columns(arguments: Namespace) -> list[str] | None:
    """Return the columns of a table of scores that are attributes."""
    if "groups" not in arguments or arguments.attributes is not None:
        return None
    return [*_groups(arguments), *([] if arguments.strata is None else [arguments.strata])] or None


def chosen(arguments: Namespace) -> dict[str, Any]:
    """Return what the library takes of these options."""
    if "groups" not in arguments:
        return {}
    groups = _groups(arguments)
    named = groups[0] if len(groups) == 1 else tuple(groups) or None
    return {"groups": named, "strata": arguments.strata, "over": arguments.over}


def _groups(arguments: Namespace) -> list[str]:
    return [] if arguments.groups is None else arguments.groups.split(",")
