"""What is known of every vector before any pair is looked at; and of some vectors, when their pairs are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.orderly import orderly
from fastrank.kernels.jit import kernel

PORTION_VALUES = 1 << 21  # values that are converted or sorted at once, 16 MB of them


class Ties(NamedTuple):
    """One entry a vector."""

    n: npt.NDArray[np.float64]  # values that are not missing
    unlike: npt.NDArray[np.float64]  # item pairs that differ
    root: npt.NDArray[np.float64]  # square root of that
    m0: npt.NDArray[np.float64]  # sum of t(t-1)(t-2) over tied groups
    m1: npt.NDArray[np.float64]  # sum of t(t-1)(2t+5)
    distinct: npt.NDArray[np.float64]


class Orders(NamedTuple):
    """One row of items (or of words of bits) a vector, flat."""

    ranks: npt.NDArray[np.int32]  # dense ranks from 0, -1 where missing
    order: npt.NDArray[np.int32]  # items as their values rise, missing ones last
    sizes: npt.NDArray[np.int32]  # how many items have a rank
    known: npt.NDArray[np.int64]  # bits of the items that are not missing


_NO_ITEMS = np.zeros(0, np.int32)
NO_ORDERS = Orders(_NO_ITEMS, _NO_ITEMS, _NO_ITEMS, np.zeros(0, np.int64))


@dataclass(frozen=True)
class Side:
    """The vectors of one side: rows of numbers of any kind and layout, and their ties."""

    values: Any
    ties: Ties

    def __len__(self) -> int:
        return len(self.values)

    @property
    def n(self) -> int:
        """Items of a vector."""
        return int(self.values.shape[1])

    def rows(self, start: int, stop: int) -> Side:
        """Some of the vectors, without copying."""
        return Side(self.values[start:stop], Ties(*(column[start:stop] for column in self.ties)))


def float_rows(values: Any, exact: bool = True) -> npt.NDArray[np.float64]:
    """Return contiguous float64 rows, NaN where masked; of values that float64 cannot tell apart, with `exact`, ranks.

    Rows that are such already are not copied.
    """
    data = np.ma.getdata(values)
    if exact:
        native = data.astype(data.dtype.newbyteorder("="), copy=False)
        rows = orderly(native.reshape(-1)).reshape(data.shape)
    else:
        rows = np.ascontiguousarray(data, np.float64)
    return np.where(np.ma.getmaskarray(values), np.nan, rows) if np.ma.isMaskedArray(values) else rows


def portions(values: Any) -> Iterator[tuple[slice, npt.NDArray[np.float64]]]:
    """Some rows after others, as float64."""
    at_once = max(1, PORTION_VALUES // max(values.shape[1], 1))
    for start in range(0, len(values), at_once):
        part = slice(start, min(start + at_once, len(values)))
        yield part, float_rows(values[part])


def ties_of(values: Any) -> Ties:
    """Return the ties of every row."""
    columns = [np.empty(len(values)) for _ in range(5)]
    for part, rows in portions(values):
        in_order = _by_rows(lambda share: np.sort(share, axis=1), rows)
        n = rows.shape[1]
        parallel.run(
            _tie_sums, (in_order.reshape(-1), n), [column[part] for column in columns], len(rows), cost=n
        )
    known, unlike, m0, m1, distinct = columns
    return Ties(known, unlike, np.sqrt(unlike), m0, m1, distinct)


def orders_of(values: npt.NDArray[np.float64]) -> Orders:
    """Return the orders of rows."""
    s, n = values.shape
    order = _by_rows(lambda share: np.argsort(share, axis=1).astype(np.int32), values).reshape(-1)
    ranks, sizes = np.empty(s * n, np.int32), np.empty(s * n, np.int32)
    parallel.run(_dense_ranks, (values.reshape(-1), order, n), (ranks, sizes), s, cost=n)
    return Orders(ranks, order, sizes, known_bits(values))


def known_bits(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Bit ``i % 64`` of word ``i // 64`` of a row tells whether item i is known."""
    packed = np.packbits(values == values, axis=1, bitorder="little")
    words = np.zeros((len(values), -(-packed.shape[1] // 8) * 8), np.uint8)
    words[:, : packed.shape[1]] = packed
    return words.view("<i8").astype(np.int64, copy=False).reshape(-1)


@kernel
def _tie_sums(values, n, lo, hi, known, unlike, m0, m1, distinct):  # type: ignore[no-untyped-def]
    for v in range(lo, hi):
        size, like, cubes, moments, groups = n, 0, 0.0, 0.0, 0
        while size > 0 and values[v * n + size - 1] != values[v * n + size - 1]:
            size -= 1  # NaN is sorted to the end
        start = 0
        for i in range(1, size + 1):
            if i == size or values[v * n + i] != values[v * n + start]:
                t = i - start
                like += t * (t - 1) // 2
                product = float(t) * (t - 1)
                cubes += product * (t - 2)
                moments += product * (2 * t + 5)
                groups += 1
                start = i
        known[v], unlike[v], distinct[v] = size, size * (size - 1) // 2 - like, groups
        m0[v], m1[v] = cubes, moments


@kernel
def _dense_ranks(values, order, n, lo, hi, ranks, sizes):  # type: ignore[no-untyped-def]
    for v in range(lo, hi):
        rank, start = 0, v * n
        for k in range(n):
            sizes[start + k] = 0
        for k in range(n):
            value = values[start + order[start + k]]
            if k > 0 and value != values[start + order[start + k - 1]]:
                rank += 1
            ranks[start + order[start + k]] = rank if value == value else -1
            if value == value:
                sizes[start + rank] += 1


def _by_rows(
    work: Callable[[npt.NDArray[Any]], npt.NDArray[Any]], values: npt.NDArray[Any]
) -> npt.NDArray[Any]:
    """Apply a NumPy function that releases the GIL to shares of the rows."""
    if values.size <= parallel.INLINE_ELEMENTS:
        return work(values)
    shares = np.array_split(values, min(len(values), parallel.get_num_threads()))
    return np.concatenate(parallel.map_tasks(work, shares))
