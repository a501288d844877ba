"""Matrices of Kendall's tau: against pandas, SciPy, a bare popcount loop, and our own call without p-values or NaN.

Peers take a sample of the columns, and their cost of a pair is multiplied by the number of pairs. Pandas 3.1 counts
pairs in compiled code, 2.8 µs each (n = 50) where SciPy's function takes 200; targets are in units of the latter,
which `DataFrame.corr` still calls when it is handed the function.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from benchmarks.bench_matrix import PLANES, scores
from benchmarks.popcount_loops import bare_loop, tile

import fastrank as fr
from ratio_table.timing import Row, alternate, figures, seconds, versus


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows."""
    size, rounds = (100, 2) if quick else (1000, 9)
    for n, target in ((50, "20000"), (100, "12000")):
        x = scores(size, n, "tied")
        what = f"matrix of tau-b with ties, S = {size}, n = {n}"
        yield _sampled(what, x, "pandas.DataFrame.corr('kendall')", _pandas, 40, "", rounds)
        yield _sampled(what, x, "pandas.DataFrame.corr(scipy.stats.kendalltau)", _scipy, 10, target, rounds)
        yield versus(f"{what}: with p-values", "without", *_with_p(x), rounds, "at least 0.4")
        gaps = scores(size, n, "missing")
        yield versus(f"{what}: 5% NaN", "without NaN", *_calls(gaps, x), rounds, "at least 0.25")
    yield from _tiles(quick)
    s, n = (20, 100) if quick else (500, 1000)
    what = f"matrix of tau-b with ties, S = {s}, n = {n}"
    yield _sampled(
        what,
        scores(s, n, "tied"),
        "pandas.DataFrame.corr(scipy.stats.kendalltau)",
        _scipy,
        10,
        "200",
        rounds // 2,
    )
    yield _nearest(2000 if quick else 100_000)


def _calls(x: Any, y: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    fr.correlation_matrix(x), fr.correlation_matrix(y)
    return lambda: fr.correlation_matrix(x), lambda: fr.correlation_matrix(y)


def _with_p(x: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    fr.correlation_matrix(x, pvalues=True)
    return lambda: fr.correlation_matrix(x, pvalues=True), lambda: fr.correlation_matrix(x)


def _pandas(columns: Any) -> Any:
    import pandas as pd

    return pd.DataFrame(columns.T).corr("kendall").to_numpy()


def _scipy(columns: Any) -> Any:
    import pandas as pd
    from scipy import stats

    return pd.DataFrame(columns.T).corr(lambda a, b: stats.kendalltau(a, b)[0]).to_numpy()  # type: ignore[arg-type]


def _sampled(
    what: str, x: Any, peer: str, theirs: Callable[[Any], Any], sample: int, target: str, rounds: int
) -> Row:
    """Time the peer on the first columns."""
    s, some = len(x), min(sample, len(x))
    np.testing.assert_allclose(fr.correlation_matrix(x).statistic[:some, :some], theirs(x[:some]), atol=1e-12)
    timing = alternate(lambda: fr.correlation_matrix(x), lambda: theirs(x[:some]), rounds)
    more = (s * (s - 1)) / (some * (some - 1))
    ratios = [ratio * more for ratio in timing.ratios]
    result = f"{figures(statistics.median(ratios))} ({figures(ratios[0])} to {figures(ratios[-1])})"
    peer = f"{peer}, from {some} columns"
    return Row(what, peer, seconds(timing.ours), seconds(timing.theirs * more), result, target)


def _tiles(quick: bool) -> Iterator[Row]:
    bare = bare_loop(100 if quick else 20_000)
    for n in (50,) if quick else (50, 100, 1000):
        for values, target in (("tied", "at least 0.5"), ("missing", "at least 0.33")):
            ours = tile(n, PLANES[values])
            what = f"counting tile alone, one thread, n = {n}, {values}"
            yield Row(what, "bare popcount loop", _giga(ours), _giga(bare), figures(ours / bare), target)


def _giga(popcounts: float) -> str:
    return f"{popcounts / 1e9:.1f} G/s"


def _nearest(size: int) -> Row:
    """Time once; what the process grows by is measured too, and holds the output."""
    x = scores(size, 50, "tied")
    fr.correlation_matrix(x[:1500], top_k=10)
    before, cpu, start = _peak(), time.process_time(), time.perf_counter()
    made = fr.correlation_matrix(x, top_k=10)
    taken, cpu = time.perf_counter() - start, time.process_time() - cpu
    output = made.index.nbytes + made.statistic.nbytes
    grown = f"peak grew by {max(0, _peak() - before - output) / 1e6:.0f} MB besides the output"
    what = f"ten nearest of each of {size} variables, n = 50, ties ({seconds(cpu)} of processor time)"
    return Row(what, "", seconds(taken), "", grown, "25 s, 256 MB")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
