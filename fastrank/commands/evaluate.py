"""fastrank evaluate: runs against judgements."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from fastrank.commands import attributes, options, output, slices

HELP = "evaluate runs against judgements"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("qrels", metavar="QRELS", help="judgements: TREC text, Parquet, Arrow IPC or csv")
    parser.add_argument(
        "runs",
        nargs="+",
        metavar="RUN",
        help="runs in the same formats; PATH or NAME=PATH; a table with a column `system` holds several",
    )
    parser.add_argument(
        "-m",
        "--measure",
        action="append",
        required=True,
        metavar="MEASURE",
        help="such as nDCG@10 or AP(rel=2); may be repeated (`fastrank measures` lists them)",
    )
    parser.add_argument("--per-query", action="store_true", help="values of every query instead of means")
    parser.add_argument(
        "--missing",
        metavar="RULE",
        help="a judged query that a run does not answer: worst (default), skip (default of --compat) or error",
    )
    slices.add_arguments(parser)
    options.add_columns(parser)
    options.add_reading(parser)
    _add_long_runs(parser)
    options.add_output(parser)
    options.add_machine(parser)


def _add_long_runs(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("runs that do not fit into memory")
    group.add_argument(
        "--order",
        metavar="ORDER",
        help="how rows come: grouped (the rows of a query follow each other; others are refused) or any (where they "
        "do not, all are brought together in memory); default: any for single files, grouped for folders",
    )
    group.add_argument(
        "--out",
        metavar="FILE.parquet",
        help="also write the values of every query as they come; what an interrupted command has done is kept",
    )
    group.add_argument("--resume", action="store_true", help="go on with the --out that was interrupted")


def run(arguments: Namespace) -> None:
    """Evaluate and show."""
    slices.check(arguments)
    from fastrank.evaluate import evaluate
    from fastrank.progress_bar import ProgressBar
    from fastrank.report.evaluation import query_sheet, rule_notes

    with ProgressBar("evaluating", not arguments.no_progress, unit="rows") as bar:
        scores = evaluate(
            arguments.qrels,
            options.runs(arguments.runs),
            arguments.measure,
            missing=arguments.missing,
            progress=bar,
            order=arguments.order,
            out=arguments.out,
            resume=arguments.resume,
            **options.reading(arguments),
        )
    scores = attributes.with_attributes(scores, arguments)
    if arguments.per_query:
        drawn = arguments.format not in ("csv", "parquet")
        sheets, table = [query_sheet(scores)] if drawn else [], scores.to_arrow
    else:
        sheets, table = slices.summary(scores, arguments)
    output.put(arguments, sheets, table, rule_notes(scores))
