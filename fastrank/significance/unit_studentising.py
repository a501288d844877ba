"""What studentised resamples of clusters and strata need: shifts, and their standard errors within the resample."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.significance.pair_moments import Moments, Pairs
from fastrank.significance.quantise import quantise_rows
from fastrank.significance.resample import Plan, Progress, bootstrap_sums, collected, part_of
from fastrank.significance.sample import Sample
from fastrank.significance.units import Units

Values = npt.NDArray[np.float64]


def unit_sums_and_squares(
    plan: Plan, sample: Sample, units: Units, pairs: Pairs, moments: Moments, progress: Progress | None
) -> tuple[Values, Values, Values]:
    """Return sums x, sums of squares xx and weights w of G units whose plain formulas give the clustered ones.

    x / w is the resampled mean difference less the observed one, over all strata; (xx / w - (x / w)²) / w is its
    variance, the sum over strata of squared deviations of clusters from the resampled mean.
    """
    shift, variance = np.zeros((2, len(pairs), plan.n_resamples))
    deviations = _deviations(sample, units, pairs, moments)
    strata = plan.by_stratum()
    for index, (at, own) in enumerate(strata):
        share, stretch = own.n_queries / plan.n_queries, units.stretch[at][0] * plan.n_queries / len(units)
        mean, spread = _of_stratum(own, deviations[:, at], part_of(progress, index, len(strata)))
        shift += share * mean
        variance += (share * stretch) ** 2 * spread
    n = float(len(units))
    return n * shift, n * n * variance + n * shift**2, np.full((1, plan.n_resamples), n)


def _of_stratum(plan: Plan, deviations: Values, progress: Progress | None) -> tuple[Values, Values]:
    """Weighted mean of deviations, and weighted squares of what is left of them over the squared size."""
    n, sizes = len(deviations), plan.sizes
    alike = bool((sizes == sizes[0]).all())
    rows = np.vstack([deviations, deviations**2, *([] if alike else [deviations * sizes, sizes[None] ** 2])])
    sums, size = collected(bootstrap_sums(plan, quantise_rows(rows), progress), len(rows), plan.n_resamples)
    sums = sums[:, : plan.n_resamples]
    first, squares = sums[:n], sums[n : 2 * n]
    sized, sizes_squared = (
        (sizes[0] * first, sizes[0] * size) if alike else (sums[2 * n : 3 * n], sums[3 * n])
    )
    mean = first / size
    return mean, (squares - 2.0 * mean * sized + mean**2 * sizes_squared) / size**2


def _deviations(sample: Sample, units: Units, pairs: Pairs, moments: Moments) -> Values:
    """Sum of each unit's differences, less what its size and the mean of its stratum would make."""
    values = np.vstack([sample.values, np.zeros((1, len(sample.keys)))])
    linear = values[pairs.first] - values[pairs.second] - moments.mean[:, None]
    return np.ascontiguousarray(linear / units.stretch)
