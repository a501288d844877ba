"""Sums of columns where factors cross: a query counts as often as the product of what its levels are drawn.

Levels of every factor are drawn independently, Poisson(1) times each (Owen and Eckles 2012). The variance of a mean is
then too large, never too small: by what queries add to it by themselves.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.random_streams import GROUP
from fastrank.significance.resampled_weights import weights_of

Values = npt.NDArray[np.float64]
Factors = tuple[tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]], ...]

_CELLS = 4 * 1024 * 1024  # weights of levels, and of queries, at a time
_REDRAWN = 1 << 28  # attempts are replicates further on: more than there can be of the first


class CrossedSums:
    """Columns of whole numbers made ready for sums under any replicates, as `ResampledSums`.

    Parameters
    ----------
    factors : tuple of (keys, codes)
        Keys of the levels of each factor, and the level of each query.
    columns : ndarray, (columns, queries)
        Whole numbers; sums of their sizes stay below 2^52, and below 2^53 times weighted.
    """

    def __init__(self, factors: Factors, columns: Values) -> None:
        self._factors, self._columns = factors, columns
        self._n_levels = sum(len(keys) for keys, _ in factors)

    def weighted(
        self, seed: int, start: int, n: int, attempt: int = 0, progress: parallel.Progress | None = None
    ) -> Values:
        """Return sums of replicates from `start` on, at least `n`: whole groups."""
        n += -n % GROUP
        sums = np.zeros((len(self._columns), n))
        step = max(GROUP, _CELLS // self._n_levels // GROUP * GROUP)
        for first in range(0, n, step):
            part = sums[:, first : first + step]
            self._add(seed, start + first + attempt * _REDRAWN, part)
            if progress is not None:
                progress(min(first + step, n), n)
        return sums

    def _add(self, seed: int, start: int, sums: Values) -> None:
        n = sums.shape[1]
        drawn = [(weights_of(keys, seed, start, n), codes) for keys, codes in self._factors]
        step = max(1, _CELLS // n)
        for first in range(0, self._columns.shape[1], step):
            queries = slice(first, first + step)
            weights = np.prod([levels[codes[queries]] for levels, codes in drawn], axis=0, dtype=np.float64)
            sums += self._columns[:, queries] @ weights
