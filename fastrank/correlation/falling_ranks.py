"""Ranks by falling score, of all lists of a call."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.ranks import Ranks, low_ranks
from fastrank.kernels.larger_counts import FEW, count_larger_items


def falling_ranks(values: npt.NDArray[np.float64], offsets: npt.NDArray[np.int64]) -> Ranks:
    """For every item, how many items of its list are larger; there must be no NaN."""
    if np.diff(offsets).max(initial=0) > FEW:
        return low_ranks(-values, offsets)
    ranks = np.empty(len(values), np.int32)
    parallel.run(count_larger_items, (values, offsets), (ranks,), len(offsets) - 1, cost=offsets)
    return ranks
