"""How often 95 % intervals hold the true value: those of `fr.compare` and `fr.bootstrap`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from as_scores import Values, as_scores, on_zeros
from cells import Cell, Effort, cell, seed_of, stream
from populations import POPULATIONS, TAU, Population, correlated, proportions, real_rows

import fastrank as fr

RESAMPLES = 1999
OF_COMPARE = ("t", "studentised", "bca", "percentile")
METHODS = ("studentised", "bca", "percentile", "basic")
ALONE, CHEAP = 5, 20  # data sets for each call of the effort, where each needs a call of its own


def interval_coverage(effort: Effort) -> Iterator[Cell]:
    """Yield the cells of every interval, population and size."""
    for n in effort.sizes:
        yield from _at(n, effort.at(n))


def _at(n: int, effort: Effort) -> Iterator[Cell]:
    yield from _of_real_scores(n, effort)
    yield from _of_proportions(n, effort)
    for name, population in POPULATIONS.items():
        yield from _of_rows(name, population, n, effort)
        yield from _of_ratios(name, population, n, effort)
    yield from _of_taus(n, effort)


def _of_real_scores(n: int, effort: Effort) -> Iterator[Cell]:
    rng = stream("coverage", "real", n)
    calls = [(seed_of(rng), *real_rows(rng, n, effort.per_call)) for _ in range(effort.calls)]
    for method in OF_COMPARE:
        yield cell(f"mean_difference: {method}", "real", n, (_compared(method, *call) for call in calls))
    yield cell("mean_difference: basic", "real", n, (_basic(*call) for call in calls))


def _of_rows(name: str, population: Population, n: int, effort: Effort) -> Iterator[Cell]:
    """Statistics of one system, or of differences: a call has many."""
    rng = stream("coverage", name, n)
    calls = [(seed_of(rng), population.draw(rng, (2, effort.per_call, n))) for _ in range(effort.calls)]
    for method in OF_COMPARE:
        found = (_compared(method, seed, a - b, 0.0) for seed, (a, b) in calls)
        yield cell(f"mean_difference: {method}", name, n, found)
    found = (_basic(seed, a - b, 0.0) for seed, (a, b) in calls)
    yield cell("mean_difference: basic", name, n, found)
    for statistic in ("mean", "variance", "median"):
        true = getattr(population, statistic)
        for method in METHODS if statistic != "median" else METHODS[1:]:
            found = (_bootstrapped(statistic, method, seed, a, true) for seed, (a, _) in calls)
            yield cell(f"{statistic}: {method}", name, n, found)


def _of_ratios(name: str, population: Population, n: int, effort: Effort) -> Iterator[Cell]:
    rng = stream("coverage", name, "ratio", n)
    pairs = population.draw(rng, (effort.calls * ALONE, 2, n))
    calls = [(seed_of(rng), pair) for pair in pairs]
    for method in METHODS:
        found = (_bootstrapped("ratio_of_means", method, *call, 1.0) for call in calls)
        yield cell(f"ratio_of_means: {method}", name, n, found)


def _of_taus(n: int, effort: Effort) -> Iterator[Cell]:
    """The same for all populations whose ranks are those of correlated normal scores."""
    rng = stream("coverage", "tau", n)
    calls = [(seed_of(rng), both) for both in correlated(rng, n, effort.calls * ALONE)]
    for method in METHODS[1:]:
        found = (_bootstrapped("kendalltau", method, *call, TAU) for call in calls)
        yield cell(f"kendalltau: {method}", "normal", n, found)


def _of_proportions(n: int, effort: Effort) -> Iterator[Cell]:
    rng = stream("coverage", "proportions", n)
    found, wilson = [], []
    for _ in range(effort.calls):
        for a, b, share_a, share_b in zip(*proportions(rng, n, CHEAP), strict=True):
            found.append(_newcombe(a, b, share_a - share_b))
            wilson.append(_wilson(a, share_a))
    yield cell("mean_difference: newcombe", "proportions", n, found)
    yield cell("mean: wilson", "proportions", n, wilson)


def _compared(method: str, seed: int, differences: Values, true: Any) -> Any:
    """Many differences against a baseline of zeros."""
    scores = as_scores(on_zeros(differences))
    result = fr.compare(
        scores, "0", test="t", correction="none", interval=method, n_resamples=RESAMPLES, rng=seed
    )
    return (result.low <= true) & (true <= result.high)


def _basic(seed: int, differences: Values, true: Any) -> Any:
    """By `fr.bootstrap`, whose other intervals of a mean difference are those of `fr.compare`."""
    return _bootstrapped("mean_difference", "basic", seed, on_zeros(differences), true)


def _newcombe(a: Values, b: Values, true: float) -> Any:
    result = fr.compare(as_scores(np.stack([a, b])), test="mcnemar")
    return (result.low <= true) & (true <= result.high)


def _wilson(a: Values, true: float) -> Any:
    board = fr.leaderboard(as_scores(a[None]), n_resamples=19)
    return (board.low[0] <= true) & (true <= board.high[0])


def _bootstrapped(statistic: str, method: str, seed: int, rows: Values, true: Any) -> Any:
    options = {"median": {"q": 0.5}, "mean_difference": {"baseline": 0}}.get(statistic, {})
    name = "quantile" if statistic == "median" else statistic
    result = fr.bootstrap(rows, name, method=method, n_resamples=RESAMPLES, rng=seed, **options)
    return (result.low <= true) & (true <= result.high)
