"""Resampling is one matrix product: weights (replicates × queries) times scores (queries × columns).

Columns hold whole numbers (`quantise`), so every sum is exact: the bits do not depend on tiles, threads or
query order, and memory does not grow with replicates × queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.arrays.resampled_sums import ResampledSums
from fastrank.kernels.random_streams import GROUP
from fastrank.significance.crossed_sums import CrossedSums
from fastrank.significance.exceedances import resampled_pvalues
from fastrank.significance.quantise import Quantised
from fastrank.significance.units import Units

Values = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]

_TILE_SUMS = 4 * 1024 * 1024  # sums of a tile: 32 MB
_MOST_REPLICATES = 16 * 1024


class Tile(NamedTuple):
    """Sums of a plan's replicates from `start` on: one row a column of the input, padded to whole groups."""

    start: int
    sums: Values
    totals: Values


@dataclass(frozen=True)
class Plan:
    """What decides every weight: the queries or other units by their keys, the seed, how many replicates, the first."""

    keys: npt.NDArray[np.uint64]
    seed: int
    n_resamples: int
    units: Units | None = None
    first: int = 0

    @property
    def sizes(self) -> Values:
        """Queries of each unit."""
        return np.ones(len(self.keys)) if self.units is None else self.units.sizes

    @property
    def n_queries(self) -> int:
        """Queries of all units."""
        return len(self.keys) if self.units is None else int(self.units.sizes.sum())

    def by_stratum(self) -> list[tuple[slice | npt.NDArray[np.int64], Plan]]:
        """Return the units of every stratum, and the plan of drawing them alone."""
        if self.units is None or self.units.n_strata == 1:
            return [(slice(None), self)]
        parts = map(self.units.stratum, range(self.units.n_strata))
        return [(at, replace(self, keys=self.keys[at], units=units)) for at, units in parts]

    @property
    def exact(self) -> bool:
        """Whether all sign patterns are no more than the replicates asked for, so that they are listed."""
        return all_flips_fit(len(self.keys), self.n_resamples)

    @property
    def n_flips(self) -> int:
        """How many sign patterns are looked at: all of them where `exact`."""
        return 2 ** len(self.keys) if self.exact else self.n_resamples

    def pvalues(self, counts: npt.NDArray[np.int64]) -> Values:
        """p-values of flips: a share of all patterns where `exact`, else ``(1 + count) / (B + 1)``."""
        return counts / self.n_flips if self.exact else resampled_pvalues(counts, self.n_flips)

    def part(self, start: int, stop: int) -> Plan:
        """Replicates from `start`, a multiple of 128, to `stop`: for sums, and for all that is not `exact`."""
        return replace(self, first=self.first + start, n_resamples=stop - start)


def all_flips_fit(n_queries: int, n_resamples: int) -> bool:
    """Whether there are no more sign patterns of the queries than resamples."""
    return n_queries < 63 and 2**n_queries <= n_resamples


def part_of(progress: Progress | None, index: int, parts: int) -> Progress | None:
    """Progress of one of several equal parts of a job."""
    if progress is None:
        return None
    return lambda done, total: progress(index * total + done, parts * total)


def bootstrap_sums(
    plan: Plan, columns: Quantised, progress: Progress | None = None, *, zero_row: bool = False
) -> Iterator[Tile]:
    """Yield Poisson-weighted sums of every column, and the total weight of every replicate.

    A replicate whose weights are all 0 is drawn again by the next attempt of its counter. With `zero_row`, a last
    row of zeros follows. Of clusters the total weight is that of their queries. Every stratum is drawn by itself and
    brought to its own size, so that all totals are the number of queries.
    """
    whole = np.vstack([columns.whole, plan.sizes[None]])
    strata = [_Stratum(_resampled(own, whole[:, at]), own.n_queries) for at, own in plan.by_stratum()]
    for start, n, part in _replicate_tiles(plan.n_resamples, len(whole), progress):
        sums = _drawn(strata, plan.seed, plan.first + start, n, part)
        sums[:-1] *= columns.quantum[:, None]
        totals = sums[-1, :n].copy()
        sums[-1] = 0.0
        yield Tile(start, sums if zero_row else sums[:-1], totals)


