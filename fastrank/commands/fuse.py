"""fastrank fuse: several runs become one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from fastrank.commands import options

HELP = "fuse runs into one run"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("runs", nargs="+", metavar="RUN", help="runs; PATH or NAME=PATH")
    parser.add_argument(
        "-o", "--output", required=True, metavar="OUT.parquet", help="the Parquet file to write"
    )
    parser.add_argument(
        "--method",
        default="rrf",
        metavar="NAME",
        help="rrf (default), isr, log_isr, rbc, borda, combsum, combmnz, combanz, combmax, combmin or combmed",
    )
    parser.add_argument(
        "--normalize",
        metavar="NAME",
        help="of scores, for the comb methods: min-max, max, sum, zmuv, rank or borda",
    )
    parser.add_argument("-k", type=float, default=60.0, metavar="K", help="of rrf (60)")
    parser.add_argument("--phi", type=float, default=0.8, metavar="P", help="of rbc (0.8)")
    parser.add_argument(
        "--weights", type=_weights, metavar="W,W,...", help="a weight for each run, in their order"
    )
    parser.add_argument("--depth", type=int, metavar="N", help="read only the first N documents of each run")
    parser.add_argument("--limit", type=int, metavar="N", help="write only the first N documents a query")
    parser.add_argument(
        "--duplicates",
        default="error",
        metavar="RULE",
        help="a document that a query holds twice in a run: error (default), first or best",
    )
    parser.add_argument(
        "--threads", type=int, metavar="N", help="threads to use; results do not depend on it"
    )
    options.add_columns(parser)


def run(arguments: Namespace) -> None:
    """Read, fuse and write."""
    from fastrank.fuse import fuse
    from fastrank.report.files import check_writable, write_whole
    from fastrank.report.parquet import parquet_bytes

    check_writable(arguments.output)
    names = ("method", "normalize", "k", "phi", "weights", "depth", "limit", "duplicates", "columns")
    table = fuse(options.runs(arguments.runs), **{name: getattr(arguments, name) for name in names})
    write_whole(arguments.output, parquet_bytes(table))


def _weights(text: str) -> list[float]:
    try:
        return [float(weight) for weight in text.split(",")]
    except ValueError:
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(f"numbers with commas between them, got {text!r}") from None
