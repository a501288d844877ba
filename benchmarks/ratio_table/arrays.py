"""Rows 1 to 3: nDCG@10 of dense float32 lists against scikit-learn and ranx's bare loop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import fastrank as fr
from benchmarks import inputs, peers_arrays
from ratio_table.timing import Row, versus

K = 10
SHARES = {"10 % relevant": inputs.FEW_RELEVANT, "75 % relevant": inputs.MANY_RELEVANT}


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows; both shares of relevant documents, as a kernel may like one of them better."""
    n, width = (2000, 100) if quick else (100_000, 100)
    shape = f"nDCG@{K}, {n} x {width} float32"
    for label, shares in SHARES.items():
        yield from _ignoring_ties(f"{shape}, {label}", inputs.dense_lists(n, width, shares=shares))
    for tied in (False, True):
        what = f"{shape}, ties averaged, {'32 score levels' if tied else 'distinct scores'}"
        yield from _averaging_ties(what, inputs.dense_lists(n, width, tied=tied), 2 if quick else 3)
    for label, shares in SHARES.items():
        yield from _bare_loop(f"{shape}, {label}", inputs.dense_lists(n, width, shares=shares))


def _ignoring_ties(what: str, data: tuple[Any, Any]) -> Iterator[Row]:
    grades, scores = data

    def ours() -> Any:
        return fr.ndcg(grades, scores, k=K, ties="input")

    def theirs() -> Any:
        return peers_arrays.sklearn_ndcg(grades, scores, K, average_ties=False)

    _agree(ours(), theirs())
    yield versus(what, "scikit-learn `ignore_ties=True`", ours, theirs, 7, "20")


def _averaging_ties(what: str, data: tuple[Any, Any], rounds: int) -> Iterator[Row]:
    grades, scores = data

    def ours() -> Any:
        return fr.ndcg(grades, scores, k=K, ties="average")

    def theirs() -> Any:
        return peers_arrays.sklearn_ndcg(grades, scores, K, average_ties=True)

    _agree(ours(), theirs())
    yield versus(what, "scikit-learn default", ours, theirs, rounds, "50")


def _bare_loop(what: str, data: tuple[Any, Any]) -> Iterator[Row]:
    """ranx's part gets sorted typed lists; ours starts from the arrays, sorting included."""
    grades, scores = data
    lists = peers_arrays.ranx_lists(grades, scores)

    def ours() -> Any:
        return fr.ndcg(grades, scores, k=K, ties="input")

    def theirs() -> Any:
        return peers_arrays.ranx_ndcg(lists, K)

    np.testing.assert_allclose(ours(), theirs(), rtol=1e-12)
    yield versus(what, "ranx's compiled loop on sorted typed lists", ours, theirs, 11, "3")


def _agree(values: Any, batch_means: Any) -> None:
    starts = range(0, len(values), peers_arrays.BATCH)
    means = [values[start : start + peers_arrays.BATCH].mean() for start in starts]
    np.testing.assert_allclose(means, batch_means, rtol=1e-9)
