"""nDCG@10 of TREC text, from the files to a value a query; in this process, and as a command beside trec_eval's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from benchmarks.processes import environment, python

import fastrank as fr
from benchmarks import input_files, peers_trec
from ratio_table.processes import run
from ratio_table.timing import Row, versus

_PROGRAM = "trec_eval's C program"


def rows(quick: bool) -> Iterator[Row]:
    """Yield a row against pytrec_eval, and two against trec_eval where FASTRANK_TREC_EVAL is its path."""
    n_queries, depth = (200, 100) if quick else (5000, 1000)
    files = input_files.trec_files(n_queries, depth)
    what = f"nDCG@10, TREC text of {n_queries * depth} rows, {30 * n_queries} judgements"

    def ours() -> Any:
        return fr.evaluate(files.qrels, files.run, ["nDCG@10"])

    def pytrec_eval() -> Any:
        return peers_trec.pytrec_eval_ndcg(*files)

    def trec_eval() -> Any:
        return peers_trec.trec_eval_ndcg(*files)

    def command() -> None:
        run(
            python("-m", "fastrank", "evaluate", str(files.qrels), str(files.run), "-m", "nDCG@10"), variables
        )

    scores, variables = ours(), environment()
    expected = dict(zip(scores.queries, scores.values[0, 0].tolist(), strict=True))
    _agree(expected, pytrec_eval(), 1e-12)
    yield versus(what, "pytrec_eval, its parse_run and parse_qrel", ours, pytrec_eval, 3)
    if peers_trec.trec_eval_program() is None:
        return
    printed = peers_trec.trec_eval_ndcg(*files, every_query=True)
    printed.pop("all")
    _agree(expected, printed, 5.1e-5)  # it prints four decimals
    command()
    yield versus(what, _PROGRAM, ours, trec_eval, 7, "5")
    yield versus(f"{what}, fresh process", _PROGRAM, command, trec_eval, 7)


def _agree(expected: dict[str, float], found: dict[str, float], within: float) -> None:
    assert found.keys() == expected.keys()
    both = np.array([(value, found[query]) for query, value in expected.items()])
    np.testing.assert_allclose(both[:, 1], both[:, 0], rtol=1e-9, atol=within)
