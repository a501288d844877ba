"""fastrank battles: models rated by who beat whom."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from fastrank.commands import inference, options

HELP = "rate models by battles of two (Bradley-Terry), with intervals of ratings and ranks"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "battles",
        metavar="FILE",
        help="one row a battle: csv, tsv, Parquet or Arrow, with columns model_a, model_b and winner (model_a, "
        "model_b, tie, a model's name, or 1, 0.5, 0)",
    )
    parser.add_argument(
        "--counts", metavar="COLUMN", help="column that says how many battles a row stands for"
    )
    parser.add_argument(
        "--groups", metavar="COLUMN", help="column of what battles belong to: a question, a judge, a user"
    )
    parser.add_argument(
        "--ties",
        default="half",
        choices=("half", "drop", "davidson"),
        metavar="RULE",
        help="half a win for either side (half, default), left out (drop), or of a probability of their own (davidson)",
    )
    parser.add_argument(
        "--prior",
        type=float,
        default=0.0,
        metavar="N",
        help="battles added to every pair, half won by each (0)",
    )
    parser.add_argument(
        "--anchor", metavar="MODEL", help="the model that is rated 1000; by default the mean of all models is"
    )
    options.add_columns(parser, "columns whose names are not recognised, such as winner=vote")
    inference.add_resampling(parser, 999)
    options.add_output(parser)
    inference.add_report(parser)
    options.add_machine(parser)


def run(arguments: Namespace) -> None:
    """Rate and show."""
    from fastrank.bradley_terry import bradley_terry
    from fastrank.progress_bar import ProgressBar
    from fastrank.report.battles import battles_sheet

    names = ("columns", "counts", "groups", "ties", "prior", "anchor")
    resamples = {} if arguments.resamples is None else {"n_resamples": arguments.resamples}
    with ProgressBar("resampling", not arguments.no_progress) as bar:
        result = bradley_terry(
            arguments.battles,
            alpha=arguments.alpha,
            confidence_level=arguments.confidence,
            rng=arguments.seed,
            progress=bar,
            **{name: getattr(arguments, name) for name in names},
            **resamples,
        )
    told = [f"seed {result.seed}", *result.notes]
    inference.put(arguments, [result], lambda: [battles_sheet(result)], result.to_arrow, told)
