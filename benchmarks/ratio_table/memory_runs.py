"""Runs in memory as rows a second, five measures of one system and of ten, and dense lists beside a plain sum."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.peers_tables import FIVE

import fastrank as fr
from benchmarks import input_files, inputs, memory_tables, peers_tables
from fastrank import parallel
from ratio_table.timing import Row, alternate, figures, seconds, versus

TARGETS = {"nDCG@10": 200, "five measures": 70}  # million rows a second
MEASURES = {"nDCG@10": ["nDCG@10"], "five measures": list(FIVE)}


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows; all runs are of one collection."""
    n_queries, depth = (200, 100) if quick else (5000, 1000)
    yield from _in_memory(n_queries, depth, rounds=3 if quick else 15)
    yield from _five(input_files.parquet_files(n_queries, depth), n_queries * depth, 3 if quick else 10)
    yield _dense(2000 if quick else 1_000_000)


def _in_memory(n_queries: int, depth: int, rounds: int) -> Iterator[Row]:
    """From Arrow tables to a value a query, the judgements' reading included."""
    tables = memory_tables.variants(n_queries, depth)
    n = n_queries * depth
    qrels, run = tables["string ids"]
    for name, measures in MEASURES.items():
        fr.evaluate(qrels, run, measures)
        for ids in ("string ids", "integer ids"):

            def ours(ids: str = ids, measures: list[str] = measures) -> Any:
                return fr.evaluate(*tables[ids], measures)

            def strings(measures: list[str] = measures) -> Any:
                return fr.evaluate(qrels, run, measures)

            assert ours().means().tobytes() == strings().means().tobytes()
            timing = alternate(ours, strings, rounds)
            rate = f"{figures(n / timing.ours / 1e6)} M rows/s"
            yield Row(
                f"{name}, {n} rows in memory, {ids}", "", seconds(timing.ours), "", rate, str(TARGETS[name])
            )
        yield _shuffled(f"{name}, {n} rows in memory, shuffled within queries", tables, measures, rounds)


def _shuffled(what: str, tables: dict[str, Any], measures: list[str], rounds: int) -> Row:
    def ours() -> Any:
        return fr.evaluate(*tables["shuffled"], measures)

    def in_order() -> Any:
        return fr.evaluate(*tables["string ids"], measures)

    assert ours().values.tobytes() == in_order().values.tobytes()
    timing = alternate(ours, in_order, rounds)
    slower = figures(1 / statistics.median(timing.ratios))
    label = "rows in order"
    return Row(
        what, label, seconds(timing.ours), seconds(timing.theirs), f"{slower} x the time", "at most 1.3"
    )


def _five(files: input_files.Files, n: int, n_systems: int) -> Iterator[Row]:
    """Systems are the same file under several names: each is read and evaluated for itself."""
    for count in (1, n_systems):
        runs = [files.run] * count
        systems = {f"system {i}": run for i, run in enumerate(runs)}
        what = f"five measures, Parquet, {count} x {n} rows"

        def ours(systems: dict[str, Path] = systems) -> Any:
            return fr.evaluate(files.qrels, systems, list(FIVE))

        reference = ours()

        def duckdb(runs: list[Path] = runs) -> Any:
            return peers_tables.duckdb_five(files.qrels, runs)

        table = duckdb()[-1].sort_by("query_id")
        _agree(
            reference, table.column("query_id").to_pylist(), [table.column(name).to_numpy() for name in FIVE]
        )
        yield versus(what, "duckdb query, trec_eval tie rule", ours, duckdb, 3 if count > 1 else 7, "4")

        def pytrec_eval(runs: list[Path] = runs) -> Any:
            return peers_tables.pytrec_eval_five(files.qrels, runs)

        if count > 1:
            found = pytrec_eval()[-1]
            names = ("ndcg_cut_10", "map", "recip_rank", "recall_1000", "P_10")
            _agree(reference, list(found), [[value[name] for value in found.values()] for name in names])
            yield versus(what, "pytrec_eval, dicts from pyarrow", ours, pytrec_eval, 1, "20")
        else:  # ten would take ten times as long there; here the judgements are shared

            def ir_measures() -> Any:
                return peers_tables.ir_measures_five(files.qrels, files.run)

            values = ir_measures()
            queries = list(dict.fromkeys(query for query, _ in values))
            _agree(reference, queries, [[values[query, name] for query in queries] for name in FIVE])
            yield versus(what, "ir_measures on pandas frames", ours, ir_measures, 1, "50")


def _agree(reference: fr.Scores, queries: list[str], values: list[Any]) -> None:
    assert sorted(queries) == sorted(reference.queries)
    own = reference.sel(queries=queries).values[:, -1]
    np.testing.assert_allclose(np.array(values, dtype=float), own, rtol=1e-6, atol=1e-9)


def _dense(n: int) -> Row:
    """How many times as long as adding up all numbers of both arrays, by two threads at once."""
    grades, scores = (np.ascontiguousarray(array, dtype=np.float32) for array in inputs.dense_lists(n, 100))

    def ours() -> Any:
        return fr.ndcg(grades, scores, k=10)

    def added() -> Any:
        halves = [half for array in (grades, scores) for half in np.array_split(array, 2)]
        return parallel.map_tasks(lambda half: np.add.reduce(half, axis=None), halves)

    ours()
    timing = alternate(ours, added, 7)
    slower = f"{figures(1 / statistics.median(timing.ratios))} x the time"
    what, label = f"nDCG@10, {n} x 100 float32", "`np.add.reduce` over both arrays, two threads"
    return Row(what, label, seconds(timing.ours), seconds(timing.theirs), slower, "at most 12")
