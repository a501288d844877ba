"""How many replicates are at least as extreme as what was observed: all that a resampling test keeps of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


class Exceedances(NamedTuple):
    """Replicates at least as extreme as observed, and the pairs by how extreme they are, the least first.

    Of the pair itself; of any pair (studentised, or the range of all systems); of any pair that is no more extreme.
    A test without a common maximum repeats the pair's own counts.
    """

    pair: Counts
    maximum: Counts
    step: Counts
    order: Counts

    def plus(self, more: Exceedances) -> Exceedances:
        """Count further replicates of the same pairs, too."""
        return Exceedances(
            self.pair + more.pair, self.maximum + more.maximum, self.step + more.step, self.order
        )


def of_pairs(counts: Counts) -> Exceedances:
    """Return the counts of a test that has no common maximum."""
    return Exceedances(counts, counts, counts, np.arange(len(counts)))


def resampled_pvalues(counts: Counts, n: int | Counts) -> Values:
    """``(1 + count) / (n + 1)``: never 0, and keeps the level (Phipson and Smyth 2010)."""
    return (1 + counts) / (n + 1)
