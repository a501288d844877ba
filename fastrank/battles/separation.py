"""Which models are told apart: all pairs at once, by resampled differences or by z of the sandwich."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.largest_gaps import largest_gaps
from fastrank.significance.correction import correct
from fastrank.significance.exceedances import resampled_pvalues

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def separable_by_maximum(strengths: Values, covariance: Values, drawn: Values, alpha: float) -> Flags:
    """Whether max-T over all pairs separates each two models.

    The p-value of a pair is the share of replicates, the observed one included, in which some pair deviates from its
    observed difference by as many standard errors (of the sandwich, the same in all replicates) as this difference is
    from 0. A replicate in which one of the two has no finite strength counts as one of those.
    """
    z = abs_z(strengths, covariance)
    with np.errstate(divide="ignore"):
        precision = 1.0 / standard_errors(covariance)
    np.fill_diagonal(precision, 0.0)
    largest = np.empty(len(drawn))
    cost = len(strengths) ** 2
    parallel.run(largest_gaps, (drawn, strengths, precision), (largest,), len(drawn), cost=cost)
    known = (~np.isnan(drawn)).astype(np.int64)
    unknown = len(drawn) - known.T @ known
    reached = len(drawn) - np.searchsorted(np.sort(largest), z, side="left")
    apart = resampled_pvalues(reached + unknown, len(drawn)) <= alpha
    np.fill_diagonal(apart, False)
    return np.asarray(apart)


def separable_by_z(strengths: Values, covariance: Values, alpha: float) -> Flags:
    """Whether z of the sandwich separates each two models, corrected for all pairs by Holm."""
    from scipy.special import ndtr

    n = len(strengths)
    i, j = np.triu_indices(n, 1)
    apart = np.zeros((n, n), dtype=bool)
    apart[i, j] = apart[j, i] = correct(2.0 * ndtr(-abs_z(strengths, covariance)[i, j]), "holm") <= alpha
    return apart


def standard_errors(covariance: Values) -> Values:
    """Standard errors of all differences."""
    own = np.diag(covariance)
    return np.sqrt(np.maximum(own[:, None] + own - 2.0 * covariance, 0.0))


def abs_z(strengths: Values, covariance: Values) -> Values:
    """Absolute difference of each two strengths in standard errors; 0 where there is none."""
    gap, error = np.abs(strengths[:, None] - strengths), standard_errors(covariance)
    return np.divide(gap, error, out=np.zeros_like(gap), where=error > 0)
