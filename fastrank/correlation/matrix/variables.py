"""What is known of every vector before any pair is looked at: order, ties, missing values."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.jit import kernel


class Ties(NamedTuple):
    """One entry a vector; `ranks` and `known` have one row of items (or of words of bits) a vector, or none."""

    n: npt.NDArray[np.float64]  # values that are not missing
    unlike: npt.NDArray[np.float64]  # item pairs that differ
    root: npt.NDArray[np.float64]  # square root of that
    m0: npt.NDArray[np.float64]  # sum of t(t-1)(t-2) over tied groups
    m1: npt.NDArray[np.float64]  # sum of t(t-1)(2t+5)
    distinct: npt.NDArray[np.float64]
    ranks: npt.NDArray[np.int32]  # dense ranks from 0, -1 where missing
    order: npt.NDArray[np.int32]  # items as their values rise, missing ones last
    known: npt.NDArray[np.int64]  # bits of the items that are not missing


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
def _dense_ranks(values, order, n, lo, hi, ranks):  # type: ignore[no-untyped-def]
    for v in range(lo, hi):
        rank, start = 0, v * n
        for k in range(n):
            value = values[start + order[start + k]]
            if k > 0 and value != values[start + order[start + k - 1]]:
                rank += 1
            ranks[start + order[start + k]] = rank if value == value else -1


def ties_of(values: npt.NDArray[np.float64 | np.int64], ranked: bool) -> Ties:
    """Return the ties of every row; `ranked` adds dense ranks and the bits of known items."""
    s, n = values.shape
    columns = [np.empty(s) for _ in range(5)]
    in_order = _by_rows(lambda rows: np.sort(rows, axis=1), values)
    parallel.run(_tie_sums, (in_order.reshape(-1), n), columns, s, cost=n)
    known, unlike, m0, m1, distinct = columns
    ranks, order, bits = np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int64)
    if ranked:
        order = _by_rows(lambda rows: np.argsort(rows, axis=1).astype(np.int32), values).reshape(-1)
        ranks = np.empty(s * n, np.int32)
        parallel.run(_dense_ranks, (values.reshape(-1), order, n), (ranks,), s, cost=n)
        bits = _known_bits(values)
    return Ties(known, unlike, np.sqrt(unlike), m0, m1, distinct, ranks, order, bits)


def _known_bits(values: npt.NDArray[np.float64 | np.int64]) -> npt.NDArray[np.int64]:
    packed = np.packbits(values == values, axis=1)
    words = np.zeros((len(values), -(-packed.shape[1] // 8) * 8), np.uint8)
    words[:, : packed.shape[1]] = packed
    return words.view(np.int64).reshape(-1)


def _by_rows(work, values):  # type: ignore[no-untyped-def]
    """Apply a NumPy function that releases the GIL to shares of the rows."""
    shares = (
        np.array_split(values, min(len(values), parallel.get_num_threads()))
        if values.size > 20_000
        else [values]
    )
    return np.concatenate(parallel.map_tasks(work, shares))
