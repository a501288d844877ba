"""What `bootstrap` can do where queries belong together, and how sums of queries become sums of units."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.arrays.sums_by_code import sums_by_code
from fastrank.significance.designs import Design
from fastrank.significance.intervals import FEW_QUERIES
from fastrank.significance.units import Units

Values = npt.NDArray[np.float64]


def method_of(design: Design, method: str | None, *, of_sums: bool, n_units: int) -> str:
    """Return the method for a design: BCa below 1000 units where there is a jackknife, else percentile."""
    jackknifed = of_sums and not design.crossed
    if method is None:
        return "bca" if jackknifed and n_units < FEW_QUERIES else "percentile"
    if method == "studentised":
        raise ValueError(
            f'method="studentised" does not go with {design.arguments}; use method="bca", or compare() and '
            "leaderboard(), whose studentised intervals of means do"
        )
    if method == "bca" and not jackknifed:
        what = "factors that cross" if design.crossed else "groups= and this statistic"
        raise ValueError(f'method="bca" has no jackknife for {what}; use method="percentile"')
    return method


def refuse_draws(design: Design, weights: str, *, of_sums: bool) -> None:
    """Refuse weights and statistics that a design cannot be drawn by."""
    if weights == "multinomial" and (design.crossed or design.strata is not None):
        what = "strata=" if design.strata is not None else "factors that cross"
        raise ValueError(f'weights="multinomial" does not go with {what}; use weights="poisson"')
    if not of_sums and (design.crossed or design.strata is not None):
        what = "strata=" if design.strata is not None else "groups= with several factors"
        raise ValueError(
            f'{what} takes a statistic of sums, such as "mean", or takes="sums"; others are drawn as whole queries, '
            "with one factor as groups= at most"
        )


def without_each_unit(columns: Values, units: Units) -> tuple[Values, Values]:
    """Return sums of every column without each unit, and the number of queries left.

    Columns are weighted already. Where there are strata, the rest of a unit's stratum stands for all of it, and no
    query is missing.
    """
    own = sums_by_code(columns, units.of_query, len(units))[0]
    if units.n_strata == 1:
        return own.sum(axis=1, keepdims=True) - own, units.sizes.sum() - units.sizes
    sums = sums_by_code(own, units.strata, units.n_strata)[0]
    sizes = np.bincount(units.strata, units.sizes)[units.strata]
    stratum = sums[:, units.strata]
    rest = (stratum - own) * (sizes / (sizes - units.sizes))
    return sums.sum(axis=1, keepdims=True) - stratum + rest, np.full(len(units), units.sizes.sum())
