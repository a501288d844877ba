"""How often each system is best when queries are resampled: a share of resamples, not a posterior."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.significance.quantise import Quantised
from fastrank.significance.resample import Plan, bootstrap_sums

Values = npt.NDArray[np.float64]


def best_share(plan: Plan, scores: Quantised, *, higher_is_better: bool = True) -> Values:
    """Return the share of resamples in which each system has the best mean; a tie is split evenly.

    Sums are exact, so equal means are equal. Counts by the number of tied systems are whole numbers: the shares
    have the same bits whatever the tiles.
    """
    n_systems = len(scores.whole)
    won = np.zeros((n_systems, n_systems + 1), dtype=np.int64)  # by system and number of systems tied
    for tile in bootstrap_sums(plan, scores):
        sums = tile.sums[:, : len(tile.totals)]
        best = sums == (sums.max(axis=0) if higher_is_better else sums.min(axis=0))
        tied = best.sum(axis=0)
        for k in np.unique(tied).tolist():
            won[:, k] += best[:, tied == k].sum(axis=1)
    return sum((won[:, k] / k for k in range(1, n_systems + 1)), np.zeros(n_systems)) / plan.n_resamples
