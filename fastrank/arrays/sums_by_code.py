"""Sums of the columns that share a code, compensated: of whole numbers they are exact."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.summation import compensated_sums_by_code

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


def sums_by_code(rows: Values, codes: Counts, n_codes: int) -> tuple[Values, Counts]:
    """Return (rows, codes) sums without NaN, and of how many values; a sum of nothing is NaN.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.arrays.sums_by_code import sums_by_code
    >>> sums_by_code(np.array([[1.0, 2.0, 4.0]]), np.array([1, 0, 1]), 2)[0].tolist()
    [[2.0, 5.0]]
    """
    totals, lost = np.zeros((2, len(rows), n_codes))
    n = np.zeros(totals.shape, dtype=np.int64)
    outputs, cost = (totals, lost, n), max(1, rows.shape[1])
    parallel.run(compensated_sums_by_code, (rows, codes), outputs, len(rows), cost=cost)
    return np.where(n == 0, np.nan, totals + lost), n
