"""fastrank leaderboard: systems in order, with intervals and marks."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from fastrank.commands import inference, inputs

HELP = "rank systems, with intervals and marks for those that the best is not told apart from"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes."""
    inputs.add_inputs(parser)
    inference.add_arguments(parser)


def run(arguments: Namespace) -> None:
    """Rank and show."""
    from fastrank.leaderboard import leaderboard
    from fastrank.progress_bar import ProgressBar
    from fastrank.report.leaderboard import leaderboard_sheet

    scores = inputs.read(arguments)
    with ProgressBar("resampling", not arguments.no_progress) as bar:
        board = leaderboard(scores, rng=arguments.seed, progress=bar, **inference.chosen(arguments))
    told = [f"seed {board.seed}", *board.notes]
    inference.put(arguments, [board], lambda: [leaderboard_sheet(board)], board.to_arrow, told)
