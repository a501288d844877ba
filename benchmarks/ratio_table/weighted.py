"""Weighted tau against SciPy, both forms, ``rank=True``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import fastrank as fr
from ratio_table.timing import Row, versus

TARGETS = {(1000, True): "10", (1000, False): "8", (1_000_000, True): "100", (1_000_000, False): "40"}


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows."""
    for n in (200, 1000) if quick else (1000, 1_000_000):
        rng = np.random.default_rng(n)
        x, y = rng.random(n), rng.random(n)
        for additive in (True, False):
            yield _row(x, y, additive, 7 if n <= 1000 else 2)


def _row(x: Any, y: Any, additive: bool, rounds: int) -> Row:
    from scipy import stats

    def ours() -> Any:
        return fr.weightedtau(x, y, additive=additive)

    def theirs() -> Any:
        return stats.weightedtau(x, y, additive=additive)

    if len(x) <= 1000:
        np.testing.assert_allclose(ours().statistic, theirs().statistic, rtol=1e-9, atol=1e-12)
    ours()
    what = f"weightedtau, n = {len(x)}, rank=True, additive={additive}"
    return versus(what, "scipy.stats.weightedtau", ours, theirs, rounds, TARGETS.get((len(x), additive), ""))
