"""How many popcounts a second a bare loop reaches on this machine, and how many the tiles of the matrix do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from fastrank.correlation.matrix.panels import _aligned, _blocks
from fastrank.correlation.matrix.plane_counts import Panel, count_block
from fastrank.correlation.matrix.shortlist import SIDE
from fastrank.correlation.matrix.sign_planes import plane_words
from fastrank.kernels.bit_words import add_ones, load_words, no_words, sum_words
from fastrank.kernels.vectors import pointer

FLAGS = {"nogil": True, "error_model": "numpy"}
VECTORS = 256
POPCOUNTS = {1: 1, 2: 2, 3: 4}  # of a word, by planes of a vector: no ties, ties, missing values


@numba.njit(inline="never", **FLAGS)  # type: ignore[untyped-decorator]
def _count(words, n_words, repeats):  # type: ignore[no-untyped-def]
    a = no_words()
    b = no_words()
    c = no_words()
    d = no_words()
    for _ in range(repeats):
        for w in range(0, n_words, 32):
            a = add_ones(a, load_words(words, w))
            b = add_ones(b, load_words(words, w + 8))
            c = add_ones(c, load_words(words, w + 16))
            d = add_ones(d, load_words(words, w + 24))
    return sum_words(a) + sum_words(b) + sum_words(c) + sum_words(d)


@numba.njit(**FLAGS)  # type: ignore[untyped-decorator]
def _bare(words, repeats):  # type: ignore[no-untyped-def]
    return _count(pointer(words, 0), len(words), repeats)


@numba.njit(**FLAGS)  # type: ignore[untyped-decorator]
def _tiles(planes, panel, blocks, counts, more):  # type: ignore[no-untyped-def]
    for t in range(len(blocks) // 2):
        for at in range(len(counts)):
            counts[at], more[at] = 0, 0
        count_block(planes, planes, panel, blocks[2 * t], blocks[2 * t + 1], counts, more)


def rate(popcounts: int, work: Callable[[], Any], rounds: int = 9) -> float:
    """Popcounts of words a second of processor time, the best of some rounds."""
    work()
    least = float("inf")
    for _ in range(rounds):
        start = time.thread_time()
        work()
        least = min(least, time.thread_time() - start)
    return popcounts / least


def bare_loop(repeats: int = 20_000) -> float:
    """Load, count, add: 8 KB of words from the first cache, four sums, one thread."""
    words = _random_words(1024)
    return rate(len(words) * repeats, lambda: _bare(words, repeats))


def tile(n: int, n_planes: int) -> float:
    """All pairs of 256 vectors, counted block by block as in a matrix, one thread."""
    words = plane_words(n, n // 2)
    planes = _random_words(VECTORS * words * n_planes)
    panel = Panel(words, n_planes, 0, 0, VECTORS, VECTORS, 0, 1, 1, 0, 0, 0, 0)
    blocks = _blocks(VECTORS, VECTORS, False)
    counts, more = np.zeros(SIDE * SIDE, np.int64), np.zeros(SIDE * SIDE, np.int64)
    popcounts = VECTORS * VECTORS * words * POPCOUNTS[n_planes]
    return rate(popcounts, lambda: _tiles(planes, panel, blocks, counts, more))


def _random_words(size: int) -> Any:
    words = _aligned(size)
    words[:] = np.random.default_rng(0).integers(0, 1 << 62, size)
    return words
