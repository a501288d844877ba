"""fastrank bootstrap: an interval for a statistic of scores."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from fastrank.commands import inference, inputs

HELP = "bootstrap intervals of means, differences, ratios, quantiles, variances or Kendall's tau"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes."""
    inputs.add_inputs(parser)
    parser.add_argument(
        "--statistic",
        default="mean",
        metavar="NAME",
        help="mean (default), variance or quantile of every system; mean_difference, ratio_of_means or kendalltau of "
        "two, or of every system and --baseline; system_kendalltau: of the means of systems by two measures",
    )
    parser.add_argument("--q", type=float, metavar="Q", help="level of quantile, from 0 to 1")
    parser.add_argument("--baseline", metavar="NAME", help="the system that others are paired with")
    parser.add_argument(
        "--method",
        metavar="NAME",
        help="percentile (default from 1000 queries on), studentised or bca (defaults below) or basic",
    )
    parser.add_argument(
        "--weights", default="poisson", metavar="NAME", help="of queries: poisson (default) or multinomial"
    )
    parser.add_argument(
        "--alternative",
        default="two-sided",
        metavar="SIDE",
        help="two-sided (default), less (an upper bound only) or greater (a lower bound only)",
    )
    inference.add_arguments(parser, marks=False)


def run(arguments: Namespace) -> None:
    """Resample by each measure, or by both at once, and show."""
    from fastrank.arrays.seeds import seed_from
    from fastrank.bootstrap import bootstrap
    from fastrank.progress_bar import ProgressBar
    from fastrank.report.bootstrap import bootstrap_sheet, bootstrap_table
    from fastrank.significance.bootstrap_choices import SYSTEM_TAU

    scores = inputs.read(arguments)
    seed = seed_from(arguments.seed)
    parts = [scores] if arguments.statistic == SYSTEM_TAU else [scores[name] for name in scores.measures]
    names = ("statistic", "method", "weights", "baseline", "q", "alternative")
    asked = {name: getattr(arguments, name) for name in names} | inference.chosen(arguments)
    results = []
    for part in parts:
        with ProgressBar(f"resampling by {', '.join(part.measures)}", not arguments.no_progress) as bar:
            results.append(bootstrap(part, rng=seed, progress=bar, **asked))
    told = [f"seed {seed}", *dict.fromkeys(note for result in results for note in result.notes)]
    inference.put(
        arguments,
        results,
        lambda: [bootstrap_sheet(result) for result in results],
        lambda: bootstrap_table(results),
        told,
    )
