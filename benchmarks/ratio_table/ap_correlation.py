"""AP correlation against its O(n²) definition in NumPy; ircor, pyircor and PyPI's tau_ap are O(n²) too.

PyPI's tau_ap is the same sum as a Python loop over item pairs, so the vectorised definition stands for it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

import fastrank as fr
from ratio_table.timing import Row, seconds, versus


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows."""
    n = 200 if quick else 2000
    reference, estimate = np.random.default_rng(n).random((2, n))

    def ours() -> Any:
        return fr.tau_ap(reference, estimate).statistic

    def theirs() -> Any:
        return _definition(reference, estimate)

    np.testing.assert_allclose(ours(), theirs(), rtol=1e-12)
    yield versus(f"tau_AP, n = {n}", "NumPy, all item pairs", ours, theirs, 7)
    yield _alone(1000 if quick else 100_000)
    yield _matrix(20 if quick else 100)


def _definition(reference: Any, estimate: Any) -> float:
    ranked = reference[np.argsort(-estimate)]
    right = np.tril(ranked[:, None] < ranked, -1).sum(1)
    return float(2 * (right[1:] / np.arange(1, len(ranked))).mean() - 1)


def _alone(n: int) -> Row:
    reference, estimate = np.random.default_rng(n).random((2, n))
    fr.tau_ap(reference, estimate)
    taken = []
    for _ in range(9):
        start = time.perf_counter()
        fr.tau_ap(reference, estimate)
        taken.append(time.perf_counter() - start)
    return Row(f"tau_AP, n = {n}", "", seconds(statistics.median(taken)), "", "", "50 ms")


def _matrix(s: int) -> Row:
    from scipy import stats

    values = np.random.default_rng(s).random((s, 100))

    def ours() -> Any:
        return fr.correlation_matrix(values, statistic="weightedtau").statistic

    def theirs() -> Any:
        return [[stats.weightedtau(x, y).statistic for y in values[:i]] for i, x in enumerate(values)]

    np.testing.assert_allclose(ours()[-1, :-1], theirs()[-1], rtol=1e-9, atol=1e-12)
    return versus(f"matrix of weightedtau, S = {s}, n = 100", "scipy, pair by pair", ours, theirs, 3)
