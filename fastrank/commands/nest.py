"""fastrank nest: a long run as one row a query, which no batch border cuts."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from fastrank.commands import options

HELP = "convert a run or judgements to one row a query, with list columns"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("input", metavar="RUN", help="a run, or judgements with --qrels")
    parser.add_argument("output", metavar="OUT.parquet", help="the Parquet file to write")
    parser.add_argument("--qrels", action="store_true", help="the input holds judgements")
    options.add_columns(parser)


def run(arguments: Namespace) -> None:
    """Read, nest and write."""
    from fastrank.report.files import check_writable, write_whole
    from fastrank.report.parquet import parquet_bytes
    from fastrank.tables.nest import nested

    check_writable(arguments.output)
    table = nested(arguments.input, "qrels" if arguments.qrels else "run", arguments.columns)
    write_whole(arguments.output, parquet_bytes(table))
