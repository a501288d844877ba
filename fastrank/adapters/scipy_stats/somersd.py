"""`scipy.stats.somersd`."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def somersd(x: Any, y: Any = None, alternative: str = "two-sided") -> Any:
    """Like ``scipy.stats.somersd``: of two lists or a contingency table; NaN is a category of its own."""
    from scipy.stats._hypotests import SomersDResult

    table = _table(np.array(x), np.array(y))
    d, p = _of_table(table.astype(float), alternative)
    result = SomersDResult(d, p, table)
    result.correlation = d
    return result


def _table(x: npt.NDArray[Any], y: npt.NDArray[Any]) -> Any:
    if x.ndim == 1:
        if x.size != y.size:
            raise ValueError("Rankings must be of equal length.")
        from scipy.stats.contingency import crosstab

        return crosstab(x, y)[1]
    if x.ndim != 2:
        raise ValueError("x must be either a 1D or 2D array")
    if np.any(x < 0):
        raise ValueError("All elements of the contingency table must be non-negative.")
    if np.any(x != x.astype(int)):
        raise ValueError("All elements of the contingency table must be integer.")
    if x.nonzero()[0].size < 2:
        raise ValueError("At least two elements of the contingency table must be nonzero.")
    return x


def _of_table(table: npt.NDArray[np.float64], alternative: str) -> tuple[Any, Any]:
    """Concordant less discordant pairs of every cell from two-dimensional running sums."""
    from scipy.stats._stats_py import _get_pvalue, _SimpleNormal

    if table.shape[0] <= 1 or table.shape[1] <= 1:
        return np.nan, np.nan
    n = table.sum()
    balance = _balance_of_cells(table)
    total = (table * balance).sum()
    d = total / (n**2 - (table.sum(axis=1) ** 2).sum())
    spread = (table * balance**2).sum() - total**2 / n
    with np.errstate(divide="ignore"):
        z = total / (4 * spread) ** 0.5
    return d, _get_pvalue(z, _SimpleNormal(), alternative, xp=np)


def _balance_of_cells(table: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How many items are above and left or below and right of a cell, less those on the other diagonal."""
    sums = np.pad(table.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    before, upto = sums[:-1], sums[1:]
    last_row, last_column = sums[-1:], sums[:, -1:]
    concordant = before[:, :-1] + (sums[-1, -1] - last_column[1:] - last_row[:, 1:] + upto[:, 1:])
    discordant = (last_column[:-1] - before[:, 1:]) + (last_row[:, :-1] - upto[:, :-1])
    balance: npt.NDArray[np.float64] = concordant - discordant
    return balance
