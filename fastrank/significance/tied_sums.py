"""Sums of systems that differ by rounding only become equal, so that correlations see the ties of the means.

Scores are rounded to quanta once, and tenths are no multiples of 2^-26: of two systems with equal P@10 on average,
sums can differ by up to a quantum a query. Values in order that are no further apart than that are one value.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.jit import kernel

Values = npt.NDArray[np.float64]


@kernel
def join_close(rows, slack, lo, hi, out):  # type: ignore[no-untyped-def]
    """Give every value of rows ``[lo, hi)`` the smallest value that steps of at most `slack` lead down to."""
    n = rows.shape[1]
    order = np.arange(n)
    for row in range(lo, hi):
        values, joined = rows[row], out[row]
        # Insertion, from the order of the row before: resamples order systems much alike.
        for i in range(1, n):
            item, at = order[i], i
            while at > 0 and values[order[at - 1]] > values[item]:
                order[at] = order[at - 1]
                at -= 1
            order[at] = item
        last, first = 0.0, 0.0
        for i in range(n):
            value = values[order[i]]
            if i == 0 or value - last > slack:
                first = value
            last = value
            joined[order[i]] = first


def joined_sums(rows: Values, slack: float) -> Values:
    """Return rows (replicates × systems) with close sums made equal.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.significance.tied_sums import joined_sums
    >>> joined_sums(np.array([[3.0, 1.0, 2.0, 5.0]]), 1.0)
    array([[1., 1., 1., 5.]])
    """
    out = np.empty_like(rows)
    parallel.run(join_close, (rows, slack), (out,), len(rows), cost=8 * max(1, rows.shape[1]))
    return out
