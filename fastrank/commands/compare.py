"""fastrank compare: which systems differ, and how sure that is."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from fastrank.commands import inference, inputs, output

HELP = "test which systems differ, on runs or on your own scores"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes."""
    inputs.add_inputs(parser)
    parser.add_argument(
        "--baseline", metavar="NAME", help="compare every system with this one; else all pairs"
    )
    parser.add_argument(
        "--test",
        metavar="TEST",
        help="t (default with a baseline), randomization (default for all pairs), bootstrap or bootstrap_shift",
    )
    parser.add_argument(
        "--correction",
        metavar="NAME",
        help="holm, bh, bonferroni, maxt or none; default: maxt where the test has one, else holm",
    )
    parser.add_argument(
        "--interval",
        metavar="NAME",
        help="t (default beside a t test), studentised, bca or percentile (defaults beside others, by size)",
    )
    inference.add_arguments(parser, pairwise=True)


def run(arguments: Namespace) -> None:
    """Compare by each measure and show."""
    from fastrank.arrays.seeds import seed_from
    from fastrank.compare import compare
    from fastrank.progress_bar import ProgressBar
    from fastrank.report.comparison import comparison_sheet, comparison_table

    scores = inputs.read(arguments)
    seed = seed_from(arguments.seed)
    results = []
    for measure in scores.measures:
        with ProgressBar(f"comparing by {measure}", not arguments.no_progress) as bar:
            result = compare(
                scores.sel(measures=[measure]),
                arguments.baseline,
                test=arguments.test,
                correction=arguments.correction,
                interval=arguments.interval,
                rng=seed,
                progress=bar,
                **inference.chosen(arguments),
            )
        results.append(result)
    drawn = [f"seed {seed}"] if any(result.n_resamples for result in results) else []
    told = [*drawn, *dict.fromkeys(note for result in results for note in result.notes)]
    output.put(
        arguments, [comparison_sheet(result) for result in results], lambda: comparison_table(results), told
    )
