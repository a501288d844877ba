"""Whose ranks weigh the items of weighted tau, as the matrix is asked for it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.arrays.dtype import as_numbers
from fastrank.correlation.matrix.statistics import Statistic
from fastrank.correlation.weighers import Weigher, weight_table
from fastrank.correlation.weighted_sums import BY_BOTH, BY_GIVEN, BY_X


class Weights(NamedTuple):
    """One entry an item, but for the mode."""

    mode: int
    ranks: npt.NDArray[np.int32]  # that were given, as dense ranks from 0
    order: npt.NDArray[np.int32]  # items as these rise
    table: npt.NDArray[np.float64]  # weights of ranks


def weights_for(statistic: Statistic, rank: Any, weigher: Weigher, n: int) -> Weights | None:
    """Return the weights of weighted tau; other statistics have none."""
    if not statistic.weighted:
        if rank is not True or weigher is not None:
            raise ValueError("rank, weigher: only statistic='weightedtau' has weights; leave them out")
        return None
    table, nothing = weight_table(weigher, n), np.zeros(0, np.int32)
    if rank is None or (isinstance(rank, bool | np.bool_) and rank):
        return Weights(BY_X if rank is None else BY_BOTH, nothing, nothing, table)
    if isinstance(rank, np.ma.MaskedArray):
        raise TypeError("rank: masked ranks are not read; drop those items from the variables too")
    given = np.arange(n) if isinstance(rank, bool | np.bool_) else as_numbers(rank, "rank")
    if given.shape != (n,):
        raise ValueError(f"rank: shape {given.shape}, but every variable has {n} items; each needs one rank")
    if given.dtype.kind == "f" and np.isnan(given).any():
        raise ValueError("rank: holds NaN; drop those items from the variables too")
    ranks = np.unique(given, return_inverse=True)[1].astype(np.int32)
    return Weights(BY_GIVEN, ranks, np.argsort(ranks, kind="stable").astype(np.int32), table)
