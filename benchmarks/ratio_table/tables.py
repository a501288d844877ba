"""Row 4: nDCG@10 of a Parquet run against Parquet judgements, from the files to a value a query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import fastrank as fr
from benchmarks import input_files, peers_tables
from ratio_table.timing import Row, versus


def rows(quick: bool) -> Iterator[Row]:
    """Yield a row for each peer; all start from the same two files."""
    n_queries, depth = (200, 100) if quick else (5000, 1000)
    files = input_files.parquet_files(n_queries, depth)
    what = f"nDCG@10, Parquet run of {n_queries * depth} rows, {30 * n_queries} judgements"

    def ours() -> Any:
        return fr.evaluate(files.qrels, files.run, ["nDCG@10"])

    reference = ours()
    expected = dict(zip(reference.queries, reference.values[0, 0].tolist(), strict=True))

    def pytrec_eval() -> Any:
        return peers_tables.pytrec_eval_ndcg(*files)

    _agree(expected, pytrec_eval())
    yield versus(what, "pytrec_eval, dicts from pyarrow", ours, pytrec_eval, 5, "8")
    for name, peer in (("polars", peers_tables.polars_ndcg), ("duckdb", peers_tables.duckdb_ndcg)):
        for tie_rule in (True, False):

            def theirs(peer: Any = peer, tie_rule: bool = tie_rule) -> Any:
                return peer(*files, tie_rule=tie_rule)

            frame = theirs()
            found = dict(
                zip(*(list(frame[column].to_numpy()) for column in ("query_id", "value")), strict=True)
            )
            _agree(expected, found, exact=tie_rule)
            label = f"{name} query, {'trec_eval tie rule' if tie_rule else 'ties in any order'}"
            yield versus(what, label, ours, theirs, 7)


def _agree(expected: dict[str, float], found: dict[str, float], *, exact: bool = True) -> None:
    """Every query's value; without a tie rule only their mean can agree, and only nearly."""
    assert found.keys() == expected.keys()
    both = np.array([(value, found[query]) for query, value in expected.items()])
    if exact:
        np.testing.assert_allclose(both[:, 1], both[:, 0], rtol=1e-9, atol=1e-12)
    else:
        np.testing.assert_allclose(both[:, 1].mean(), both[:, 0].mean(), rtol=1e-3)
