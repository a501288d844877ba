"""Rank-biased overlap of one pair of Python lists against the published code and the package `rbo`.

Neither can be installed beside this project's NumPy: `rbo` asks for an older one (``pip install --no-deps rbo tqdm``),
the published code is a file (``FASTRANK_BENCH_RBO=.../rbo/Python/rbo.py`` of julian-urbano/sigir2024-rbo). Without the
file its row quotes what it took on another day; without the package its row is left out.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.inputs import tied_ranking

import fastrank as fr
from ratio_table.timing import Row, alternate, figures, seconds, versus

QUOTED = 0.078  # seconds at n = 1000 with ties, run on the measuring machine of the project's research


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows."""
    rounds = 3 if quick else 31
    yield _tied(1000, rounds)
    if importlib.util.find_spec("rbo"):
        yield _untied(1000, rounds)


def _tied(n: int, rounds: int) -> Row:
    a, b = (tied_ranking(n, seed, tied=True, text=True) for seed in (0, 1))
    path = os.environ.get("FASTRANK_BENCH_RBO")
    what = f"rbo, n = {n}, ties, text ids in lists"

    def ours() -> Any:
        return fr.rbo(a, b, p=0.9)

    ours()
    if path is None:
        taken = alternate(ours, ours, rounds).ours
        return Row(
            what, "sigir2024-rbo, quoted", seconds(taken), seconds(QUOTED), figures(QUOTED / taken), "100"
        )
    published = _load(path)
    sides = [[set(entry) if isinstance(entry, list) else entry for entry in side] for side in (a, b)]

    def theirs() -> Any:
        return published(*sides, 0.9)

    expected, found = theirs(), ours()
    values = [found.ext, found.min, found.max, found.res]
    np.testing.assert_allclose(values, [expected[name] for name in ("ext", "min", "max", "res")], atol=1e-12)
    return versus(what, "sigir2024-rbo", ours, theirs, rounds, "100")


def _load(path: str) -> Any:
    """Run the file, with the one name changed that NumPy 2.4 no longer has."""
    names: dict[str, Any] = {}
    exec(compile(Path(path).read_text().replace("np.in1d", "np.isin"), path, "exec"), names)
    return names["rbo"]


def _untied(n: int, rounds: int) -> Row:
    from rbo import RankingSimilarity

    a, b = (tied_ranking(n, seed, tied=False, text=True) for seed in (0, 1))

    def ours() -> Any:
        return fr.rbo(a, b, p=0.9).ext

    def theirs() -> Any:
        return RankingSimilarity(a, b).rbo_ext(p=0.9)

    np.testing.assert_allclose(ours(), theirs(), atol=1e-12)
    return versus(f"rbo, n = {n}, no ties, text ids in lists", "rbo 0.1.3", ours, theirs, rounds)
