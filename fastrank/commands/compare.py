"""fastrank compare: which systems differ, and how sure that is."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from fastrank.commands import inference, inputs

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
        help="t (default with a baseline), randomization (default for all pairs), bootstrap, bootstrap_shift, tukey, "
        "tukey_randomization, wilcoxon, sign, mcnemar or mcnemar_midp",
    )
    parser.add_argument(
        "--correction",
        metavar="NAME",
        help="holm, hochberg, bonferroni, bh, by, maxt, maxt_stepdown, tukey or none; default: maxt or tukey where "
        "the test has one, else holm",
    )
    parser.add_argument(
        "--alternative",
        default="two-sided",
        metavar="SIDE",
        help="two-sided (default), less or greater: the first system's mean minus the second's",
    )
    parser.add_argument(
        "--margin",
        type=float,
        metavar="M",
        help="test that systems differ by less than this (equivalence; with --alternative greater non-inferiority)",
    )
    parser.add_argument(
        "--interval",
        metavar="NAME",
        help="t (default beside a t test), studentised, bca or percentile (defaults beside others, by size)",
    )
    inference.add_arguments(parser, pairwise=True)
    parser.add_argument(
        "--resampling-risk",
        type=float,
        metavar="R",
        help="stop drawing once every mark is settled but for this risk, such as 0.001; --resamples is then the most",
    )


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
                alternative=arguments.alternative,
                margin=arguments.margin,
                interval=arguments.interval,
                resampling_risk=arguments.resampling_risk,
                rng=seed,
                progress=bar,
                **inference.chosen(arguments),
            )
        results.append(result)
    drawn = [f"seed {seed}"] if any(result.n_resamples for result in results) else []
    told = [*drawn, *dict.fromkeys(note for result in results for note in result.notes)]
    inference.put(
        arguments,
        results,
        lambda: [comparison_sheet(result) for result in results],
        lambda: comparison_table(results),
        told,
    )
