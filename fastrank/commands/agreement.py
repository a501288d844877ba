"""fastrank agreement: do two judges, or two measures, order systems alike."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from fastrank.commands import inference, inputs, options

if TYPE_CHECKING:
    from fastrank.scores import Scores

HELP = "say how alike two score tables, or two measures of one, order the same systems"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="FILE",
        help="two tables of scores (csv, tsv, Parquet or Arrow), or one and two measures; as `fastrank compare` reads",
    )
    parser.add_argument(
        "-m",
        "--measure",
        action="append",
        metavar="MEASURE",
        help="the measure of both, or twice: that of the first and that of the second",
    )
    parser.add_argument("--lower-is-better", action="store_true", help="for both measures")
    options.add_columns(parser)
    parser.add_argument(
        "--over",
        default="queries",
        metavar="WHAT",
        help="what is resampled for the intervals: queries (default), systems or both",
    )
    parser.add_argument(
        "-p", type=float, metavar="P", help="persistence of rank-biased overlap; none without it"
    )
    parser.add_argument("--test", metavar="TEST", help="of all pairs on each side: as of `fastrank compare`")
    parser.add_argument("--correction", metavar="NAME", help="as of `fastrank compare`")
    parser.add_argument(
        "--pairs",
        action="store_true",
        help="every pair of systems and how both sides find it, instead of statistics",
    )
    inference.add_arguments(parser, runs=False)


def run(arguments: Namespace) -> None:
    """Compare both sides and show."""
    from fastrank.agreement import agreement
    from fastrank.progress_bar import ProgressBar
    from fastrank.report.agreement import agreement_sheets, pairs_sheet, pairs_table

    a, b = _sides(arguments)
    names = ("over", "p", "test", "correction")
    asked = {name: getattr(arguments, name) for name in names} | inference.chosen(arguments)
    with ProgressBar("resampling", not arguments.no_progress) as bar:
        result = agreement(a, b, rng=arguments.seed, progress=bar, **asked)
    told = [f"seed {result.seed}", *result.notes]
    if arguments.pairs:
        inference.put(arguments, [result], lambda: [pairs_sheet(result)], lambda: pairs_table(result), told)
    else:
        inference.put(arguments, [result], lambda: agreement_sheets(result), result.to_arrow, told)


def _sides(arguments: Namespace) -> tuple[Scores, Scores]:
    """Return the scores of both sides, one measure each."""
    paths, measures = arguments.inputs, arguments.measure or []
    if len(paths) > 2 or len(measures) > 2:
        raise ValueError("agreement is of two sides: two tables of scores, or one with -m twice")
    if len(paths) == 2:
        named = measures or [None]
        return (
            inputs.score_table(arguments, paths[0], named[0]),
            inputs.score_table(arguments, paths[1], named[-1]),
        )
    if len(measures) < 2:
        raise ValueError(f"{paths[0]}: one table alone needs two measures: -m nDCG@10 -m AP")
    scores = inputs.score_table(arguments, paths[0], measures)
    return scores[measures[0]], scores[measures[1]]
