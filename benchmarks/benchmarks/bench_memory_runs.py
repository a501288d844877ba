"""evaluate on Arrow tables in memory: by measures, ids and order of rows; and five measures from Parquet."""

from __future__ import annotations

import fastrank as fr

from . import input_files, memory_tables, peers_tables
from .cases import CASES, dimensions, skip_peer

MEASURES = {"nDCG@10": ["nDCG@10"], "five": list(peers_tables.FIVE)}


class Memory:
    """From tables to a value a query, the judgements' reading included."""

    params = (
        CASES["table_sizes"],
        list(MEASURES),
        ["string ids", "integer ids", "shuffled"],
        CASES["threads"],
    )
    param_names = ("size", "measures", "rows", "threads")
    version = "1"

    def setup(self, size: str, measures: str, rows: str, threads: int) -> None:
        fr.set_num_threads(threads)
        self.tables = memory_tables.variants(*dimensions(size))[rows]
        self.time_evaluate(size, measures)

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_evaluate(self, size: str, measures: str, *_: object) -> None:
        fr.evaluate(*self.tables, MEASURES[measures])


class FiveFromParquet:
    """One system; peers run with the threads they take by themselves."""

    params = (CASES["table_sizes"], ["fastrank", "duckdb", "pytrec_eval", "ir_measures"])
    param_names = ("size", "engine")
    version = "1"
    timeout = 600

    def setup(self, size: str, engine: str) -> None:
        skip_peer(engine)
        self.files = input_files.parquet_files(*dimensions(size))
        self.time_evaluate(size, engine)

    def time_evaluate(self, size: str, engine: str) -> None:
        if engine == "fastrank":
            fr.evaluate(self.files.qrels, self.files.run, MEASURES["five"])
        elif engine == "ir_measures":
            peers_tables.ir_measures_five(*self.files)
        else:
            getattr(peers_tables, f"{engine}_five")(self.files.qrels, [self.files.run])
