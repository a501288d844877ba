"""A statistic with what resampling says of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.significance.order_statistics import quantiles

Values = npt.NDArray[np.float64]


class Estimate(NamedTuple):
    """Value, percentile interval, standard deviation and mean of the resamples, and how many were undefined."""

    value: float
    low: float
    high: float
    standard_error: float
    resampled_mean: float
    n_undefined: int


def estimate(value: float, resampled: Values, confidence_level: float) -> Estimate:
    """Describe the resamples of one statistic; undefined ones (NaN) are left out and counted."""
    defined = resampled[~np.isnan(resampled)]
    undefined = len(resampled) - len(defined)
    if len(defined) < 2:
        return Estimate(value, np.nan, np.nan, np.nan, np.nan, undefined)
    tail = (1.0 - confidence_level) / 2.0
    mean, spread = float(defined.mean()), float(defined.std(ddof=1))
    low, high = quantiles(defined[None], np.array([max(abs(mean), spread)]), np.array([[tail, 1.0 - tail]]))[
        0
    ]
    return Estimate(value, float(low), float(high), spread, mean, undefined)
