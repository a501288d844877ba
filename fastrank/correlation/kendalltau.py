"""Kendall's tau."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from fastrank.arrays.pairs import Pairs, finish, read_pairs
from fastrank.correlation.alternatives import alternative_code, one_of
from fastrank.correlation.kendall_values import METHODS, VARIANTS, pvalues, taus
from fastrank.correlation.pair_counts import PairCounts, pair_counts
from fastrank.correlation.result import CorrelationResult

if TYPE_CHECKING:
    import numpy.typing as npt


class KendallResult(CorrelationResult):
    """Tau and its p-value; unpacks as two."""

    _interval: Callable[[float], Any]

    def confidence_interval(self, confidence_level: float = 0.95) -> Any:
        """Return ``(low, high)``: tau plus and minus normal quantiles of its standard error, kept to [-1, 1].

        The standard error is that of sampled pairs (Brown and Benedetti 1977), not of the null hypothesis. Costs a
        second counting.
        """
        if not 0 < confidence_level < 1:
            raise ValueError(f"confidence_level: must be between 0 and 1, got {confidence_level!r}")
        return self._interval(confidence_level)


def kendalltau(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    variant: str = "b",
    method: str = "auto",
    alternative: str = "two-sided",
    nan_policy: str = "propagate",
    axis: int | None = None,
    keepdims: bool = False,
) -> KendallResult:
    """Kendall's tau: how much more often two lists order a pair alike than unlike.

    With C concordant, D discordant pairs, n items, and T pairs tied in a list: variant a is
    ``(C - D) / (n (n - 1) / 2)``; b divides by ``sqrt((pairs - Tx) (pairs - Ty))``, so that tied pairs do not count;
    c is Stuart's, ``2 (C - D) / (n^2 (m - 1) / m)`` with m the smaller number of distinct values.

    Parameters
    ----------
    x, y : array_like
        Values with the same position belong together: two lists, arrays with the lists along `axis` (other axes are
        batches and broadcast), Arrow lists, or ``(values, offsets)``. Integers of any size are compared exactly.
    variant : {'b', 'a', 'c'}
        How ties enter the denominator. The p-value is the same.
    method : {'auto', 'exact', 'asymptotic'}
        Exact p-values count all orders and need lists without ties; ``'auto'`` takes them up to 33 items, and where
        at most one pair is discordant or concordant.
    alternative : {'two-sided', 'less', 'greater'}
        Which association the p-value is against none.
    nan_policy : {'propagate', 'omit', 'raise'}
        A pair with NaN (or null): the list's tau is NaN, the pair is dropped, or an error. Masked pairs are dropped.
        Infinities are ordinary values; 0.0 and -0.0 tie.
    axis : int, optional
        Where the lists are; needed as soon as there is more than one dimension.
    keepdims : bool
        Keep that axis, with length one.

    Returns
    -------
    KendallResult
        ``statistic`` and ``pvalue``, NaN for a constant list or less than two pairs; ``confidence_interval()``.

    Raises
    ------
    ValueError
        Lengths differ, several dimensions without `axis`, an unknown option, exact p-values with ties.
    TypeError
        Values are not numbers.

    Notes
    -----
    Up to some hundred items all pairs are compared, 16 at a time; longer lists are sorted, O(n log n). An exact
    p-value costs O(n) too, and is right to a relative 1e-12 up to n = 10 000, however small it is: 1e-300 has its
    digits, and what floats cannot hold (5e-324) is 0.

    References
    ----------
    Kendall, A new measure of rank correlation, Biometrika 1938; Knight, JASA 1966; Brown and Benedetti, Sampling
    behavior of tests for correlation in two-way contingency tables, JASA 1977.

    Examples
    --------
    >>> import fastrank as fr
    >>> tau, p = fr.kendalltau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])
    >>> print(f"{tau:.4f} {p:.4f}")
    -0.4714 0.2827
    >>> fr.kendalltau([[1, 2, 3], [3, 2, 1]], [1, 2, 3], axis=-1).statistic
    array([ 1., -1.])
    """
    one_of("variant", variant, VARIANTS)
    one_of("method", method, METHODS)
    code = alternative_code(alternative)
    pairs = read_pairs(x, y, axis=axis, nan_policy=nan_policy)
    made = pair_counts(pairs)
    if method == "exact":
        _refuse_ties(made, pairs.missing)
    statistic, pvalue = taus(made, variant), pvalues(made, method, code)
    if pairs.missing is not None:
        statistic[pairs.missing] = pvalue[pairs.missing] = np.nan
    result = KendallResult(*(finish(values, pairs, keepdims, axis) for values in (statistic, pvalue)))
    result._interval = lambda level: _interval(pairs, made, statistic, variant, level, keepdims, axis)
    return result


def _refuse_ties(made: PairCounts, missing: Any) -> None:
    known = made.lengths > 1 if missing is None else (made.lengths > 1) & ~missing
    tied = np.flatnonzero(made.counts[:, 1:3].any(1) & known)
    if len(tied):
        where = f" in list {tied[0]}" if len(made.lengths) > 1 else ""
        raise ValueError(f"Ties found{where}, exact method cannot be used; method='asymptotic' takes them")


def _interval(
    pairs: Pairs, made: PairCounts, tau: Any, variant: str, level: float, keepdims: bool, axis: int | None
) -> Any:
    from fastrank.correlation.kendall_interval import interval

    bounds = interval(pairs, made, tau, variant, level)
    return tuple(finish(bound, pairs, keepdims, axis) for bound in bounds)
