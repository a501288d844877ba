"""evaluate_table of joined tables: with document ids and without, and one row a query."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

import fastrank as fr

from .cases import CASES, dimensions

FORMS = ["ids", "no ids", "lists"]


class EvaluateTable:
    """Queries × documents of which one in ten is judged."""

    params = (["20x100", "500x1000", "5000x1000"], FORMS, CASES["threads"])
    param_names = ("size", "form", "threads")
    version = "1"

    def setup(self, size: str, form: str, threads: int) -> None:
        fr.set_num_threads(threads)
        queries, depth = dimensions(size)
        n, rng = queries * depth, np.random.default_rng(0)
        grades = pa.array(rng.integers(0, 3, n), mask=rng.random(n) < 0.9)
        columns = {"relevance": grades, "score": rng.random(n)}
        if form == "lists":
            offsets = pa.array(np.arange(queries + 1) * depth, pa.int32())
            columns = {
                name: pa.ListArray.from_arrays(offsets, pa.array(values)) for name, values in columns.items()
            }
        else:
            columns["query_id"] = np.repeat(np.arange(queries), depth)
        if form == "ids":
            columns["doc_id"] = pa.array(np.tile(np.arange(depth), queries)).cast(pa.string())
        self.table = pa.table(columns)
        self.time_evaluate_table()

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_evaluate_table(self, *_: object) -> None:
        fr.evaluate_table(self.table, ["nDCG@10", "RR"])
