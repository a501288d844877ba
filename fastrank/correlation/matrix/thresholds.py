"""When sign planes beat sorting. The costs are estimates: no tool has measured where the engines cross yet."""

from __future__ import annotations

import functools
import math

# Nanoseconds on one thread: per item pair to build a vector's planes, per item pair to compare two vectors'
# planes, and per item and level of merging to compare two sorted vectors.
BUILD = 1.1e0
COMPARE = {True: 0.0024, False: 0.012}  # with vectors of popcounts (AVX-512 VPOPCNTDQ), and without
MERGE = 2.5


def planes_pay(n: int, n_x: int, n_y: int | None) -> bool:
    """Whether sign planes count all pairs of vectors faster than sorting; without `n_y` the pairs within x."""
    pairs = n_x * (n_x - 1) / 2 if n_y is None else n_x * n_y
    item_pairs = n * (n - 1) / 2
    builds = n_x if n_y is None else n_x + n_y
    planes = item_pairs * (builds * BUILD + pairs * COMPARE[vector_popcounts()])
    return planes <= pairs * n * MERGE * max(1.0, math.log2(max(n, 2)))


@functools.cache
def vector_popcounts() -> bool:
    """Whether compiled code counts the bits of 512 at once."""
    import llvmlite.binding
    import numba

    features = numba.config.CPU_FEATURES
    if features is None:
        features = llvmlite.binding.get_host_cpu_features().flatten()
    return "+avx512vpopcntdq" in features
