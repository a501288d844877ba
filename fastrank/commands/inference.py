"""What commands that resample share: the rule for missing scores, how much is drawn, and from which seed."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from fastrank.commands import inputs, options, output, units

if TYPE_CHECKING:
    import pyarrow as pa

    from fastrank.report.sheet import Sheet

_MISSING = (
    "queries that a system has no score for: error (default for scores), worst (default for runs), "
    "complete (left out)"
)


def add_arguments(
    parser: ArgumentParser, *, pairwise: bool = False, marks: bool = True, runs: bool = True
) -> None:
    """Declare what they take; only pairs can each have queries of their own, and not all mark or read runs."""
    parser.add_argument(
        "--missing",
        choices=("error", "worst", "complete", *(("pairwise",) if pairwise else ())),
        metavar="RULE",
        help=_MISSING + (" or pairwise (those that both of a pair have)" if pairwise else ""),
    )
    add_resampling(parser, 9999, marks=marks)
    if runs:
        units.add_arguments(parser)
        options.add_reading(parser)
    options.add_output(parser)
    add_report(parser)
    options.add_machine(parser)


def add_resampling(parser: ArgumentParser, n_resamples: int, *, marks: bool = True) -> None:
    """Declare how results are resampled, and at which levels."""
    group = parser.add_argument_group("inference")
    group.add_argument(
        "--seed", type=int, metavar="N", help="repeat a result; drawn and printed where not given"
    )
    group.add_argument("--resamples", type=int, metavar="B", help=f"number of resamples ({n_resamples})")
    if marks:
        group.add_argument("--alpha", type=float, default=0.05, metavar="A", help="level of the marks (0.05)")
    group.add_argument(
        "--confidence", type=float, default=0.95, metavar="C", help="level of the intervals (0.95)"
    )


def add_report(parser: ArgumentParser) -> None:
    """Declare that a result can be text."""
    parser.add_argument("--report", action="store_true", help="write text for a paper instead of a table")


def chosen(arguments: Namespace) -> dict[str, Any]:
    """Return what the library takes of these options; what was not given keeps the library's default."""
    resamples = {} if arguments.resamples is None else {"n_resamples": arguments.resamples}
    alpha = {"alpha": arguments.alpha} if "alpha" in arguments else {}
    return {
        **alpha,
        "confidence_level": arguments.confidence,
        "missing": inputs.missing_scores(arguments),
        **resamples,
        **units.chosen(arguments),
    }


def put(
    arguments: Namespace,
    results: Sequence[Any],
    sheets: Callable[[], Sequence[Sheet]],
    table: Callable[[], pa.Table],
    notes: Sequence[str],
) -> None:
    """Write results as text for a paper where that was asked for, else as `output.put` does."""
    if not arguments.report:
        output.put(arguments, sheets(), table, notes)
        return
    text = "\n\n".join(result.to_text() for result in results) + "\n"
    if arguments.output is None:
        sys.stdout.write(text)
        return
    from fastrank.report.files import write_whole

    write_whole(arguments.output, text.encode())
