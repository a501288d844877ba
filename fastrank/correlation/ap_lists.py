"""AP correlation of every list of a call, by the engine that suits its length."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.pairs import Pairs
from fastrank.correlation.ap_comparison import compare_ap
from fastrank.correlation.ap_sorting import sort_lists
from fastrank.correlation.ap_thresholds import short_list
from fastrank.correlation.pair_counts import some_lists
from fastrank.correlation.ranks import both_low_ranks


def ap_of_lists(pairs: Pairs, variant: int, short: int | None = None) -> npt.NDArray[np.float64]:
    """AP correlation of each list, y being the estimate; NaN where a value is missing."""
    return ap_both_ways(pairs, variant, short)[0]


def ap_both_ways(pairs: Pairs, variant: int, short: int | None = None) -> npt.NDArray[np.float64]:
    """AP correlation of each list with y as the estimate, and with x, (2, lists): one comparison serves both."""
    short = short_list() if short is None else short
    is_short = np.diff(pairs.offsets) <= short
    out = np.empty((2, len(is_short)))
    if is_short.all():
        parallel.run(
            compare_ap, (pairs.x, pairs.y, variant, pairs.offsets), (out,), len(is_short), cost=pairs.offsets
        )
    elif not is_short.any():
        sort_lists(both_low_ranks(pairs.x, pairs.y, pairs.offsets), variant, pairs.offsets, out)
    else:
        for rows in (is_short, ~is_short):
            out[:, rows] = ap_both_ways(some_lists(pairs, np.flatnonzero(rows)), variant, short)
    if pairs.missing is not None:
        out[:, pairs.missing] = np.nan
    return out
