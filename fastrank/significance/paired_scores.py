"""What every test of pairs looks at: the sample, the pairs, and the moments of their differences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fastrank.significance.pair_moments import Moments, Pairs
from fastrank.significance.quantise import Quantised
from fastrank.significance.sample import Sample
from fastrank.significance.unit_moments import unit_moments

Values = npt.NDArray[np.float64]

_PART_CELLS = 1024 * 1024  # differences at a time: 8 MB
_GRID = 2.0**-44  # of the largest score: coarser than what rounding does to a sum, finer than anyone's scores


@dataclass(frozen=True)
class PairedScores:
    """Scores, the pairs made of them, and their moments; wins are of the larger score, whichever is better.

    `moments` are those of the units that tests draw, `by_query` those of queries, for effect sizes and W/T/L.
    """

    sample: Sample
    pairs: Pairs
    moments: Moments
    by_query: Moments

    def refuse_other_than_0_and_1(self, what: str) -> None:
        """Raise in the name of what takes proportions only."""
        if not self.sample.binary:
            raise ValueError(f'{what} takes scores of 0 and 1 only; use test="t", with interval="t"')

    def scores(self) -> Iterator[tuple[slice, Values, Values]]:
        """Yield the scores of both systems of a few pairs at a time, NaN where one is missing."""
        values = self.sample.values
        step = max(1, _PART_CELLS // values.shape[1])
        for start in range(0, len(self.pairs), step):
            part = slice(start, start + step)
            own = self.pairs[part]
            yield part, values[own.first], values[own.second]

    def with_first_shifted(self, by: float) -> PairedScores:
        """Add `by` to a of every pair; scores that are equal then are equal numbers, not some 1e-17 apart."""
        sample, n = self.sample, len(self.sample.values)
        whole = sample.scores.whole
        load = np.ones(1) if sample.units is None else sample.units.loads
        shift = np.rint(by * load / sample.scores.quantum[0])
        scores = Quantised(np.vstack([whole, whole + shift]), sample.scores.quantum)
        values = np.vstack([sample.values, sample.values + by])
        grid = _GRID * 2.0 ** np.ceil(np.log2(np.nanmax(np.abs(values))))
        values = np.rint(values / grid) * grid
        pairs = Pairs(self.pairs.first + n, self.pairs.second)
        totals = None if sample.totals is None else np.vstack([sample.totals, sample.totals + by * load])
        moved = replace(sample, values=values, scores=scores, totals=totals)
        return PairedScores(moved, pairs, unit_moments(moved, pairs, grid), self.by_query)
