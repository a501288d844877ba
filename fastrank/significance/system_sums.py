"""Resampled sums of every system, drawn once for all that is made of them: shifts, intervals, shares of wins."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.significance.quantise import Quantised
from fastrank.significance.resample import Plan, Progress, bootstrap_sums, collected

Values = npt.NDArray[np.float64]


class SystemSums(NamedTuple):
    """Exact sums, (systems and, last, zero) × replicates; weight of each replicate; sums as observed."""

    sums: Values
    totals: Values
    observed: Values


def system_sums(plan: Plan, scores: Quantised, progress: Progress | None = None) -> SystemSums:
    """Draw the bootstrap replicates of scores that every system has on every query."""
    tiles = bootstrap_sums(plan, scores, progress, zero_row=True)
    sums, totals = collected(tiles, len(scores.whole) + 1, plan.n_resamples)
    observed = np.append(scores.whole.sum(axis=1), 0.0) * scores.quantum[0]
    return SystemSums(sums[:, : plan.n_resamples], totals, observed)
