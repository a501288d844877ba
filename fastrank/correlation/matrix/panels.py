"""The sign-plane engine: vectors and item pairs in portions, so that memory stays bounded for any number of both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.matrix.exact_tail import ExactTails
from fastrank.correlation.matrix.kendall import NO_P
from fastrank.correlation.matrix.plane_counts import Panel
from fastrank.correlation.matrix.plane_tasks import SIDE, Request, plane_tasks
from fastrank.correlation.matrix.shortlist import Shortlist
from fastrank.correlation.matrix.sign_planes import plane_words, sign_planes
from fastrank.correlation.matrix.variables import NO_ORDERS, Orders, Side, known_bits, orders_of, portions
from fastrank.kernels.bit_words import WORDS

PANEL = 1024  # vectors a side of a panel
PLANE_BYTES = 48 << 20  # both sides of a panel together
ORDER_BYTES = 48 << 20  # of both sides, where missing values leave every pair its own ties
_NOTHING = np.zeros((0, 0))
_NOWHERE = np.zeros(0)


class Target(NamedTuple):
    """Where a panel's results go: the matrices, and the corners of the panel and of its mirror image in them."""

    out: npt.NDArray[np.float64]
    p_out: npt.NDArray[np.float64]
    corner: tuple[int, int]
    mirror_corner: tuple[int, int]


class Planes:
    """Counts panels of pairs; holds the planes of both sides and, for long vectors, running sums."""

    def __init__(self, x: Side, y: Side, n_planes: int, request: Request, tails: ExactTails) -> None:
        self._x, self._y, self._n_planes, self._request, self._tails = x, y, n_planes, request, tails
        self._same = x is y
        n = x.n
        self._ordered = n_planes == 3 and request.method != NO_P
        self.panel, self._distances = _portion(n, max(len(x), len(y)), n_planes, self._ordered)
        self._words = plane_words(n, self._distances)
        size = self.panel * n_planes * self._words
        self._buffers = (_aligned(size), _aligned(size))
        whole = self._distances >= n // 2
        self._sums = np.zeros(0 if whole else self.panel * self.panel * 4, np.int64)
        self._held: list[Any] = [None, None]  # which portion of which vectors stands in each buffer
        self._orders: list[tuple[Any, Orders]] = [(None, NO_ORDERS), (None, NO_ORDERS)]

    def starts(self, side: Side) -> range:
        """First vectors of the panels of a side."""
        return range(0, len(side), self.panel)

    def run(self, a: int, b: int, target: Target) -> None:
        """Write the panel that begins with vector `a` of x and vector `b` of y."""
        self._run(a, b, target, _NOWHERE, _NOWHERE, Shortlist.of(0))

    def shorten(self, a: int, b: int, least_x: Any, least_y: Any, shortlist: Shortlist) -> None:
        """Fill the shortlist with pairs above the least values of their vectors, in place of matrices."""
        nothing = Target(_NOTHING, _NOTHING, (0, 0), (0, 0))
        self._run(a, b, nothing, least_x, least_y, shortlist)

    def _run(self, a: int, b: int, target: Target, least_x: Any, least_y: Any, shortlist: Shortlist) -> None:
        n = self._x.n
        x_count, y_count = min(self.panel, len(self._x) - a), min(self.panel, len(self._y) - b)
        symmetric = self._same and a == b
        tasks = _blocks(x_count, y_count, symmetric)
        orders_x = self._items(0, self._x, a, x_count)
        orders_y = orders_x if symmetric else self._items(1, self._y, b, y_count)
        last_distance = n // 2 + 1
        for d in range(1, max(last_distance, 2), self._distances):
            until = min(d + self._distances, last_distance)
            words = plane_words(n, max(until - d, 0))
            x_planes = self._planes(0, self._x, a, x_count, d, until, words)
            y_planes = x_planes if symmetric else self._planes(1, self._y, b, y_count, d, until, words)
            panel = Panel(
                words, self._n_planes, a, b, x_count, y_count, int(symmetric),
                int(d == 1), int(until >= last_distance), *target.corner, *target.mirror_corner,
            )  # fmt: skip
            inputs = (
                x_planes, y_planes, panel, self._request, self._x.ties, self._y.ties, orders_x, orders_y,
                self._tails, least_x, least_y, tasks,
            )  # fmt: skip
            outputs = (self._sums, target.out, target.p_out, shortlist)
            parallel.run(plane_tasks, inputs, outputs, len(tasks) // 2, cost=SIDE * SIDE * (words + 8))

    def _planes(self, which: int, side: Side, first: int, count: int, d: int, until: int, words: int) -> Any:
        buffer, key = self._buffers[which], (id(side), first, d)
        if self._held[which] != key:
            n = side.n
            for part, rows in portions(side.values[first : first + count]):
                inputs = (rows.reshape(-1), n, d, until, self._n_planes, words, part.start)
                parallel.run(sign_planes, inputs, (buffer,), len(rows), cost=n * (until - d) // 8 + n)
            self._held[which] = key
        return buffer

    def _items(self, which: int, side: Side, first: int, count: int) -> Orders:
        """Which items a panel's vectors have, and with p-values how they tie."""
        if self._n_planes < 3:
            return NO_ORDERS
        key = (id(side), first)
        if self._orders[which][0] != key:
            self._orders[which] = (None, NO_ORDERS)  # two at a time would be twice the memory
            parts = [
                orders_of(rows)._replace(order=NO_ORDERS.order)
                if self._ordered
                else NO_ORDERS._replace(known=known_bits(rows))
                for _, rows in portions(side.values[first : first + count])
            ]
            self._orders[which] = (key, Orders(*(np.concatenate(c) for c in zip(*parts, strict=True))))
        return self._orders[which][1]


def all_panels(engine: Planes, x: Side, y: Side) -> Iterator[tuple[int, int]]:
    """Every panel, or where both sides are the same those on and above the diagonal, row by row."""
    for a in engine.starts(x):
        for b in engine.starts(y):
            if x is not y or b >= a:
                yield a, b


def _portion(n: int, vectors: int, n_planes: int, ordered: bool) -> tuple[int, int]:
    """How many vectors a panel has, and how many distances their planes cover at once."""
    panel = -(-min(PANEL, max(vectors, 1)) // WORDS) * WORDS
    one = 2 * n_planes * 8 * plane_words(n, 1)
    panel = max(WORDS, min(panel, PLANE_BYTES // max(one, 1) // WORDS * WORDS))
    if ordered:  # ranks and sizes, 4 bytes each
        panel = max(WORDS, min(panel, ORDER_BYTES // (2 * 8 * max(n, 1)) // WORDS * WORDS))
    distances = max(n // 2, 1)
    while distances > 1 and panel * 2 * n_planes * 8 * plane_words(n, distances) > PLANE_BYTES:
        distances = -(-distances // 2)
    return panel, distances


def _blocks(x_count: int, y_count: int, symmetric: bool) -> npt.NDArray[np.int64]:
    rows, columns = np.arange(0, x_count, SIDE), np.arange(0, y_count, SIDE)
    i, j = np.repeat(rows, len(columns)), np.tile(columns, len(rows))
    if symmetric:
        i, j = i[j >= i], j[j >= i]
    return np.stack([i, j], axis=1).reshape(-1).astype(np.int64)


def _aligned(size: int) -> npt.NDArray[np.int64]:
    """Zeros from a cache line's start on: a vector of words that crosses lines is read twice."""
    words = np.zeros(size + 8, np.int64)
    start = -words.ctypes.data % 64 // 8
    return words[start : start + size]
