"""Sums of columns where two factors cross: a query counts as often as the product of what its levels are drawn.

Levels of both factors are drawn independently, Poisson(1) times each (Owen and Eckles 2012). The variance of a mean is
then too large, never too small: by what queries add to it by themselves.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.resampled_sums import ResampledSums
from fastrank.arrays.sums_by_code import sums_by_code
from fastrank.kernels.random_streams import GROUP
from fastrank.significance.resampled_weights import weights_of

Values = npt.NDArray[np.float64]
Factors = tuple[tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]], ...]


class CrossedSums:
    """Columns of whole numbers made ready for sums under any replicates, as `ResampledSums`.

    For each level of the smaller factor the levels of the larger one are drawn, and the sums multiplied: as many
    weights as cells, and the kernels of independent queries.

    Parameters
    ----------
    factors : tuple of (keys, codes)
        Keys of the levels of both factors, and the level of each query.
    columns : ndarray, (columns, queries)
        Whole numbers; sums of their sizes stay below 2^47, so that weighted ones are exact.
    """

    def __init__(self, factors: Factors, columns: Values) -> None:
        (few, outer), (many, inner) = sorted(factors, key=lambda factor: len(factor[0]))
        self._few = few
        self._by_level = [_of_cells(many, inner[outer == i], columns[:, outer == i]) for i in range(len(few))]

    def weighted(
        self, seed: int, start: int, n: int, attempt: int = 0, progress: parallel.Progress | None = None
    ) -> Values:
        """Return sums of replicates from `start` on, at least `n`: whole groups; attempts redraw the larger factor."""
        n += -n % GROUP
        total: Values = np.zeros(1)
        for level, times in enumerate(weights_of(self._few, seed, start, n)):
            total = total + times * self._by_level[level].weighted(seed, start, n, attempt)
            if progress is not None:
                progress(level + 1, len(self._few))
        return total


def _of_cells(keys: npt.NDArray[np.uint64], codes: npt.NDArray[np.int64], columns: Values) -> ResampledSums:
    """Sums of the queries of each level that occurs."""
    present, codes = np.unique(codes, return_inverse=True)
    sums = sums_by_code(np.ascontiguousarray(columns), codes.astype(np.int64), len(present))[0]
    return ResampledSums(keys[present], sums)
