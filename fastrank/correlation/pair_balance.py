"""Statistics that share a p-value: the balance of concordant pairs over its standard error without association."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.pairs import Pairs
from fastrank.correlation.pair_counts import balance_moments, pair_counts
from fastrank.kernels.concordance import BALANCE, TIED_BOTH, TIED_X, TIED_Y
from fastrank.kernels.jit import kernel
from fastrank.kernels.normal_tail import normal_pvalue

Values = npt.NDArray[np.float64]


def association(pairs: Pairs, alternative: int, statistic: str) -> tuple[Values, Values]:
    """Somers' D or gamma of each list, and its p-value."""
    made = pair_counts(pairs)
    balance, tied_x, tied_y = (made.counts[:, column] for column in (BALANCE, TIED_X, TIED_Y))
    untied = made.lengths * (made.lengths - 1) // 2 - tied_x
    kept = untied if statistic == "somersd" else untied - tied_y + made.counts[:, TIED_BOTH]
    constant = (untied == 0) | (tied_y == made.lengths * (made.lengths - 1) // 2)
    if pairs.missing is not None:
        constant |= pairs.missing
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(constant, np.nan, balance / kept)
        total = 2.0 * balance
        z = total / np.sqrt(4 * np.maximum(balance_moments(pairs)[:, 0] - total**2 / made.lengths, 0))
    z[constant] = np.nan
    p = np.empty(len(z))
    parallel.run(_p_of_each, (z, alternative), (p,), len(z), cost=20)
    return value, p


@kernel
def _p_of_each(z, alternative, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        out[q] = normal_pvalue(z[q], alternative)
