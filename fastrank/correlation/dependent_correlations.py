"""Tests of two correlations that share a variable, from the three correlations and the number of items."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


def williams(first: Values, second: Values, between: Values, n: int) -> tuple[Values, int]:
    """Return Williams' t of ``first - second`` and its degrees of freedom n − 3 (Williams 1959).

    Parameters
    ----------
    first, second : ndarray
        Correlations of two variables with the shared one.
    between : ndarray
        Correlation of the two with each other.
    n : int
        Items behind each correlation.
    """
    determinant = 1 - first**2 - second**2 - between**2 + 2 * first * second * between
    mean = (first + second) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = 2 * (n - 1) / (n - 3) * determinant + mean**2 * (1 - between) ** 3
        t = (first - second) * np.sqrt((n - 1) * (1 + between) / spread)
    return t, n - 3


def steiger(first: Values, second: Values, between: Values, n: int) -> Values:
    """Return Steiger's Z of ``first - second``: Fisher's transform, their covariance from the mean correlation.

    Steiger 1980, equation 15; as in Dunn and Clark's test, with the two correlations pooled as they are equal under
    the null.
    """
    mean = (first + second) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        psi = between * (1 - 2 * mean**2) - mean**2 * (1 - 2 * mean**2 - between**2) / 2
        shared = psi / (1 - mean**2) ** 2
        z: Values = (np.arctanh(first) - np.arctanh(second)) * np.sqrt((n - 3) / (2 - 2 * shared))
    return z
