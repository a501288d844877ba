"""fastrank trec_eval: what trec_eval prints, for who has scripts that read it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager

HELP = "print what trec_eval prints, from the same options"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare trec_eval's options, and whose output it is."""
    parser.add_argument("qrels", metavar="QRELS", help="judgements")
    parser.add_argument("results", metavar="RUN", help="a run; - reads it from standard input")
    parser.add_argument(
        "-m",
        "--measure",
        action="append",
        default=[],
        metavar="NAME[.PARAMETERS]",
        help="such as map, ndcg_cut.10,20, ndcg.1=3,2=9; official (where none is named), set or all_trec; "
        "may be repeated",
    )
    for short, long, told in (
        ("-q", "--query_eval_wanted", "values of every query too"),
        ("-n", "--nosummary", "no values of all queries"),
        ("-c", "--complete_rel_info_wanted", "means over all judged queries, 0 for those not in the run"),
        ("-J", "--Judged_docs_only", "drop documents without a judgement"),
    ):
        parser.add_argument(short, long, action="store_true", help=told)
    parser.add_argument(
        "-l",
        "--level_for_rel",
        type=int,
        default=1,
        metavar="N",
        help="grade from which a document is relevant (1)",
    )
    parser.add_argument(
        "-M",
        "--Max_retrieved_per_topic",
        type=int,
        metavar="N",
        help="only the first N documents of a query count",
    )
    parser.add_argument(
        "-N", "--Number_docs_in_coll", type=int, default=0, metavar="N", help="documents in the collection"
    )
    parser.add_argument(
        "-Z",
        "--Zscore",
        metavar="FILE",
        help="distances from the means of a file, in its standard deviations",
    )
    parser.add_argument("-R", "--Rel_info_format", choices=["qrels"], help="format of the judgements")
    parser.add_argument("-T", "--Results_format", choices=["trec_results"], help="format of the run")
    parser.add_argument(
        "--compat",
        default="trec_eval-9.0.8",
        choices=["trec_eval-9.0.8", "trec_eval-10.0"],
        help="whose output (trec_eval-9.0.8); of 10.0 without rbp and rbp_resid, which read uninitialised memory there",
    )


def run(arguments: Namespace) -> None:
    """Evaluate and print."""
    from fastrank.adapters.trec_eval import Options, lines

    options = Options(
        measures=tuple(arguments.measure),
        per_query=arguments.query_eval_wanted,
        summary=not arguments.nosummary,
        complete=arguments.complete_rel_info_wanted,
        level=arguments.level_for_rel,
        judged_only=arguments.Judged_docs_only,
        depth=arguments.Max_retrieved_per_topic,
        n_documents=arguments.Number_docs_in_coll,
        zscores=arguments.Zscore,
        compat=arguments.compat,
    )
    with _read_from(arguments.results) as path:
        sys.stdout.writelines(f"{line}\n" for line in lines(arguments.qrels, path, options))


@contextmanager
def _read_from(path: str) -> Iterator[str]:
    """The path of a run; of standard input that of a copy, as the run and its tag are read one after the other."""
    if path != "-":
        yield path
        return
    import shutil
    import tempfile

    with tempfile.NamedTemporaryFile(prefix="stdin-", suffix=".run") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
        copy.flush()
        yield copy.name
