"""How often intervals about rankings hold what is true: those of `fr.leaderboard`, `fr.agreement` and system taus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from as_scores import Values, as_scores
from cells import Cell, Effort, cell, seed_of, stream
from scipy import stats

import fastrank as fr

SYSTEMS = 8
RESAMPLES = 999
ALONE = 5  # data sets for each call of the effort: a call is one data set
MEANS = {
    "8 systems, means .2 sd apart": np.arange(SYSTEMS) * 0.2,
    "8 systems, two groups": np.repeat([0.0, 0.8], SYSTEMS // 2),
}
APART = next(iter(MEANS))
METHODS = ("bca", "percentile", "basic")


def ranking_coverage(effort: Effort) -> Iterator[Cell]:
    """Yield the cells of boards, and of correlations of two boards."""
    for n in effort.sizes:
        for name, means in MEANS.items():
            yield from _boards(name, means, n, effort.at(n))
        yield from _correlations(n, effort.at(n))


def _boards(name: str, means: Values, n: int, effort: Effort) -> Iterator[Cell]:
    rng = stream("boards", name, n)
    boards = []
    for _ in range(effort.calls * ALONE):
        scores = as_scores(_draw(rng, means, n))
        boards.append(fr.leaderboard(scores, n_resamples=RESAMPLES, rng=seed_of(rng)))
    yield cell("leaderboard: means", name, n, (_means_held(board, means) for board in boards))
    yield cell("leaderboard: all ranks", name, n, (_ranks_held(board, means) for board in boards))
    yield cell("leaderboard: tau", name, n, (_tau_held(board, means) for board in boards))


def _means_held(board: Any, means: Values) -> Any:
    true = means[_places(board)]
    return (board.low[0] <= true) & (true <= board.high[0])


def _ranks_held(board: Any, means: Values) -> bool:
    """Whether all true ranks lie in their intervals; of equal means any order is true."""
    true = means[_places(board)]
    best, worst = 1 + (true > true[:, None]).sum(axis=1), (true >= true[:, None]).sum(axis=1)
    return bool(((board.rank_low[0] <= best) & (worst <= board.rank_high[0])).all())


def _tau_held(board: Any, means: Values) -> bool:
    """Whether the tau of the observed with the true ranking lies in the interval of resampled with observed."""
    true = stats.kendalltau(board.mean[0], means[_places(board)]).statistic
    return bool(board.tau_low[0] - 1e-9 <= true <= board.tau_high[0] + 1e-9)


def _places(board: Any) -> Any:
    return np.array(board.systems, dtype=int)


def _correlations(n: int, effort: Effort) -> Iterator[Cell]:
    """Two measures that order the systems alike up to two swaps of neighbours."""
    means = MEANS[APART]
    other = means[[1, 0, 2, 3, 4, 5, 7, 6]]
    true = stats.kendalltau(means, other).statistic
    rng = stream("correlations", n)
    drawn = [(seed_of(rng), _two_measures(rng, means, other, n)) for _ in range(effort.calls * ALONE)]
    for method in METHODS:
        found = (_bootstrapped(method, *one, true) for one in drawn)
        yield cell(f"system_kendalltau: {method}", APART, n, found)
    yield cell("agreement: tau", APART, n, (_agreed(*one, true) for one in drawn))


def _bootstrapped(method: str, seed: int, both: Values, true: float) -> bool:
    result = fr.bootstrap(both, "system_kendalltau", method=method, n_resamples=RESAMPLES, rng=seed)
    return bool(result.low[0] - 1e-9 <= true <= result.high[0] + 1e-9)


def _agreed(seed: int, both: Values, true: float) -> bool:
    result = fr.agreement(*map(as_scores, both), n_resamples=RESAMPLES, rng=seed)
    return bool(result.low[0] - 1e-9 <= true <= result.high[0] + 1e-9)


def _two_measures(rng: np.random.Generator, means: Values, other: Values, n: int) -> Values:
    """Both have the difficulty of queries, and half of the variance of the noise, in common."""
    shared = _draw(rng, np.zeros(SYSTEMS), n)
    return np.stack([shared + _draw(rng, own, n) for own in (means, other)]) / np.sqrt(2.0)


def _draw(rng: np.random.Generator, means: Values, n: int) -> Values:
    return means[:, None] + rng.normal(size=n) + rng.normal(size=(SYSTEMS, n))
