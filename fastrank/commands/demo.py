"""fastrank demo: eight real systems on the collection that ships with the package."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace

from fastrank.commands import options, output

HELP = "evaluate eight real systems on a small real collection that ships with the package"
MEASURES = ("nDCG@10", "AP", "RR", "P@10")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the resamples (0)")
    options.add_output(parser)
    options.add_machine(parser)


def run(arguments: Namespace) -> None:
    """Evaluate, rank and show."""
    start = time.perf_counter()
    from fastrank import demo
    from fastrank.evaluate import evaluate
    from fastrank.leaderboard import leaderboard
    from fastrank.progress_bar import ProgressBar
    from fastrank.report.leaderboard import leaderboard_sheet
    from fastrank.warming.processes import compiling_beside

    qrels, runs = demo.load()
    with compiling_beside(["leaderboard"]):
        with ProgressBar("evaluating", not arguments.no_progress) as bar:
            scores = evaluate(qrels, runs, MEASURES, progress=bar)
        with ProgressBar("resampling", not arguments.no_progress) as bar:
            board = leaderboard(scores, rng=arguments.seed, progress=bar)
    if arguments.output is None and arguments.format == "table":
        print(
            "Find the NumPy or SciPy function that a sentence describes.\n"
            f"{len(board.systems)} systems, {len(scores.queries):,} queries, {qrels.num_rows:,} judgements.\n"
        )
    output.put(arguments, [leaderboard_sheet(board)], board.to_arrow, [f"seed {board.seed}", *board.notes])
    if arguments.output is None and arguments.format == "table":
        print(
            f"\n{runs.num_rows:,} retrieved documents evaluated and compared in {time.perf_counter() - start:.1f} s"
        )
