"""Resampling: the leaderboard against a bare matrix product, a paired difference, sign flips of all pairs."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from benchmarks.bench_products import binary_matrix, named_scores
from benchmarks.inputs import score_matrix

import fastrank as fr
from fastrank.arrays.resampled_sums import ResampledSums
from ratio_table.timing import Row, alternate, figures, seconds, versus


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows."""
    yield from _leaderboard(*(4, 2000, 1000) if quick else (50, 100_000, 10_000))
    yield from _paired_difference(*(1000, 1000) if quick else (10_000, 10_000))
    yield _all_pairs(*(4, 100, 1000) if quick else (50, 10_000, 1000))
    yield from _binary(*(4, 1000, 1000) if quick else (50, 100_000, 10_000))


def _leaderboard(n_systems: int, n_queries: int, n_resamples: int) -> Iterator[Row]:
    """Two products of resampling and all that is made of them, against one product of floats that are at hand."""
    if {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"} & os.environ.keys():
        raise SystemExit("unset OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE: they slow the peer down")
    parts = 10  # of the replicates: 8 GB of weights do not fit
    scores = named_scores(score_matrix(n_systems, n_queries))
    values = scores.values[0]
    weights = np.random.default_rng(0).random((n_queries, n_resamples // parts))
    turned, columns = np.ascontiguousarray(weights.T), np.ascontiguousarray(values.T)

    def ours() -> Any:
        return fr.leaderboard(scores, n_resamples=n_resamples, rng=0)

    def product(left: Any, right: Any) -> Callable[[], None]:
        def repeated() -> None:
            for _ in range(parts):
                left @ right

        return repeated

    ours(), values @ weights, turned @ values.T
    what = f"leaderboard, {n_systems} systems x {n_queries} queries, B = {n_resamples}"
    orientations = {
        "S x Q by Q x B": product(values, weights),
        "B x Q by Q x S, transposed": product(turned, values.T),
        "B x Q by Q x S": product(turned, columns),
    }
    for orientation, peer in orientations.items():
        timing = alternate(ours, peer, 3)
        times = [1 / ratio for ratio in reversed(timing.ratios)]
        result = (
            f"{figures(statistics.median(times))} x its time ({figures(times[0])} to {figures(times[-1])})"
        )
        peer_name = f"float64 product {orientation}, a tenth of the columns ten times"
        yield Row(
            what,
            peer_name,
            seconds(timing.ours),
            seconds(timing.theirs),
            result,
            "1.5 x the faster at most",
        )


def _paired_difference(n_queries: int, n_resamples: int) -> Iterator[Row]:
    from scipy import stats

    values = score_matrix(2, n_queries)
    scores, difference = named_scores(values), values[0] - values[1]

    def ours() -> Any:
        return fr.compare(scores, test="t", interval="percentile", n_resamples=n_resamples, rng=0)

    def theirs(batch: int) -> Any:
        return stats.bootstrap(
            (difference,), np.mean, n_resamples=n_resamples, method="percentile", batch=batch, rng=0
        ).confidence_interval

    result, low = ours(), theirs(100).low
    assert abs(result.low[0] - low) < 0.1 * (result.high[0] - result.low[0])
    what = f"compare, one difference, percentile, Q = {n_queries}, B = {n_resamples}"
    for batch in (5, 10, 100):
        peer = f"`scipy.stats.bootstrap`, batch={batch}"
        yield versus(what, peer, ours, lambda batch=batch: theirs(batch), 5, "50, best batch")


def _all_pairs(n_systems: int, n_queries: int, n_resamples: int) -> Row:
    """ranx tests every ordered pair; three systems have six, which are scaled up."""
    import ranx

    rng = np.random.default_rng(0)
    grades = rng.integers(1, 6, (n_systems, n_queries))  # the rank of the only relevant document
    scores = named_scores(1.0 / grades)
    queries = [f"q{i}" for i in range(n_queries)]
    qrels = ranx.Qrels({query: {"d0": 1} for query in queries})
    runs = [
        ranx.Run(
            {
                query: {f"d{0 if place == rank else place}": 10.0 - place for place in range(1, 6)}
                for query, rank in zip(queries, ranks.tolist(), strict=True)
            },
            name=f"s{i}",
        )
        for i, ranks in enumerate(grades[:3])
    ]

    def ours() -> Any:
        return fr.compare(
            scores, test="randomization", correction="none", n_resamples=n_resamples, interval="t", rng=0
        )

    def theirs() -> Any:
        return ranx.compare(qrels, runs, ["mrr"], stat_test="fisher", n_permutations=n_resamples, max_p=0.05)

    result, report = ours(), theirs()
    for i, j in ((0, 1), (0, 2), (1, 2)):
        p = report.comparisons[frozenset([f"s{i}", f"s{j}"])]["mrr"]["p_value"]
        at = [*zip(result.a, result.b, strict=True)].index((f"s{i}", f"s{j}"))
        assert abs(p - result.pvalue[at]) < 0.1
    scale = n_systems * (n_systems - 1) / 6
    timing = alternate(ours, theirs, 3)
    ratios = [scale * ratio for ratio in timing.ratios]
    text = f"{figures(statistics.median(ratios))} ({figures(ratios[0])} to {figures(ratios[-1])})"
    what = f"compare, sign flips of all pairs, S = {n_systems}, Q = {n_queries}, B = {n_resamples}"
    peer = '`ranx.compare(stat_test="fisher")`, 3 systems scaled up'
    return Row(what, peer, seconds(timing.ours), seconds(scale * timing.theirs), text, "1000")


def _binary(n_systems: int, n_queries: int, n_resamples: int) -> Iterator[Row]:
    """Zeros and ones, and scores of 27 bits, against the kernel of float64 that other processors run."""
    keys = np.random.default_rng(0).integers(0, 2**64, n_queries, dtype=np.uint64)
    for name, make, kind, target in (
        ("binary", binary_matrix, "signed", "10"),
        ("binary", binary_matrix, "weighted", ""),
        ("graded", score_matrix, "signed", ""),
        ("graded", score_matrix, "weighted", ""),
    ):
        whole = np.rint(make(n_systems, n_queries) * 2.0**26)

        def sums(one: bool, whole: Any = whole, kind: str = kind) -> Callable[[], Any]:
            made = ResampledSums(keys, whole, bytes_at_once=one)
            return lambda: getattr(made, kind)(1, 0, n_resamples)

        ours, theirs = sums(True), sums(False)
        assert ours().tobytes() == theirs().tobytes()
        what = f"{kind} sums, {name}, S = {n_systems}, Q = {n_queries}, B = {n_resamples}"
        yield versus(what, "the kernel of float64", ours, theirs, 3, target)