class _Stratum(NamedTuple):
    resampled: ResampledSums | CrossedSums
    n_queries: int


def _resampled(plan: Plan, whole: Values) -> ResampledSums | CrossedSums:
    if plan.units is not None and plan.units.factors:
        return CrossedSums(plan.units.factors, whole)
    return ResampledSums(plan.keys, whole)


def _drawn(strata: list[_Stratum], seed: int, start: int, n: int, progress: Progress | None) -> Values:
    """Sums of all columns, the last of which is of weights, as if every stratum had been drawn at its own size."""
    if len(strata) == 1:
        return _without_empty(strata[0].resampled, seed, start, n, progress)
    total: Values = np.zeros(1)
    for index, stratum in enumerate(strata):
        step = part_of(progress, index, len(strata))
        sums = _without_empty(stratum.resampled, seed, start, n, step)
        total = total + sums * (stratum.n_queries / sums[-1])
    total[-1] = sum(stratum.n_queries for stratum in strata)
    return total


def _without_empty(
    resampled: ResampledSums | CrossedSums, seed: int, start: int, n: int, progress: Progress | None
) -> Values:
    sums = resampled.weighted(seed, start, n, progress=progress)
    attempt = 0
    while (empty := sums[-1] == 0).any():
        attempt += 1
        again = resampled.weighted(seed, start, n, attempt)
        sums[:, empty] = again[:, empty]
    return sums


def sign_flip_sums(
    plan: Plan, columns: Quantised, progress: Progress | None = None, *, zero_row: bool = False
) -> Iterator[Tile]:
    """Yield sums of every column under random signs, or under all sign patterns where `plan.exact`.

    With `zero_row`, a last row of zeros follows.
    """
    resampled = None if plan.exact else ResampledSums(plan.keys, columns.whole, zero_rows=int(zero_row))
    for start, n, part in _replicate_tiles(plan.n_flips, len(columns.whole), progress):
        if resampled is None:
            sums = columns.whole @ _patterns(start, n, len(plan.keys))
            sums = np.pad(sums, ((0, int(zero_row)), (0, 0)))
        else:
            sums = resampled.signed(plan.seed, plan.first + start, n, progress=part)
        sums[: len(columns.whole)] *= columns.quantum[:, None]
        yield Tile(start, sums, np.full(n, float(len(plan.keys))))


def collected(tiles: Iterator[Tile], n_columns: int, n_resamples: int) -> tuple[Values, Values]:
    """Put all tiles side by side: sums (columns × replicates, perhaps padded) and totals."""
    sums, totals = np.empty((n_columns, 0)), np.empty(n_resamples)
    for start, part, total in tiles:
        totals[start : start + len(total)] = total
        if len(total) == n_resamples:
            return part, totals
        if not start:
            sums = np.empty((n_columns, n_resamples))
        sums[:, start : start + len(total)] = part[:, : len(total)]
    return sums, totals


def _patterns(start: int, n: int, n_queries: int) -> Values:
    """All sign patterns, listed: replicate b flips query q by bit q of b."""
    flipped = (np.arange(start, start + n) >> np.arange(n_queries)[:, None]) & 1
    return 1.0 - 2.0 * flipped.astype(np.float64)


def _replicate_tiles(
    n_resamples: int, n_columns: int, progress: Progress | None
) -> Iterator[tuple[int, int, Progress | None]]:
    step = max(GROUP, min(_MOST_REPLICATES, _TILE_SUMS // n_columns) // GROUP * GROUP)
    tiles = range(0, n_resamples, step)
    for index, start in enumerate(tiles):
        yield start, min(step, n_resamples - start), part_of(progress, index, len(tiles))
