"""Confidence intervals of Kendall's tau from its sampling variance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.arrays.pairs import Pairs
from fastrank.correlation.pair_counts import PairCounts, balance_moments

Values = npt.NDArray[np.float64]


def interval(
    pairs: Pairs, made: PairCounts, tau: Values, variant: str, level: float
) -> tuple[Values, Values]:
    """Return the bounds of each list."""
    from scipy.special import ndtri

    width = ndtri((1 + level) / 2) * np.sqrt(sampling_variance(pairs, made, tau, variant))
    return np.maximum(tau - width, -1), np.minimum(tau + width, 1)


def sampling_variance(pairs: Pairs, made: PairCounts, tau: Values, variant: str) -> Values:
    """Variance of tau under sampling of items (Brown and Benedetti 1977), for each list."""
    n = made.lengths.astype(float)
    dd, du, dv, uu, vv, uv, u, v = balance_moments(pairs).T
    total = 2.0 * made.counts[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = 4 * np.maximum(dd - total**2 / n, 0)
        if variant == "a":
            return spread / (n * (n - 1)) ** 2
        if variant == "c":
            classes = made.counts[:, 4:6].min(1)
            return spread * (classes / (classes - 1.0)) ** 2 / n**4
        rows, columns = n**2 - u, n**2 - v
        w = np.sqrt(rows * columns)
        squares = 4 * w**2 * dd + 4 * w * tau * (du * columns + dv * rows)
        squares += tau**2 * (uu * columns**2 + 2 * uv * rows * columns + vv * rows**2)
        return np.maximum(squares - n**3 * tau**2 * (rows + columns) ** 2, 0) / w**4
