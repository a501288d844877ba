"""Row 7: tests and intervals of many systems against loops over scipy.stats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import fastrank as fr
from benchmarks import inputs, peers_inference
from ratio_table.timing import Row, versus


def rows(quick: bool) -> Iterator[Row]:
    """Yield rows at 1000 queries, where our intervals are percentile intervals as the peer's."""
    n_systems, n_queries = (4, 1000) if quick else (20, 1000)
    values = inputs.score_matrix(n_systems, n_queries)
    systems = [f"s{i}" for i in range(n_systems)]
    scores = fr.Scores(values, systems=systems, queries=range(n_queries), measure="m", bounds=(0, 1))
    shape = f"{n_systems} systems x {n_queries} queries"
    yield _paired_t(shape, scores)
    yield _sign_flips(shape, scores)
    yield _leaderboard(shape, scores)


def _paired_t(shape: str, scores: fr.Scores) -> Row:
    values, chosen = scores.values[0], peers_inference.pairs(len(scores.systems), "all")

    def ours() -> Any:
        return fr.compare(scores, test="t", interval="percentile", rng=0)

    def theirs() -> Any:
        differences = np.array([values[i] - values[j] for i, j in chosen])
        return peers_inference.paired_t(values, chosen), peers_inference.percentile_intervals(differences)

    result, (pvalue, (low, high)) = ours(), theirs()
    _same_pairs(result, chosen)
    # Our scores are rounded to multiples of 2^-26.
    np.testing.assert_allclose(result.pvalue, pvalue, rtol=1e-5, atol=1e-9)
    _near_intervals(result, low, high)
    what = f"t tests and percentile intervals of all {len(chosen)} pairs, {shape}"
    return versus(what, "`ttest_rel` and `bootstrap`, one pair at a time", ours, theirs, 3)


def _sign_flips(shape: str, scores: fr.Scores) -> Row:
    values, chosen = scores.values[0], peers_inference.pairs(len(scores.systems), "baseline")

    def ours() -> Any:
        return fr.compare(scores, "s0", test="randomization", rng=0)

    def theirs() -> Any:
        return peers_inference.sign_flips(values, chosen)

    result, pvalue = ours(), theirs()
    assert result.a == tuple(scores.systems[i] for i, _ in chosen)
    # Two independent estimates from 9999 resamples: four standard errors of their difference.
    np.testing.assert_allclose(result.pvalue, pvalue, atol=0.03)
    what = f"sign-flip tests, max-T and intervals against a baseline, {shape}"
    return versus(what, "`permutation_test`, tests only", ours, theirs, 3)


def _leaderboard(shape: str, scores: fr.Scores) -> Row:
    def ours() -> Any:
        return fr.leaderboard(scores, rng=0)

    def theirs() -> Any:
        return peers_inference.percentile_intervals(scores.values[0])

    result, (low, high) = ours(), theirs()
    order = [scores.systems.index(system) for system in result.systems]
    _near(result.low[0], low[order], result.high[0] - result.low[0])
    _near(result.high[0], high[order], result.high[0] - result.low[0])
    what = f"leaderboard with intervals and max-T marks, {shape}"
    return versus(what, "`bootstrap` of each mean, no marks", ours, theirs, 5)


def _same_pairs(result: Any, chosen: list[tuple[int, int]]) -> None:
    assert list(zip(result.a, result.b, strict=True)) == [(f"s{i}", f"s{j}") for i, j in chosen]


def _near_intervals(result: Any, low: Any, high: Any) -> None:
    width = result.high - result.low
    _near(result.low, low, width)
    _near(result.high, high, width)


def _near(ours: Any, theirs: Any, width: Any) -> None:
    """Resamples differ, so do the ends: by less than a tenth of the interval."""
    assert (np.abs(ours - theirs) < 0.1 * width).all()
