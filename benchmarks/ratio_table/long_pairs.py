"""Kendall's tau of one long pair with its p-value against SciPy, and the time of other orders against a random one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import fastrank as fr
from ratio_table.timing import Row, versus

ORDERS = ("sorted", "nearly sorted", "reversed", "organ pipe", "two values", "alike")


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows."""
    from benchmarks.bench_long_pairs import long_pair

    for n in (20_000,) if quick else (10_000, 1_000_000, 10_000_000):
        for values in ("distinct", "thousand values", "integers"):
            yield _against_scipy(*long_pair(n, values), values, 5 if n <= 1_000_000 else 2)
    n = 20_000 if quick else 1_000_000
    random = long_pair(n, "distinct")
    for values in ORDERS:
        yield _against_scipy(*long_pair(n, values), values, 5)
        yield _against_random(long_pair(n, values), random, values)


def _against_scipy(x: Any, y: Any, values: str, rounds: int) -> Row:
    from scipy import stats

    ours, theirs = fr.kendalltau(x, y), stats.kendalltau(x, y)
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)
    return versus(
        f"kendalltau with p, n = {len(x):.0e}, {values}",
        "scipy.stats.kendalltau",
        lambda: fr.kendalltau(x, y),
        lambda: stats.kendalltau(x, y),
        rounds,
        "6" if len(x) == 1_000_000 and values in ("distinct", "thousand values", "integers") else "",
    )


def _against_random(pair: Any, random: Any, values: str) -> Row:
    what = f"kendalltau with p, n = {len(pair[0]):.0e}, {values}"
    return versus(
        what, "fastrank on random order", lambda: fr.kendalltau(*pair), lambda: fr.kendalltau(*random), 5, "1"
    )
