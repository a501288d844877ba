"""What a paired t test can find: the smallest difference it would not miss, and the queries that a difference needs."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fastrank.significance.alternatives import ALTERNATIVES, one_of
from fastrank.significance.pair_moments import Moments

Values = npt.NDArray[np.float64]

POWER = 0.8  # of the minimum detectable effect in results
_HALVINGS = 52  # of a bracket: to the last bits


def minimum_detectable_effect(
    n_queries: npt.ArrayLike,
    *,
    sd: npt.ArrayLike = 1.0,
    alpha: float = 0.05,
    power: float = 0.8,
    alternative: str = "two-sided",
) -> float | Values:
    """Return the smallest true mean difference that a paired t test finds with the given power.

    Parameters
    ----------
    n_queries : int or array_like
        At least 2.
    sd : float or array_like
        Standard deviation of the differences; with 1 the result is in such deviations (d_z).
    alpha : float
        Level of the test. Of m tests with a correction, alpha / m is a safe choice.
    power : float
        Chance of p <= alpha where the true difference is as large as the result; above alpha.
    alternative : {"two-sided", "less", "greater"}
        A one-sided test finds smaller differences of its direction.

    Returns
    -------
    float or ndarray
        In the units of `sd`.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    Exact for normal differences, by the noncentral t distribution; (z_{1-alpha/2} + z_power) sd / √n is a little
    smaller for few queries. Cost: 0.1 ms for each distinct number of queries.

    References
    ----------
    Cohen 1988, Statistical power analysis for the behavioral sciences. Miller 2024, Adding error bars to evals.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(fr.minimum_detectable_effect(50), 3)
    0.404
    >>> round(fr.minimum_detectable_effect(50, sd=0.2), 3)
    0.081
    """
    _check(alpha, power, alternative)
    n, sd = np.broadcast_arrays(np.asarray(n_queries, dtype=np.float64), np.asarray(sd, dtype=np.float64))
    if not (n >= 2).all():
        raise ValueError(f"n_queries must be at least 2, got {np.min(n):g}: one difference has no variance")
    distinct, place = np.unique(n, return_inverse=True)
    found: Values = (
        _noncentrality(tuple(distinct.tolist()), alpha, power, alternative)[place].reshape(n.shape)
        / np.sqrt(n)
        * sd
    )
    return float(found) if found.ndim == 0 else found


def required_queries(
    effect: npt.ArrayLike,
    *,
    sd: npt.ArrayLike = 1.0,
    alpha: float = 0.05,
    power: float = 0.8,
    alternative: str = "two-sided",
) -> int | float | Values:
    """Return how many queries a paired t test needs to find a true mean difference with the given power.

    Parameters
    ----------
    effect : float or array_like
        True mean difference; its sign does not matter.
    sd : float or array_like
        Standard deviation of the differences, in the units of `effect`; with 1 the effect is a d_z.
    alpha, power, alternative
        As in `minimum_detectable_effect`.

    Returns
    -------
    int, or ndarray of float
        The smallest number whose power is enough, at least 2; inf for an effect of 0, NaN stays.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    Exact for normal differences, by the noncentral t distribution. An effect that was itself estimated from few
    queries is uncertain, and so is the number. Cost: about 0.1 ms an effect.

    References
    ----------
    Cohen 1988. Sakai 2016, Topic set size design.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.required_queries(0.5), fr.required_queries(0.02, sd=0.1)
    (34, 199)
    """
    _check(alpha, power, alternative)
    with np.errstate(divide="ignore", invalid="ignore"):
        d = np.abs(np.asarray(effect, dtype=np.float64) / np.asarray(sd, dtype=np.float64))
    needed = np.where(np.isnan(d), np.nan, np.where(d == 0, np.inf, 2.0))
    for at in zip(*np.nonzero((d > 0) & np.isfinite(d)), strict=True) if d.ndim else [()] * bool(d > 0):
        needed[at] = _least_number(float(d[at]), alpha, power, alternative)
    if needed.ndim:
        return needed
    return int(needed) if np.isfinite(needed) else float(needed)


def detectable(moments: Moments, alpha: float, alternative: str) -> Values:
    """Minimum detectable effect of every pair, with the standard error and degrees of freedom of its mean."""
    n = moments.df + 1.0
    sd = np.sqrt(moments.squares / (moments.n * (moments.n - 1.0)) * n)
    found = minimum_detectable_effect(
        n, sd=sd, alpha=alpha, power=max(POWER, (1.0 + alpha) / 2.0), alternative=alternative
    )
    return np.asarray(found)


def t_power(noncentrality: Values, n: Values, alpha: float, alternative: str) -> Values:
    """Chance that a t test of `n` differences is significant; of a one-sided test in its direction."""
    from scipy.special import nctdtr, stdtrit

    tails = 2.0 if alternative == "two-sided" else 1.0
    bound = stdtrit(n - 1.0, 1.0 - alpha / tails)
    # SciPy's noncentral t is NaN for some tails that are smaller than 1e-16: none is added.
    missed: Values = np.nan_to_num(nctdtr(n - 1.0, noncentrality, bound))
    other = np.nan_to_num(nctdtr(n - 1.0, noncentrality, -bound)) if tails == 2.0 else 0.0
    return 1.0 - missed + other


@lru_cache(maxsize=64)
def _noncentrality(numbers: tuple[float, ...], alpha: float, power: float, alternative: str) -> Values:
    """The noncentrality with the wanted power, by bisection: 5 ms, and most results ask for one number."""
    n = np.array(numbers)
    low, high = np.zeros(len(n)), np.ones(len(n))
    while (short := t_power(high, n, alpha, alternative) < power).any():
        high = np.where(short, 2.0 * high, high)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        short = t_power(middle, n, alpha, alternative) < power
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return high


def _least_number(d: float, alpha: float, power: float, alternative: str) -> int:
    """Bisection over whole numbers."""

    def enough(n: int) -> bool:
        return bool(t_power(np.asarray(d * n**0.5), np.asarray(float(n)), alpha, alternative) >= power)

    low, high = 1, 2
    while not enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _check(alpha: float, power: float, alternative: str) -> None:
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"alpha must be between 0 and 1, got {alpha!r}")
    if not alpha < power < 1.0:
        raise ValueError(f"power must be between alpha={alpha:g} and 1, got {power!r}")
    one_of("alternative", alternative, ALTERNATIVES)
