"""Score intervals of proportions: Wilson's for one system, Newcombe's for the difference of two on the same queries.

Both stay within what a proportion can be and keep their coverage for few queries and near 0 and 1, where t and
percentile intervals have no width at all.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


def wilson_interval(share: Values, n: npt.ArrayLike, confidence_level: float) -> tuple[Values, Values]:
    """Return both ends of Wilson's interval (1927) of a share of ones among `n` scores of 0 and 1.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.significance.wilson import wilson_interval
    >>> [end.round(4).tolist() for end in wilson_interval(np.array([0.0, 0.5]), 20, 0.95)]
    [[0.0, 0.2993], [0.1611, 0.7007]]
    """
    from scipy.special import ndtri

    n = np.asarray(n, dtype=np.float64)
    square = float(ndtri((1.0 + confidence_level) / 2.0)) ** 2
    centre = (share + square / (2.0 * n)) / (1.0 + square / n)
    reach = np.sqrt(square * (share * (1.0 - share) + square / (4.0 * n)) / n) / (1.0 + square / n)
    return np.maximum(centre - reach, 0.0), np.minimum(centre + reach, 1.0)


def newcombe_interval(
    share_a: Values, share_b: Values, both: Values, n: npt.ArrayLike, confidence_level: float
) -> tuple[Values, Values]:
    """Return both ends of Newcombe's interval (1998, method 10) of `share_a` - `share_b`.

    Parameters
    ----------
    share_a, share_b, both : ndarray
        Shares of the `n` queries with a one of a, of b, and of both.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.significance.wilson import newcombe_interval
    >>> ends = newcombe_interval(np.array([0.5]), np.array([0.3]), np.array([0.2]), 50, 0.95)
    >>> [end.round(4).tolist() for end in ends]
    [[0.0258], [0.3569]]
    """
    low_a, high_a = wilson_interval(share_a, n, confidence_level)
    low_b, high_b = wilson_interval(share_b, n, confidence_level)
    phi = _correlation(share_a, share_b, both, np.asarray(n, dtype=np.float64))
    gap = share_a - share_b
    low = gap - _joined(share_a - low_a, high_b - share_b, phi)
    return low, gap + _joined(high_a - share_a, share_b - low_b, phi)


def _correlation(share_a: Values, share_b: Values, both: Values, n: Values) -> Values:
    """phi of the fourfold table, with Newcombe's continuity correction; 0 where a margin is empty."""
    excess = both - share_a * share_b
    excess = np.where(excess > 0, np.maximum(excess - 0.5 / n, 0.0), excess)
    scale = np.sqrt(share_a * (1.0 - share_a) * share_b * (1.0 - share_b))
    return np.divide(excess, scale, out=np.zeros_like(excess), where=scale > 0)


def _joined(one: Values, other: Values, phi: Values) -> Values:
    """Length of the sum of two deviations that are correlated."""
    return np.sqrt(np.maximum(one**2 - 2.0 * phi * one * other + other**2, 0.0))
