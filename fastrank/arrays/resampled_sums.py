"""Sums of columns of whole numbers under random weights or signs, by the fastest kernel that this processor has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.byte_digits import STRIP, TILE, cut_digits, survey_columns
from fastrank.kernels.byte_sums import MOST_TILES, byte_sums
from fastrank.kernels.processor import compiled_for
from fastrank.kernels.random_streams import GROUP, QUERIES, SIGNS_DOMAIN, WEIGHTS_DOMAIN
from fastrank.kernels.resampled_sums import poisson_sums, sign_sums

Values = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]


class Digits(NamedTuple):
    """Columns as `byte_sums` takes them."""

    digits: npt.NDArray[np.uint8]
    first: npt.NDArray[np.int64]
    shift: npt.NDArray[np.int64]
    total: npt.NDArray[np.int64]


def adds_bytes() -> bool:
    """Whether the processor multiplies and adds 64 bytes at once."""
    return compiled_for("avx512vnni") and compiled_for("avx512bw")


class ResampledSums:
    """Columns of whole numbers made ready for sums under any replicates.

    Parameters
    ----------
    keys : ndarray of uint64
        What decides the weights of each query.
    columns : ndarray, (columns, queries)
        Whole numbers; sums of their sizes stay below 2^52, so that all sums are exact and both kernels give
        the same bits.
    zero_rows : int
        Rows of zeros after the sums: not worth a copy of all columns.
    bytes_at_once : bool, optional
        Which kernel; by default, what the processor is for.
    """

    def __init__(
        self, keys: Keys, columns: Values, *, zero_rows: int = 0, bytes_at_once: bool | None = None
    ) -> None:
        more = -len(keys) % QUERIES
        self._keys = np.pad(keys, (0, more))
        self._n_columns, self._n_rows = len(columns), len(columns) + zero_rows
        self._bytes = adds_bytes() if bytes_at_once is None else bytes_at_once
        self._columns: Any = cut_columns(columns) if self._bytes else np.pad(columns, ((0, 0), (0, more)))

    def weighted(
        self, seed: int, start: int, n: int, attempt: int = 0, progress: parallel.Progress | None = None
    ) -> Values:
        """Return Poisson-weighted sums of replicates from `start` on, at least `n`: whole groups."""
        return self._sums(poisson_sums, WEIGHTS_DOMAIN + attempt, seed, start, n, progress)

    def signed(self, seed: int, start: int, n: int, progress: parallel.Progress | None = None) -> Values:
        """Return sums under random signs, as `weighted` does."""
        return self._sums(sign_sums, SIGNS_DOMAIN, seed, start, n, progress)

    def _sums(
        self,
        kernel: Callable[..., None],
        domain: int,
        seed: int,
        start: int,
        n: int,
        progress: parallel.Progress | None,
    ) -> Values:
        n_groups = -(-n // GROUP)
        sums = np.zeros((self._n_rows, n_groups * GROUP))
        inputs: tuple[Any, ...] = (self._keys, np.uint64(seed), start // GROUP, domain)
        if self._bytes:
            cut: Digits = self._columns
            signs, kernel = int(kernel is sign_sums), byte_sums
            sums[: self._n_columns] = signs * cut.total[:, None]
            inputs += (signs, cut.digits.view(np.int32), cut.first, cut.shift, MOST_TILES)
        else:
            inputs += (self._columns,)
        cost = GROUP * len(self._keys) * (1 + self._n_columns // 16)
        parallel.run(kernel, inputs, (sums,), n_groups, cost=cost, progress=progress)
        return sums


def cut_columns(columns: Values) -> Digits:
    """Cut every column into as many digits to base 256 as its numbers need, without the zeros they all end with."""
    columns = np.ascontiguousarray(columns)  # one signature to compile
    n_columns, n_queries = columns.shape
    facts = np.empty((n_columns, 4), dtype=np.int64)
    parallel.run(survey_columns, (columns,), (facts,), n_columns, cost=n_queries)
    least, largest, bits, total = facts.T
    shift = np.array([(b & -b).bit_length() - 1 if b else 0 for b in bits.tolist()], dtype=np.int64)
    first = np.zeros(n_columns + 1, dtype=np.int64)
    np.cumsum(_n_digits(least >> shift, largest >> shift), out=first[1:])
    n_rows, n_fours = -(-int(first[-1]) // STRIP) * STRIP, -(-n_queries // QUERIES) * QUERIES // 4
    digits = np.zeros(4 * n_rows * n_fours, dtype=np.uint8)
    n_tiles = -(-n_queries // TILE)
    parallel.run(cut_digits, (columns, first, shift), (digits,), n_tiles, cost=TILE * n_rows)
    return Digits(digits, first, shift, total)


def _n_digits(least: npt.NDArray[np.int64], largest: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The fewest digits between -128 and 127 that hold both; 0 for a column of zeros."""
    n = np.zeros(len(least), dtype=np.int64)
    for digits in range(7):  # seven hold more than 2^53
        ones = (256**digits - 1) // 255
        n += (least < -128 * ones) | (largest > 127 * ones)
    return n
