"""evaluate: from Arrow tables in memory, from Parquet files beside its peers, and from TREC text."""

from __future__ import annotations

import fastrank as fr

from . import input_files, peers_tables
from .cases import CASES, dimensions, skip_peer

MEASURES = {"nDCG@10": ["nDCG@10"], "four": ["nDCG@10", "AP", "RR", "P@10"]}


class Arrow:
    """String ids, tables in memory."""

    params = (CASES["table_sizes"], list(MEASURES), CASES["threads"])
    param_names = ("size", "measures", "threads")
    version = "1"

    def setup(self, size: str, measures: str, threads: int) -> None:
        fr.set_num_threads(threads)
        self.qrels, self.run = input_files.tables(*dimensions(size))
        self.time_evaluate(size, measures)

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_evaluate(self, size: str, measures: str, *_: object) -> None:
        fr.evaluate(self.qrels, self.run, MEASURES[measures])


class Parquet:
    """From two files to a value a query; peers compute nDCG@10, under trec_eval's tie rule."""

    params = (CASES["table_sizes"], ["fastrank", "pytrec_eval", "polars", "duckdb"], CASES["threads"])
    param_names = ("size", "engine", "threads")
    version = "1"

    def setup(self, size: str, engine: str, threads: int) -> None:
        skip_peer(engine)
        if engine != "fastrank" and threads > 1:
            raise NotImplementedError("peers run once, with the threads they take by themselves")
        fr.set_num_threads(threads)
        self.files = input_files.parquet_files(*dimensions(size))
        self.time_evaluate(size, engine)

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_evaluate(self, size: str, engine: str, *_: object) -> None:
        if engine == "fastrank":
            fr.evaluate(self.files.qrels, self.files.run, ["nDCG@10"])
        elif engine == "pytrec_eval":
            peers_tables.pytrec_eval_ndcg(*self.files)
        else:
            getattr(peers_tables, f"{engine}_ndcg")(*self.files, tie_rule=True)

    def peakmem_evaluate(self, size: str, engine: str, *_: object) -> None:
        self.time_evaluate(size, engine)


class TrecText:
    """The same run as TREC text."""

    params = (CASES["text_sizes"], CASES["threads"])
    param_names = ("size", "threads")
    version = "1"

    def setup(self, size: str, threads: int) -> None:
        fr.set_num_threads(threads)
        self.files = input_files.trec_files(*dimensions(size))
        self.time_evaluate()

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_evaluate(self, *_: object) -> None:
        fr.evaluate(self.files.qrels, self.files.run, ["nDCG@10"])
