"""Tables of counts, as the lists that they count."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.arrays.dtype import as_numbers


def expand(table: Any) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return an x and a y for everything that a table of counts has counted."""
    counts = as_numbers(table, "x")
    if counts.ndim != 2:
        raise ValueError(f"x: without y, a table of counts with two dimensions, got {counts.ndim}")
    if (counts < 0).any():
        raise ValueError("x: All elements of the contingency table must be non-negative.")
    whole = counts.astype(np.int64)
    if (counts != whole).any():
        raise ValueError("x: All elements of the contingency table must be integer.")
    if np.count_nonzero(whole) < 2:
        raise ValueError("x: At least two elements of the contingency table must be nonzero.")
    rows, columns = (index.ravel().astype(float) for index in np.indices(whole.shape))
    return np.repeat(rows, whole.ravel()), np.repeat(columns, whole.ravel())
