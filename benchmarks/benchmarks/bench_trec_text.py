"""evaluate from TREC text to a value a query, up to 5M rows, beside its peers; reading judgements alone."""

from __future__ import annotations

from pathlib import Path

import fastrank as fr
from fastrank.tables.judgements import read_judgements

from . import input_files, peers_trec
from .cases import CASES, dimensions, skip_peer


class TrecTextFiles:
    """nDCG@10 under trec_eval's tie rule; trec_eval is its C program, of which FASTRANK_TREC_EVAL is the path."""

    params = (CASES["table_sizes"], ["fastrank", "pytrec_eval", "trec_eval"], CASES["threads"])
    param_names = ("size", "engine", "threads")
    version = "1"

    def setup(self, size: str, engine: str, threads: int) -> None:
        skip_peer(engine)
        if engine != "fastrank" and threads > 1:
            raise NotImplementedError("peers run once, with the one thread that they have")
        if engine == "trec_eval" and peers_trec.trec_eval_program() is None:
            raise NotImplementedError("FASTRANK_TREC_EVAL names no program")
        fr.set_num_threads(threads)
        self.files = input_files.trec_files(*dimensions(size))
        self.time_evaluate(size, engine)

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_evaluate(self, size: str, engine: str, *_: object) -> None:
        if engine == "fastrank":
            fr.evaluate(self.files.qrels, self.files.run, ["nDCG@10"])
        else:
            getattr(peers_trec, f"{engine}_ndcg")(*self.files)

    def peakmem_evaluate(self, size: str, engine: str, *_: object) -> None:
        self.time_evaluate(size, engine)


class TrecJudgements:
    """Thirty judgements a query."""

    params = (CASES["table_sizes"], CASES["threads"])
    param_names = ("size", "threads")
    version = "1"

    def setup(self, size: str, threads: int) -> None:
        fr.set_num_threads(threads)
        self.qrels: Path = input_files.trec_files(*dimensions(size)).qrels
        self.time_read()

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_read(self, *_: object) -> None:
        read_judgements(self.qrels)
