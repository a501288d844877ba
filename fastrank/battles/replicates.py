"""Strengths of bootstrap replicates: counts drawn again, and fitted from the observed strengths on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.battles.outcome_counts import OutcomeCounts, Units
from fastrank.battles.strengths import Fit, refit
from fastrank.kernels.battle_units import BLOCK, add_unit_counts
from fastrank.kernels.poisson_counts import poisson_counts, table_room
from fastrank.kernels.random_streams import GROUP
from fastrank.significance.resample import Progress
from fastrank.significance.resampled_weights import weights_of

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int32]

_CELLS = 16 * 1024 * 1024  # resampled counts, or weights, at a time: 64 MB


def resampled_strengths(
    outcomes: OutcomeCounts, found: Fit, seed: int, n_resamples: int, progress: Progress | None = None
) -> Values:
    """Return strengths of every replicate, (replicates, models), each with any sum; NaN where not finite.

    Where half of the models or more have none, the others have nothing that they are relative to, and get NaN as well.

    Without groups every battle is drawn a Poisson(1) number of times, so a count n becomes a Poisson(n) number; with
    groups, all battles of a group are drawn as often as the group.
    """
    drawn = np.empty((n_resamples, len(outcomes.models)))
    for start, counts in _resampled_counts(outcomes, seed, n_resamples):
        part = None
        if progress is not None:
            part = _share(progress, start, n_resamples)
        drawn[start : start + len(counts)], _ = refit(outcomes, found, counts, part)
    drawn[2 * np.isnan(drawn).sum(axis=1) >= drawn.shape[1]] = np.nan
    return drawn


def _share(progress: Progress, start: int, total: int) -> Progress:
    return lambda done, _: progress(start + done, total)


def _resampled_counts(outcomes: OutcomeCounts, seed: int, n_resamples: int) -> Iterator[tuple[int, Counts]]:
    """Yield (first replicate, counts by replicate and outcome), some replicates at a time."""
    units, room = outcomes.units, table_room(int(outcomes.counts.max()))
    keys = outcomes.keys if units is None else units.keys
    step = max(1, min(_CELLS // max(len(outcomes.counts), len(keys)), 8 * GROUP) // GROUP) * GROUP
    for start in range(0, n_resamples, step):
        by_outcome = np.zeros((len(outcomes.counts), min(step, n_resamples - start)), np.int32)
        if units is not None:
            _draw_units(units, seed, start, by_outcome)
        else:
            inputs = (keys, outcomes.counts, np.uint64(seed), start, room)
            cost = by_outcome.shape[1] + room
            parallel.run(poisson_counts, inputs, (by_outcome,), len(keys), cost=cost)
        yield start, np.ascontiguousarray(by_outcome.T)


def _draw_units(units: Units, seed: int, start: int, out: Counts) -> None:
    weights = np.ascontiguousarray(weights_of(units.keys, seed, start, out.shape[1]))
    blocks = -(-out.shape[1] // BLOCK)
    inputs = (weights, units.units, units.cells, units.counts)
    parallel.run(add_unit_counts, inputs, (out,), blocks, cost=BLOCK * len(units.units))
