"""How often each system is best when queries are resampled: a share of resamples, not a posterior."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.significance.system_sums import SystemSums

Values = npt.NDArray[np.float64]


def best_share(drawn: SystemSums, *, slack: float = 0.0, higher_is_better: bool = True) -> Values:
    """Return the share of resamples in which each system has the best mean; a tie is split evenly.

    Sums no further than `slack` from the best tie with it, as in `resampled_orders`: rounded scores of equal means may
    differ by so much. Counts by the number of tied systems are whole numbers: the shares have the same bits whatever
    the tiles.
    """
    sums = drawn.sums[:-1]
    best = sums >= sums.max(axis=0) - slack if higher_is_better else sums <= sums.min(axis=0) + slack
    tied = best.sum(axis=0)
    shares = (best[:, tied == k].sum(axis=1) / k for k in np.unique(tied).tolist())
    return sum(shares, np.zeros(len(sums))) / sums.shape[1]
