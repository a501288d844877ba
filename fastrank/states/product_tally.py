"""Sums and products of scores, and who wins how often, as whole numbers that add up in any order.

A score is a whole number of at most 53 bits, cut into three signed digits of 18. Products of digits are below 2^34, so
that float64 adds those of 2^18 queries without rounding, whatever order BLAS has, and int64 those of 2^29.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fastrank.significance.exact_sums import differences
from fastrank.significance.pair_moments import Moments, Pairs, all_pairs, pair_moments, without_noise
from fastrank.states.query_tally import QueryTally

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

BITS = 52  # of a score as large as the scale
MOST_QUERIES = 1 << 29
_DIGITS, _DIGIT_BITS = 3, 18
_QUERIES = 1 << 16  # at a time: digits of 20 systems fill 32 MB


@dataclass(frozen=True)
class ProductTally:
    """Products of (digits of systems and, last, one), and on how many queries row i is larger than row j."""

    products: Counts
    larger: Counts

    @classmethod
    def empty(cls, n_systems: int) -> ProductTally:
        """Return the tally of no query."""
        n = _DIGITS * n_systems + 1
        return cls(np.zeros((n, n), np.int64), np.zeros((n_systems, n_systems), np.int64))

    @classmethod
    def of(cls, values: Values, whole: Values) -> ProductTally:
        """Return the tally of one batch: scores, and the whole numbers that they were rounded to."""
        tally = cls.empty(len(values))
        for start in range(0, values.shape[1], _QUERIES):
            digits = _digits(whole[:, start : start + _QUERIES])
            tally.products[:] += (digits @ digits.T).astype(np.int64)
        pairs = all_pairs(len(values))
        counted = pair_moments(values, pairs)
        tally.larger[pairs.first, pairs.second] = counted.wins
        tally.larger[pairs.second, pairs.first] = counted.losses
        return tally

    def __add__(self, other: ProductTally) -> ProductTally:
        return ProductTally(self.products + other.products, self.larger + other.larger)

    def moments(self, pairs: Pairs, queries: QueryTally, quantum: float, noise: Values) -> Moments:
        """Return moments of the differences of pairs, but for cubes; what is within the noise is none."""
        n = queries.n
        wins, losses = self.larger[pairs.first, pairs.second], self.larger[pairs.second, pairs.first]
        return without_noise(
            Moments(
                n=np.full(len(pairs), n),
                mean=differences(queries.sums, pairs.first, pairs.second) / n,
                squares=self._centred_squares(pairs, n) * quantum**2,
                cubes=np.full(len(pairs), np.nan),
                wins=wins,
                ties=n - wins - losses,
                losses=losses,
            ),
            noise,
        )

    def _centred_squares(self, pairs: Pairs, n: int) -> Values:
        """Sums of squared deviations of whole differences from their mean, in integers until the last division."""
        sums, crossed = self._whole()
        i, j = pairs.first, pairs.second
        squares = n * (crossed[i, i] + crossed[j, j] - 2 * crossed[i, j]) - (sums[i] - sums[j]) ** 2
        return np.array([square / n for square in squares.tolist()])

    def _whole(self) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
        """Sums and cross products of the whole numbers, as Python integers."""
        s = len(self.larger)
        products = self.products.astype(object)
        digit = [slice(k * s, (k + 1) * s) for k in range(_DIGITS)]
        sums = sum(products[-1, own] << _DIGIT_BITS * k for k, own in enumerate(digit))
        crossed = sum(
            products[a, b] << _DIGIT_BITS * (k + m) for k, a in enumerate(digit) for m, b in enumerate(digit)
        )
        return sums, crossed  # type: ignore[return-value]


def _digits(whole: Values) -> Values:
    """Rows of lowest, middle and highest digits, and of ones."""
    n_systems, n = whole.shape
    rows, rest = np.ones((_DIGITS * n_systems + 1, n)), whole
    for k in range(_DIGITS - 1, 0, -1):
        unit = 2.0 ** (_DIGIT_BITS * k)
        digit = np.rint(rest / unit, out=rows[k * n_systems : (k + 1) * n_systems])
        rest = rest - digit * unit
    rows[:n_systems] = rest
    return rows
