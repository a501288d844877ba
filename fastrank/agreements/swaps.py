"""What changes places in a permutation test of two metrics: cells, whole segments or whole systems."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.agreements.metric_sides import MetricSides
from fastrank.agreements.resampled_lists import SYSTEMS
from fastrank.arrays.resampled_sums import ResampledSums
from fastrank.significance.query_keys import query_keys
from fastrank.significance.resample import all_flips_fit
from fastrank.significance.resampled_weights import swaps_of

Values = npt.NDArray[np.float64]
Small = npt.NDArray[np.int8]

_TILE = 16 * 1024 * 1024  # swaps at a time
_GROUP = 128
_MOST = 4096


class Units(NamedTuple):
    """Keys of what changes places by itself, and which of them each cell (system, segment) follows."""

    keys: npt.NDArray[np.uint64]
    of_cell: npt.NDArray[np.int64]


def units_of(test: str, sides: MetricSides) -> Units:
    """Return the units of "perm_both", "perm_inputs" or "perm_systems"."""
    n_systems, n_segments = sides.human.shape
    if test == "perm_inputs":
        return Units(sides.keys, np.tile(np.arange(n_segments), (n_systems, 1)))
    if test == "perm_systems":
        keys = query_keys(sides.systems, stratum=SYSTEMS)
        return Units(keys, np.repeat(np.arange(n_systems)[:, None], n_segments, axis=1))
    cells = [query_keys(sides.segments, stratum=f"{SYSTEMS}:{system}") for system in sides.systems]
    return Units(np.concatenate(cells), np.arange(n_systems * n_segments).reshape(n_systems, n_segments))


def n_draws(units: Units, n_resamples: int) -> tuple[int, bool]:
    """How many patterns are looked at, and whether these are all there are."""
    exact = all_flips_fit(len(units.keys), n_resamples)
    return (2 ** len(units.keys) if exact else n_resamples), exact


def swap_tiles(units: Units, seed: int, n_resamples: int) -> Iterator[Small]:
    """Yield (units, replicates) of 0 and 1, part by part; all patterns where they fit."""
    n, exact = n_draws(units, n_resamples)
    step = max(_GROUP, min(_MOST, _TILE // len(units.keys)) // _GROUP * _GROUP)
    for start in range(0, n, step):
        part = min(step, n - start)
        if exact:
            bits = np.arange(start, start + part) >> np.arange(len(units.keys))[:, None]
            yield (bits & 1).astype(np.int8)
        else:
            yield np.ascontiguousarray(swaps_of(units.keys, seed, start, part))


def swapped_sums(gains: Values, units: Units, seed: int, n_resamples: int) -> Iterator[Values]:
    """Yield what swaps give to every system, (systems, replicates), part by part.

    `gains`, (systems, segments), are whole numbers: what a cell gains when it changes places. A sum under random
    signs is all gains less twice those of the cells that do.
    """
    n, exact = n_draws(units, n_resamples)
    if exact:
        for tile in swap_tiles(units, seed, n_resamples):
            yield _chosen_sums(gains, units, tile)
        return
    rows = [
        ResampledSums(units.keys[of_cell], row[None])
        for row, of_cell in zip(gains, units.of_cell, strict=True)
    ]
    for start in range(0, n, _MOST):
        part = min(_MOST, n - start)
        signed = np.concatenate([row.signed(seed, start, part)[:, :part] for row in rows])
        yield (gains.sum(axis=1, keepdims=True) - signed) / 2.0


def _chosen_sums(gains: Values, units: Units, swaps: Small) -> Values:
    rows = zip(gains, units.of_cell, strict=True)
    return np.stack([row @ swaps[of_cell].astype(np.float64) for row, of_cell in rows])
