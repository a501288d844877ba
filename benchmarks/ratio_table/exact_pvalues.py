"""Kendall's tau with an exact p-value against SciPy, lists without ties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import fastrank as fr
from ratio_table.timing import Row, versus


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows."""
    for n in (60, 200) if quick else (200, 1000):
        x, y = np.random.default_rng(n).random((2, n))
        yield _row(x, y, 7 if n <= 200 else 3)


def _row(x: Any, y: Any, rounds: int) -> Row:
    from scipy import stats

    def ours() -> Any:
        return fr.kendalltau(x, y, method="exact")

    def theirs() -> Any:
        return stats.kendalltau(x, y, method="exact")

    np.testing.assert_allclose(ours().pvalue, theirs().pvalue, rtol=1e-9)
    what = f"kendalltau, n = {len(x)}, exact p"
    return versus(what, "scipy.stats.kendalltau", ours, theirs, rounds)
