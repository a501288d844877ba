"""Somers' D."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fastrank.arrays.pairs import finish, read_pairs
from fastrank.correlation.alternatives import alternative_code
from fastrank.correlation.contingency import expand
from fastrank.correlation.pair_balance import association
from fastrank.correlation.result import CorrelationResult

if TYPE_CHECKING:
    import numpy.typing as npt


def somersd(
    x: npt.ArrayLike,
    y: npt.ArrayLike | None = None,
    alternative: str = "two-sided",
    *,
    nan_policy: str = "propagate",
    axis: int | None = None,
    keepdims: bool = False,
) -> CorrelationResult:
    """Somers' D(Y|X): concordant minus discordant pairs, over the pairs that x does not tie.

    Parameters
    ----------
    x, y : array_like
        As in :func:`fastrank.kendalltau`: x is the independent variable. Without `y`, x is a table of counts whose
        rows are the ordered values of x and whose columns those of y.
    alternative : {'two-sided', 'less', 'greater'}
        Which association the p-value is against none.
    nan_policy : {'propagate', 'omit', 'raise'}
        As in :func:`fastrank.kendalltau`.
    axis : int, optional
        Where the lists are; needed as soon as there is more than one dimension.
    keepdims : bool
        Keep that axis, with length one.

    Returns
    -------
    CorrelationResult
        ``statistic`` and a normal ``pvalue``; NaN where a list is constant.

    Raises
    ------
    ValueError, TypeError
        As :func:`fastrank.kendalltau`; a table with negative or fractional counts, or fewer than two cells in use.

    Notes
    -----
    O(n log n) a list, where a table of n distinct values takes O(n^3). The statistic is not symmetric.

    References
    ----------
    Somers, A new asymmetric measure of association for ordinal variables, American Sociological Review 1962;
    Brown and Benedetti, JASA 1977.

    Examples
    --------
    >>> import fastrank as fr
    >>> table = [[27, 25, 14, 7, 0], [7, 14, 18, 35, 12], [1, 3, 2, 7, 17]]
    >>> print(f"{fr.somersd(table).statistic:.4f}")
    0.6033
    """
    code = alternative_code(alternative)
    if y is None:
        x, y = expand(x)
    pairs = read_pairs(x, y, axis=axis, nan_policy=nan_policy)
    found: Any = association(pairs, code, "somersd")
    return CorrelationResult(*(finish(np.asarray(values), pairs, keepdims, axis) for values in found))
