"""A recommender's factors over a whole catalogue against NumPy: BLAS products by blocks of users, `argpartition`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

import fastrank as fr
from ratio_table.timing import Row, versus

K = 10
BLOCK = 128  # users: 64, 256, 512 and 2048 took NumPy 0.45, 0.45, 0.61 and 0.90 s of processor time for 2048 users


def rows(quick: bool) -> Iterator[Row]:
    """Yield the row."""
    n = 300 if quick else 20_000
    rng = np.random.default_rng(0)
    users, items = (rng.standard_normal((n, 64), dtype=np.float32) for _ in range(2))
    test = rng.integers(0, n, n)

    def ours() -> Any:
        return fr.evaluate_matrix((users, items), test, [f"nDCG@{K}", f"Success@{K}"]).means()[:, 0]

    def theirs() -> Any:
        return _by_argpartition(users, items, test)

    np.testing.assert_allclose(ours(), theirs(), rtol=1e-3)  # products round differently
    what = f"evaluate_matrix, {n} × {n}, d = 64, float32: nDCG@{K}, hit rate"
    yield versus(what, "NumPy argpartition, blocks on a thread pool", ours, theirs, 3)


def _by_argpartition(users: Any, items: Any, test: Any) -> Any:
    """Mean nDCG and hit rate with one relevant item a user."""

    def block(lo: int) -> Any:
        scores = users[lo : lo + BLOCK] @ items.T
        best = np.argpartition(scores, -K, axis=1)[:, -K:]
        kept = np.take_along_axis(scores, best, axis=1)
        order = np.argsort(-kept, axis=1)
        found = np.take_along_axis(best, order, axis=1) == test[lo : lo + BLOCK, None]
        return (found / np.log2(np.arange(K) + 2)).sum(), found.sum()

    with ThreadPoolExecutor(fr.get_num_threads()) as pool:
        return np.sum(list(pool.map(block, range(0, len(users), BLOCK))), axis=0) / len(users)
