"""Statistics that are functions of weighted sums: one product resamples them, and a jackknife takes O(Q)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.summation import compensated_row_sums
from fastrank.significance.bootstrap_designs import without_each_unit
from fastrank.significance.pair_moments import Pairs
from fastrank.significance.quantise import Quantised, quantise_rows
from fastrank.significance.units import Units, whole_unit_sums

Values = npt.NDArray[np.float64]
OfSums = Callable[[Values, Values], Values]


class SumStatistic(NamedTuple):
    """Columns that are summed over queries, and what is made of their sums and of the number of queries.

    Attributes
    ----------
    columns : ndarray, (columns, queries)
    whole : Quantised
        The columns as whole numbers.
    value : callable
        From sums (columns, replicates) and sizes (replicates,) to (values, replicates).
    error : callable or None
        Standard error of each value by its own replicate, where it is known.
    """

    columns: Values
    whole: Quantised
    value: OfSums
    error: OfSums | None = None
    units: Units | None = None

    def by_units(self, units: Units) -> SumStatistic:
        """The same statistic of sums that are drawn by clusters or strata."""
        columns = self.columns if units.weights is None else self.columns * units.weights
        return self._replace(columns=columns, whole=whole_unit_sums(units, self.whole), units=units)

    @property
    def size(self) -> Values:
        """The number of queries, as one replicate."""
        return np.array([float(self.columns.shape[1])])

    def sums(self) -> Values:
        """Sums over all queries, as one replicate."""
        n = len(self.columns)
        sums, counts = np.empty(n), np.empty(n, np.int64)
        parallel.run(compensated_row_sums, (self.columns,), (sums, counts), n, cost=self.columns.shape[1])
        return sums[:, None]

    def observed(self) -> Values:
        """The values themselves."""
        return quietly(self.value, self.sums(), self.size)[:, 0]

    def observed_whole(self) -> Values:
        """The values, rounded as in the replicates: what a replicate is tied with."""
        sums = self.whole.whole.sum(axis=1) * self.whole.quantum
        return quietly(self.value, sums[:, None], self.size)[:, 0]

    def without_each(self) -> Values:
        """The values without each query or other unit, (values, units)."""
        if self.units is not None:
            return quietly(self.value, *without_each_unit(self.columns, self.units))
        n = self.columns.shape[1]
        return quietly(self.value, self.sums() - self.columns, np.full(n, n - 1.0))


def quietly(value: OfSums, sums: Values, sizes: Values) -> Values:
    """Call with zero divisions unannounced: what is undefined is NaN, and counted by who asks."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return value(sums, sizes)


def of_columns(columns: Values, value: OfSums, error: OfSums | None = None) -> SumStatistic:
    """A statistic whose columns are rounded each by itself."""
    columns = np.ascontiguousarray(columns)
    return SumStatistic(columns, quantise_rows(columns), value, error)


def mean(rows: Values, *, with_error: bool = False) -> SumStatistic:
    """Means of rows; deviations and their squares give the standard error."""
    n = len(rows)

    def value(sums: Values, sizes: Values) -> Values:
        return sums[:n] / sizes

    def error(sums: Values, sizes: Values) -> Values:
        shift, square = sums[n : 2 * n] / sizes, sums[2 * n :] / sizes
        return np.sqrt(np.maximum(square - shift**2, 0.0) / sizes)

    if not with_error:
        return of_columns(rows, value)
    centred = rows - rows.mean(axis=1, keepdims=True)
    return of_columns(np.vstack([rows, centred, centred**2]), value, error)


def mean_difference(rows: Values, pairs: Pairs, *, with_error: bool = False) -> SumStatistic:
    """Mean of the differences of every pair."""
    return mean(rows[pairs.first] - rows[pairs.second], with_error=with_error)


def ratio_of_means(rows: Values, pairs: Pairs, *, with_error: bool = False) -> SumStatistic:
    """Mean of the first over mean of the second; the standard error is that of the residuals x - ratio y."""
    n, x, y = len(pairs), rows[pairs.first], rows[pairs.second]

    def value(sums: Values, sizes: Values) -> Values:
        return sums[:n] / sums[n : 2 * n]

    if not with_error:
        return of_columns(np.vstack([x, y]), value)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.nan_to_num(x.sum(axis=1, keepdims=True) / y.sum(axis=1, keepdims=True))
    rest = x - ratio * y

    def error(sums: Values, sizes: Values) -> Values:
        away = value(sums, sizes) - ratio
        square = sums[2 * n : 3 * n] - 2 * away * sums[3 * n : 4 * n] + away**2 * sums[4 * n :]
        return np.sqrt(np.maximum(square, 0.0)) / np.abs(sums[n : 2 * n])

    return of_columns(np.vstack([x, y, rest**2, rest * y, y**2]), value, error)


def variance(rows: Values, *, with_error: bool = False) -> SumStatistic:
    """Unbiased variances; their standard error needs the fourth moment."""
    n = len(rows)
    d = rows - rows.mean(axis=1, keepdims=True)

    def value(sums: Values, sizes: Values) -> Values:
        return (sums[n : 2 * n] - sums[:n] ** 2 / sizes) / (sizes - 1.0)

    def error(sums: Values, sizes: Values) -> Values:
        m, second, third, fourth = (sums[k * n : (k + 1) * n] / sizes for k in range(4))
        spread = second - m**2
        tails = fourth - 4 * m * third + 6 * m**2 * second - 3 * m**4
        return np.sqrt(np.maximum(tails - spread**2, 0.0) / sizes)

    if not with_error:
        return of_columns(np.vstack([d, d**2]), value)
    return of_columns(np.vstack([d, d**2, d**3, d**4]), value, error)
