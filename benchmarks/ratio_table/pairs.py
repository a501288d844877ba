"""Kendall's tau with its p-value against SciPy: one pair of lists, many rows, many ragged lists."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import fastrank as fr
from fastrank.correlation import kendall_lists
from ratio_table.timing import Row, Work, alternate, figures, seconds, versus

PEER = "`scipy.stats.kendalltau`"


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows."""
    yield from _one_pair(50 if quick else 400)
    for levels in (None, 8):
        yield _rows(levels, *((1000, 50) if quick else (100_000, 2000)))
    yield _ragged(*((1000, 50) if quick else (1_000_000, 1000)))
    yield _somersd(30 if quick else 400)


def _values(shape: Any, levels: int | None) -> Any:
    values = np.random.default_rng(0).random(shape)
    return values if levels is None else np.floor(values * levels)


def _one_pair(calls: int) -> Iterator[Row]:
    from scipy import stats

    for name, levels, convert in (
        ("distinct values", None, np.asarray),
        ("20 values, tied", 20, np.asarray),
        ("as Python lists", None, np.ndarray.tolist),
    ):
        x, y = map(convert, _values((2, 100), levels))
        np.testing.assert_allclose(fr.kendalltau(x, y), stats.kendalltau(x, y), rtol=1e-12)
        ours = _repeated(lambda x=x, y=y: fr.kendalltau(x, y), calls)
        theirs = _repeated(lambda x=x, y=y: stats.kendalltau(x, y), calls)
        yield versus(f"kendalltau, one pair, n = 100, {name} ({calls} calls)", PEER, ours, theirs, 9, "20")


def _repeated(call: Work, calls: int) -> Work:
    def work() -> None:
        for _ in range(calls):
            call()

    return work


def _rows(levels: int | None, n_rows: int, peer_rows: int) -> Row:
    """SciPy takes its first `peer_rows` rows: its time is proportional to their number."""
    from scipy import stats

    x, y = _values((2, n_rows, 20), levels)
    kind = "exact p" if levels is None else f"{levels} values, tied"

    def ours() -> Any:
        return fr.kendalltau(x, y, axis=-1)

    def theirs() -> Any:
        return stats.kendalltau(x[:peer_rows], y[:peer_rows], axis=-1)

    np.testing.assert_allclose(np.array(ours())[:, :peer_rows], theirs(), rtol=1e-12)
    what = f"kendalltau, {n_rows} rows of 20, axis=-1, {kind}"
    target = "1500" if levels is None else ""
    return _scaled(
        what, f"{PEER}, axis=-1, {peer_rows} rows scaled up", ours, theirs, n_rows / peer_rows, target
    )


def _ragged(n_lists: int, peer_lists: int) -> Row:
    from scipy import stats

    lengths = np.random.default_rng(1).integers(2, 201, n_lists)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    x, y = _values((2, offsets[-1]), None)
    spans = list(itertools.pairwise(offsets[: peer_lists + 1]))

    def ours() -> Any:
        return fr.kendalltau((x, offsets), (y, offsets))

    def theirs() -> Any:
        return [stats.kendalltau(x[lo:hi], y[lo:hi]) for lo, hi in spans]

    got, expected = np.array(ours()), np.transpose(theirs())
    np.testing.assert_allclose(got[:, :peer_lists], expected, rtol=1e-12)
    what = f"kendalltau, {n_lists} ragged lists, n = 2 to 200; {_outside_kernels(ours):.1%} of the time outside kernels"
    scale = offsets[-1] / offsets[peer_lists]
    return _scaled(what, f"a loop over {PEER}, {peer_lists} lists scaled up", ours, theirs, scale, "stated")


def _somersd(n: int) -> Row:
    """SciPy makes a table of n x n cells and sums four corners of each: half a minute for 400 values, so one round."""
    from scipy import stats

    x, y = _values((2, n), None)
    ours = fr.somersd(x, y)
    made: list[Any] = []

    def theirs() -> None:
        made[:] = [stats.somersd(x, y)]

    row = versus(
        f"somersd, n = {n}, distinct values",
        "`scipy.stats.somersd`",
        lambda: fr.somersd(x, y),
        theirs,
        1,
        "100000",
    )
    np.testing.assert_allclose((ours.statistic, ours.pvalue), (made[0].statistic, made[0].pvalue), rtol=1e-11)
    return row


def _scaled(what: str, peer: str, ours: Work, theirs: Work, scale: float, target: str) -> Row:
    timing = alternate(ours, theirs, 5)
    ratios = [ratio * scale for ratio in timing.ratios]
    result = f"{figures(statistics.median(ratios))} ({figures(ratios[0])} to {figures(ratios[-1])})"
    return Row(what, peer, seconds(timing.ours), seconds(timing.theirs * scale), result, target)


def _outside_kernels(work: Work) -> float:
    """Share of a call on one thread that is not spent in the compiled loop."""
    kernel, spent = kendall_lists._values_of_each, []

    def timed(*arguments: Any) -> None:
        start = time.perf_counter()
        kernel(*arguments)
        spent.append(time.perf_counter() - start)

    def share() -> float:
        spent.clear()
        start = time.perf_counter()
        work()
        return 1 - sum(spent) / (time.perf_counter() - start)

    return _with_kernel(timed, lambda: statistics.median(share() for _ in range(3)))


def _with_kernel(kernel: Callable[..., None], measure: Callable[[], float]) -> float:
    original, threads = kendall_lists._values_of_each, fr.get_num_threads()
    kendall_lists._values_of_each = kernel
    fr.set_num_threads(1)
    try:
        return measure()
    finally:
        kendall_lists._values_of_each = original
        fr.set_num_threads(threads)
