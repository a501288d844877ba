"""Both sides' means of systems under resampling, as lists: of queries, of systems, or of both.

Both sides share the weights, which are keyed by query and system ids: a query that a replicate draws twice counts
twice on both sides, and a system that it draws twice stands twice in both lists, tied with itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from fastrank.agreements.list_statistics import as_lists
from fastrank.arrays.pairs import Pairs
from fastrank.significance.quantise import Quantised
from fastrank.significance.query_keys import query_keys
from fastrank.significance.resample import Plan, Progress, bootstrap_sums
from fastrank.significance.resampled_weights import weights_of
from fastrank.significance.sample import Sample
from fastrank.significance.tied_sums import joined_sums

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

OVER = ("queries", "systems", "both")
SYSTEMS = "system"  # the stratum of the keys of systems
_TILE = 1024 * 1024  # values of a side at a time: 8 MB


def resampled_lists(
    plan: Plan,
    sides: Sequence[Sample],
    systems: Sequence[str],
    over: str,
    progress: Progress | None = None,
) -> Iterator[list[Pairs]]:
    """Yield lists of resampled sums, some replicates at a time: the first side against every other.

    A list holds the sums over queries of every system; all lists of a replicate have the same total weight, so
    sums order, tie and correlate as means do. Sums within the rounding of the scores are tied.
    """
    n, whole = len(systems), np.vstack([side.scores.whole for side in sides])
    steps = [float(side.scores.quantum[0]) for side in sides]
    quanta, slack = np.repeat(steps, n), [len(plan.keys) * step for step in steps]
    drawn = None if over == "queries" else system_counts(systems, plan.seed, plan.n_resamples)
    if over == "systems":
        observed = (whole.sum(axis=1) * quanta)[:, None]
        step = max(1, _TILE // n)
        for start in range(0, plan.n_resamples, step):
            part = min(step, plan.n_resamples - start)
            yield _lists(np.broadcast_to(observed, (len(whole), part)), slack, drawn, start)
            if progress is not None:
                progress(start + part, plan.n_resamples)
        return
    for tile in bootstrap_sums(plan, Quantised(whole, quanta), progress):
        for start in range(0, len(tile.totals), max(1, _TILE // n)):
            stop = min(start + max(1, _TILE // n), len(tile.totals))
            yield _lists(tile.sums[:, start:stop], slack, drawn, tile.start + start)


def observed_lists(sides: Sequence[Sample]) -> list[Pairs]:
    """The sums as they are: one list each of the first side against every other."""
    sums = np.vstack(
        [side.scores.whole.sum(axis=1, keepdims=True) * side.scores.quantum[0] for side in sides]
    )
    slack = [len(side.keys) * float(side.scores.quantum[0]) for side in sides]
    return _lists(sums, slack, None, 0)


def system_counts(systems: Sequence[str], seed: int, n_resamples: int) -> npt.NDArray[np.int8]:
    """How often every replicate draws every system: Poisson(1), never no system at all."""
    keys = query_keys(systems, stratum=SYSTEMS)
    return np.ascontiguousarray(weights_of(keys, seed, 0, n_resamples).T)


def _lists(
    sums: Values, slack: Sequence[float], drawn: npt.NDArray[np.int8] | None, start: int
) -> list[Pairs]:
    """Sums (sides × systems, replicates) as lists of the first side against each other; close sums are ties."""
    n, replicates = len(sums) // len(slack), sums.shape[1]
    sides = [
        joined_sums(np.ascontiguousarray(sums[i * n : i * n + n].T), within).reshape(-1)
        for i, within in enumerate(slack)
    ]
    width: int | None = n
    if drawn is None:
        offsets = np.arange(replicates + 1) * n
    else:
        counts = drawn[start : start + replicates]
        offsets = np.concatenate([[0], np.cumsum(counts.sum(axis=1, dtype=np.int64))])
        sides, width = [np.repeat(side, counts.reshape(-1)) for side in sides], None
    return [as_lists(sides[0], other, offsets, width) for other in sides[1:]]
