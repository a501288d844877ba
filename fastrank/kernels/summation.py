"""Sums whose bits do not depend on the machine: numpy's pairwise sum follows the width of its vectors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.kernels.jit import inlined, kernel, spliced


@spliced
def compensated(total, lost, value):  # type: ignore[no-untyped-def]
    """Neumaier's step: add a value to a sum whose rounding errors are kept apart, in `lost`."""
    step = total + value
    lost += (total - step) + value if abs(total) >= abs(value) else (value - step) + total
    return step, lost


@inlined
def _row_sum(values, row):  # type: ignore[no-untyped-def]
    """Compensated sum of a row without its NaN, and how many values it has."""
    total, lost, n = 0.0, 0.0, 0
    for column in range(values.shape[1]):
        value = values[row, column]
        if not np.isnan(value):
            n += 1
            total, lost = compensated(total, lost, value)
    return total + lost, n


@kernel
def compensated_row_means(values, lo, hi, out, counts):  # type: ignore[no-untyped-def]
    """Mean of every row, without its NaN; a row of nothing gives NaN."""
    for row in range(lo, hi):
        total, n = _row_sum(values, row)
        counts[row] = n
        out[row] = total / n if n else np.nan


@kernel
def compensated_row_sums(values, lo, hi, out, counts):  # type: ignore[no-untyped-def]
    """Sum of every row, without its NaN; a row of nothing gives NaN."""
    for row in range(lo, hi):
        total, n = _row_sum(values, row)
        counts[row] = n
        out[row] = total if n else np.nan


@kernel
def compensated_sums_by_code(values, codes, lo, hi, totals, lost, counts):  # type: ignore[no-untyped-def]
    """Add every row's values, without its NaN, to the sums that the codes of its columns name.

    A sum is ``totals + lost``, which begin at 0. One pass in order: gathering the columns of each code took 1.3 s
    instead of 0.2 s for ten rows of a million columns and 50 codes.
    """
    for row in range(lo, hi):
        for column in range(values.shape[1]):
            value = values[row, column]
            if not np.isnan(value):
                code = codes[column]
                total, error = compensated(totals[row, code], lost[row, code], value)
                totals[row, code], lost[row, code] = total, error
                counts[row, code] += 1


def row_means_definition(values: npt.NDArray[np.float64]) -> list[float]:
    """The law: the exactly rounded sum over the count."""
    import math

    rows = [[float(value) for value in row if value == value] for row in values]
    return [math.fsum(row) / len(row) if row else math.nan for row in rows]
