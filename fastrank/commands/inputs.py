"""What `compare`, `leaderboard` and `bootstrap` read: judgements and runs, or a table of scores."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from fastrank.commands import attributes, options, units

if TYPE_CHECKING:
    from fastrank.scores import Scores


def add_inputs(parser: ArgumentParser) -> None:
    """QRELS RUN ..., or one table of scores."""
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="FILE",
        help="QRELS RUN [RUN ...] (a RUN may be NAME=PATH), or one table of scores: csv, tsv, Parquet or Arrow, "
        "with columns system, query_id, value (and measure), or one row a query and one column a system",
    )
    parser.add_argument(
        "-m",
        "--measure",
        action="append",
        metavar="MEASURE",
        help="measure, such as nDCG@10; may be repeated. Of a table that does not name it: its name",
    )
    parser.add_argument("--lower-is-better", action="store_true", help="for measures of a table of scores")
    parser.add_argument(
        "--samples",
        action="store_true",
        help="tables with a row a sample, several of each item, by -m pass@1, pass^4, avg@n; one for all systems, or "
        "one for each",
    )
    options.add_columns(parser)


def read(arguments: Namespace) -> Scores:
    """Return the scores that the inputs hold or give, with the attributes of their queries."""
    return attributes.with_attributes(_read(arguments), arguments)


def _read(arguments: Namespace) -> Scores:
    if arguments.samples:
        return _from_samples(arguments)
    if len(arguments.inputs) == 1:
        return _from_table(arguments)
    if not arguments.measure:
        raise ValueError("judgements and runs need a measure: -m nDCG@10 (`fastrank measures` lists them)")
    if arguments.lower_is_better:
        raise ValueError("--lower-is-better is for tables of scores; measures of runs know their direction")
    from fastrank.evaluate import evaluate
    from fastrank.progress_bar import ProgressBar

    qrels, *runs = arguments.inputs
    with ProgressBar("evaluating", not arguments.no_progress, unit="rows") as bar:
        return evaluate(
            qrels,
            options.runs(runs),
            arguments.measure,
            missing=_unanswered(arguments.missing),
            progress=bar,
            **options.reading(arguments),
        )


def missing_scores(arguments: Namespace) -> str:
    """Return the rule for missing scores: runs have them where unanswered queries were left out."""
    return arguments.missing or "error"


def _unanswered(missing: str | None) -> str | None:
    return "skip" if missing in ("complete", "pairwise") else missing


def _from_samples(arguments: Namespace) -> Scores:
    from fastrank.evaluate_samples import evaluate_samples

    options.refuse_reading(arguments, "--samples")
    named = options.runs(arguments.inputs)
    return evaluate_samples(
        named[0] if isinstance(named, list) and len(named) == 1 else named,
        arguments.measure or [],
        too_few="error" if arguments.missing in (None, "error") else "missing",
        higher_is_better=not arguments.lower_is_better,
        columns=arguments.columns,
        attributes=units.columns(arguments),
    )


def _from_table(arguments: Namespace) -> Scores:
    from fastrank.tables.score_tables import is_score_table

    (path,) = arguments.inputs
    if not is_score_table(path):
        raise ValueError(
            f"{path}: one file alone must be a table of scores (csv, tsv, Parquet or Arrow, by its suffix); "
            "runs come after their judgements: QRELS RUN [RUN ...]"
        )
    options.refuse_reading(arguments, path)
    names = arguments.measure
    return score_table(arguments, path, names[0] if names and len(names) == 1 else names)


def score_table(arguments: Namespace, path: str, measure: str | list[str] | None) -> Scores:
    """Return the scores of a table, by the measures named."""
    from fastrank.scores import read_scores

    return read_scores(
        path,
        measure=measure,
        higher_is_better=False if arguments.lower_is_better else None,
        columns=arguments.columns,
        attributes=units.columns(arguments),
    )
