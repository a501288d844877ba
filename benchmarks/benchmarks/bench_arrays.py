"""The array calls: every measure on dense and ragged lists, and nDCG@10 beside its peers."""

from __future__ import annotations

import fastrank as fr
from fastrank.spec import parse

from . import inputs, peers_arrays
from .cases import CASES, dimensions, skip_peer


class Measures:
    """One array call of every measure; distinct scores, as not every measure averages over tied ones."""

    params = (CASES["list_sizes"], CASES["measures"], ["dense", "ragged"], CASES["threads"])
    param_names = ("size", "measure", "form", "threads")
    version = "1"

    def setup(self, size: str, measure: str, form: str, threads: int) -> None:
        fr.set_num_threads(threads)
        make = inputs.dense_lists if form == "dense" else inputs.ragged_lists
        self.grades, self.scores = make(*dimensions(size))
        self.measure = parse(measure)
        self.time_call()  # compiled here, not in the first sample

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_call(self, *_: object) -> None:
        self.measure.metric(self.grades, self.scores, **self.measure.parameters)


class DenseNdcg:
    """nDCG@10 of dense float32 lists, with and without tied scores, averaged over or not."""

    params = (
        CASES["dense_sizes"],
        ["fastrank", "sklearn", "ranx"],
        ["distinct", "tied"],
        ["average", "input"],
        [10, 100],
        CASES["threads"],
    )
    param_names = ("size", "engine", "scores", "ties", "k", "threads")
    version = "1"

    def setup(self, size: str, engine: str, scores: str, ties: str, k: int, threads: int) -> None:
        skip_peer(engine)
        self.grades, self.scores = inputs.dense_lists(*dimensions(size), tied=scores == "tied")
        self.call = getattr(self, f"_{engine}")(ties, k, threads)
        self.call()

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_ndcg(self, *_: object) -> None:
        self.call()

    def _fastrank(self, ties: str, k: int, threads: int) -> object:
        fr.set_num_threads(threads)
        return lambda: fr.ndcg(self.grades, self.scores, k=k, ties=ties)

    def _sklearn(self, ties: str, k: int, threads: int) -> object:
        if threads > 1:
            raise NotImplementedError("one thread")
        average = ties == "average"
        return lambda: peers_arrays.sklearn_ndcg(self.grades, self.scores, k, average_ties=average)

    def _ranx(self, ties: str, k: int, threads: int) -> object:
        """Its compiled loop alone: typed lists, sorted before."""
        if ties == "average":
            raise NotImplementedError("does not average over ties")
        import numba

        numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
        lists = peers_arrays.ranx_lists(self.grades, self.scores)
        return lambda: peers_arrays.ranx_ndcg(lists, k)
