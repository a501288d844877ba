"""When sign planes beat sorting; constants by `tools/measure_correlation_engines.py` on one thread of a Zen 4."""

from __future__ import annotations

import math
from typing import NamedTuple

from fastrank.kernels.processor import compiled_for


class Costs(NamedTuple):
    """Nanoseconds of either engine, of vectors of one kind; what both take alike is left out."""

    call: float  # that planes take more than sorting
    build: float  # planes: of an item pair and a vector
    compare: float  # planes: of an item pair and a pair of vectors
    item: float  # sorting: of an item and a pair of vectors
    level: float  # the same, for each level of merging
    pair: float = 130.0  # that sorting takes more than planes, of a pair of vectors


# By number of planes (1: no ties, 2: ties, 3: missing values), with vectors of popcounts (AVX-512 VPOPCNTDQ) and in
# code for a plain x86-64 processor, which also stands for all between.
VECTORS = {
    1: Costs(20e3, 0.20, 0.0037, 0.0, 5.8),
    2: Costs(11e3, 0.32, 0.0055, 13.4, 2.8),
    3: Costs(35e3, 0.45, 0.0097, 11.6, 3.3),
}
PLAIN = {
    1: Costs(14e3, 0.31, 0.0163, 0.0, 6.0),
    2: Costs(12e3, 0.56, 0.0341, 7.6, 3.4),
    3: Costs(41e3, 0.74, 0.0752, 15.4, 3.1),
}

MARGIN = 0.8  # constants are off by so much in places: where it is close, sorting is taken


def planes_pay(n: int, n_x: int, n_y: int | None, n_planes: int) -> bool:
    """Whether sign planes count all pairs of vectors faster than sorting; without `n_y` the pairs within x."""
    costs = (VECTORS if vector_popcounts() else PLAIN)[n_planes]
    pairs = n_x * (n_x + 1) / 2 if n_y is None else n_x * n_y
    builds = n_x if n_y is None else n_x + n_y
    planes = costs.call + n * (n - 1) / 2 * (builds * costs.build + pairs * costs.compare)
    sorting = pairs * (costs.pair + n * (costs.item + costs.level * math.log2(max(n, 2))))
    return planes <= MARGIN * sorting


def vector_popcounts() -> bool:
    """Whether compiled code counts the bits of 512 at once."""
    return compiled_for("avx512vpopcntdq")
