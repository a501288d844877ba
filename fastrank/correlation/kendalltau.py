"""Kendall's tau."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fastrank.arrays.pairs import Pairs, finish, read_pairs
from fastrank.correlation.alternatives import alternative_code, one_of
from fastrank.correlation.kendall_lists import kendall_lists
from fastrank.correlation.kendall_values import METHODS, VARIANTS
from fastrank.correlation.pair_counts import pair_counts
from fastrank.correlation.result import CorrelationResult

if TYPE_CHECKING:
    import numpy.typing as npt


class KendallResult(CorrelationResult):
    """Tau and its p-value; unpacks as two."""

    _asked: tuple[Pairs, str, bool, int | None]

    def confidence_interval(self, confidence_level: float = 0.95) -> Any:
        """Return ``(low, high)``: tau plus and minus normal quantiles of its standard error, kept to [-1, 1].

        The standard error is that of sampled pairs (Brown and Benedetti 1977), not of the null hypothesis. Costs a
        second counting, of the arrays that were passed: they must not have been written to since.
        """
        if not 0 < confidence_level < 1:
            raise ValueError(f"confidence_level: must be between 0 and 1, got {confidence_level!r}")
        from fastrank.correlation.kendall_interval import interval

        pairs, variant, keepdims, axis = self._asked
        bounds = interval(pairs, pair_counts(pairs), np.ravel(self.statistic), variant, confidence_level)
        return tuple(finish(bound, pairs, keepdims, axis) for bound in bounds)


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
        Values are not numbers with an order: complex, text, times, None.

    Notes
    -----
    Up to 640 items (352 without AVX-512) all pairs are compared, 16 at a time, rows of one length 16 rows at a time;
    longer lists are sorted, O(n log n).
    An exact p-value costs O(n) too, and is right to a relative 1e-12 up to n = 10 000, however small it is: 1e-300
    has its digits, and what floats cannot hold (5e-324) is 0.

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
    pairs = read_pairs(x, y, axis=axis, nan_policy=nan_policy, mark_missing=False)
    tau, p = kendall_lists(pairs, variant, method, code)
    result = KendallResult(finish(tau, pairs, keepdims, axis), finish(p, pairs, keepdims, axis))
    result._asked = pairs, variant, keepdims, axis
    return result
