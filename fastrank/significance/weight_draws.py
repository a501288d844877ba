"""Bootstrap weights of either kind: as sums of columns, or written out a few replicates at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels import multinomial_draws, random_streams
from fastrank.kernels.multinomial_draws import multinomial_sums, multinomial_weights
from fastrank.kernels.random_streams import GROUP
from fastrank.significance.quantise import Quantised
from fastrank.significance.resample import Plan, Progress, bootstrap_sums, collected, part_of
from fastrank.significance.resampled_weights import weights_of

Values = npt.NDArray[np.float64]
Weights = npt.NDArray[np.int32]

WEIGHTS = ("poisson", "multinomial")
GENERATORS = {"poisson": random_streams.GENERATOR, "multinomial": multinomial_draws.GENERATOR}

_CELLS = 4 * 1024 * 1024  # weights at a time: 16 MB


def resampled_sums(
    plan: Plan, columns: Quantised, weights: str, progress: Progress | None = None
) -> tuple[Values, Values]:
    """Return exact sums of every column in every replicate, (columns, replicates), and the replicates' sizes."""
    if weights == "poisson":
        tiles = bootstrap_sums(plan, columns, progress)
        sums, totals = collected(tiles, len(columns.whole), plan.n_resamples)
        return np.ascontiguousarray(sums[:, : plan.n_resamples]), totals
    whole = columns.whole if plan.units is None else np.vstack([columns.whole, plan.sizes[None]])
    sums = np.empty((plan.n_resamples, len(whole)))
    inputs = (np.uint64(plan.seed), 0, whole)
    cost = len(plan.keys) * (2 + len(whole))
    parallel.run(multinomial_sums, inputs, (sums,), plan.n_resamples, cost=cost, progress=progress)
    n, totals = len(columns.whole), np.full(plan.n_resamples, float(plan.n_queries))
    return np.ascontiguousarray((sums[:, :n] * columns.quantum).T), totals if plan.units is None else sums[
        :, n
    ].copy()


def drawn_weights(
    plan: Plan, weights: str, progress: Progress | None = None
) -> Iterator[tuple[int, Weights]]:
    """Yield (first replicate, weights by replicate and query) for all replicates, some at a time."""
    step = max(GROUP, _CELLS // plan.n_queries // GROUP * GROUP)
    starts = range(0, plan.n_resamples, step)
    for index, start in enumerate(starts):
        count = min(step, plan.n_resamples - start)
        part = part_of(progress, index, len(starts))
        drawn = (_poisson if weights == "poisson" else _multinomial)(plan, start, count, part)
        yield start, drawn if plan.units is None else drawn[:, plan.units.of_query]


def _multinomial(plan: Plan, start: int, count: int, progress: Progress | None) -> Weights:
    out = np.empty((count, len(plan.keys)), np.int32)
    cost = 2 * len(plan.keys)
    parallel.run(
        multinomial_weights, (np.uint64(plan.seed), start), (out,), count, cost=cost, progress=progress
    )
    return out


def _poisson(plan: Plan, start: int, count: int, progress: Progress | None) -> Weights:
    by_query = weights_of(plan.keys, plan.seed, start, count)
    if progress is not None:
        progress(1, 1)
    return np.ascontiguousarray(by_query.T, dtype=np.int32)
