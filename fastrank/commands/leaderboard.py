"""fastrank leaderboard: systems in order, with intervals and marks."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from fastrank.commands import inputs, options, output

HELP = "rank systems, with intervals and marks for those that the best is not told apart from"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes."""
    inputs.add_inputs(parser)
    parser.add_argument(
        "--missing",
        choices=("error", "worst", "complete"),
        metavar="RULE",
        help="queries that a system has no score for: error (default for scores), worst (default for runs) or "
        "complete (left out)",
    )
    options.add_inference(parser)
    options.add_reading(parser)
    options.add_output(parser)
    options.add_machine(parser)


def run(arguments: Namespace) -> None:
    """Rank and show."""
    from fastrank.leaderboard import leaderboard
    from fastrank.report.leaderboard import leaderboard_sheet
    from fastrank.report.progress import ProgressBar

    scores = inputs.read(arguments)
    chosen = {} if arguments.resamples is None else {"n_resamples": arguments.resamples}
    with ProgressBar("resampling", not arguments.no_progress) as bar:
        board = leaderboard(
            scores,
            confidence_level=arguments.confidence,
            alpha=arguments.alpha,
            rng=arguments.seed,
            missing=inputs.missing_scores(arguments),
            progress=bar,
            **chosen,
        )
    output.put(arguments, [leaderboard_sheet(board)], board.to_arrow, [f"seed {board.seed}", *board.notes])
