"""Goodman and Kruskal's gamma."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastrank.arrays.pairs import finish, read_pairs
from fastrank.correlation.alternatives import alternative_code
from fastrank.correlation.pair_balance import association
from fastrank.correlation.result import CorrelationResult

if TYPE_CHECKING:
    import numpy.typing as npt


def goodman_kruskal_gamma(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    alternative: str = "two-sided",
    nan_policy: str = "propagate",
    axis: int | None = None,
    keepdims: bool = False,
) -> CorrelationResult:
    """Goodman and Kruskal's gamma: concordant minus discordant pairs, over the pairs that neither list ties.

    Parameters
    ----------
    x, y, nan_policy, axis, keepdims
        As in :func:`fastrank.kendalltau`.
    alternative : {'two-sided', 'less', 'greater'}
        Which association the p-value is against none.

    Returns
    -------
    CorrelationResult
        ``statistic`` and a normal ``pvalue`` (variance of C - D under no association, as for Somers' D); NaN where
        every pair is tied in a list.

    Raises
    ------
    ValueError, TypeError
        As :func:`fastrank.kendalltau`.

    Notes
    -----
    O(n log n) a list. Where many pairs are tied, gamma is large on few pairs: report them too.

    References
    ----------
    Goodman and Kruskal, Measures of association for cross classifications, JASA 1954; Brown and Benedetti 1977.

    Examples
    --------
    >>> import fastrank as fr
    >>> print(f"{fr.goodman_kruskal_gamma([1, 1, 2, 3], [1, 2, 2, 3]).statistic:.4f}")
    1.0000
    """
    code = alternative_code(alternative)
    pairs = read_pairs(x, y, axis=axis, nan_policy=nan_policy)
    found = association(pairs, code, "gamma")
    return CorrelationResult(*(finish(values, pairs, keepdims, axis) for values in found))
