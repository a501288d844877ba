"""Options that several commands take, and what they mean to the library."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

FORMATS = ("table", "csv", "markdown", "latex", "html", "parquet")


def add_output(parser: ArgumentParser) -> None:
    """Where results go and in which format."""
    group = parser.add_argument_group("output")
    group.add_argument(
        "-f",
        "--format",
        choices=FORMATS,
        metavar="FORMAT",
        help="table (default), csv, markdown, latex, html or parquet; told from the suffix of -o where not given",
    )
    group.add_argument(
        "-o", "--output", metavar="FILE", help="write to FILE, which appears only when complete"
    )


def add_machine(parser: ArgumentParser) -> None:
    """How the work is done."""
    group = parser.add_argument_group("work")
    group.add_argument("--threads", type=int, metavar="N", help="threads to use; results do not depend on it")
    group.add_argument("--no-progress", action="store_true", help="no progress bar")


def add_reading(parser: ArgumentParser) -> None:
    """How judgements and runs are read."""
    group = parser.add_argument_group("rules for judgements and runs")
    group.add_argument(
        "--compat", metavar="NAME", help="follow a program to the letter: trec_eval-9.0.8 or trec_eval-10.0"
    )
    group.add_argument(
        "--ties",
        default="id_descending",
        metavar="RULE",
        help="order of equal scores: id_descending (default, trec_eval's), id_ascending, numeric_descending, "
        "numeric_ascending, input, best, worst, or average over the orders",
    )
    group.add_argument(
        "--undefined", type=float, metavar="X", help="value of a query without a relevant document"
    )
    group.add_argument(
        "--duplicates",
        default="error",
        metavar="RULE",
        help="a document that a query holds twice in a run: error (default), first or best",
    )
    group.add_argument("--judged-only", action="store_true", help="drop unjudged documents before ranking")
    group.add_argument(
        "--ignore-identical-ids",
        action="store_true",
        help="drop retrieved documents whose id is that of the query before ranking",
    )
    group.add_argument(
        "--depth",
        type=int,
        metavar="N",
        help="only the first N documents of each query count (trec_eval's -M)",
    )


_RUN_COLUMNS = (
    "columns whose names are not recognised, such as query_id=qid,score=bm25_score; where judgements and "
    "runs are read, qrels.doc_id=d,run.doc_id=document tells them apart"
)


def add_columns(parser: ArgumentParser, told: str = _RUN_COLUMNS) -> None:
    """Names of columns."""
    parser.add_argument(
        "--columns",
        type=_columns,
        metavar="NAME=COLUMN,...",
        help=told,
    )


def set_threads(arguments: Namespace) -> None:
    """Use the number of threads that was asked for."""
    if arguments.threads is not None:
        from fastrank.parallel import set_num_threads

        set_num_threads(arguments.threads)


def refuse_reading(arguments: Namespace, path: str) -> None:
    """Raise where a rule for judgements and runs is given with a table of scores, which has neither."""
    unset = {
        "compat": None,
        "ties": "id_descending",
        "undefined": None,
        "duplicates": "error",
        "judged_only": False,
        "ignore_identical_ids": False,
        "depth": None,
    }
    for name, default in unset.items():
        if getattr(arguments, name) != default:
            option = "--" + name.replace("_", "-")
            raise ValueError(
                f"{path}: {option} is a rule for judgements and runs; a table of scores has its values"
            )


def reading(arguments: Namespace) -> dict[str, Any]:
    """Return what `evaluate` takes of the reading options."""
    names = (
        "compat", "ties", "undefined", "duplicates", "judged_only", "ignore_identical_ids", "depth", "columns",
    )  # fmt: skip
    return {name: getattr(arguments, name) for name in names}


def runs(paths: list[str]) -> Any:
    """Return runs as `evaluate` takes them: paths, or names and paths where one is written NAME=PATH."""
    import os

    from fastrank.evaluation.systems import system_name

    named = [_named(path) for path in paths]
    if not any(name for name, _ in named):
        return paths
    found: dict[str, str] = {}
    for name, path in named:
        name = name or system_name(path)
        if name in found:
            raise ValueError(f"two runs are called {name!r}; write one as NAME={os.fspath(path)}")
        found[name] = path
    return found


def _named(path: str) -> tuple[str, str]:
    import os

    name, equals, rest = path.partition("=")
    return (name, rest) if equals and not os.path.exists(path) else ("", path)


def _columns(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split(",")]
    if not all(name and column for name, _, column in pairs):
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(f"written as NAME=COLUMN,NAME=COLUMN, got {text!r}")
    return {name.strip(): column.strip() for name, _, column in pairs}
