"""Weights and swaps themselves, for statistics that are no sums: one row a key, one column a replicate.

They are those of `resample`: the same (seed, key, replicate) has the same weight or sign here and there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.jit import kernel
from fastrank.kernels.random_streams import GROUP, QUERIES, SIGNS_DOMAIN, WEIGHTS_DOMAIN, philox, weight_tile

Small = npt.NDArray[np.int8]
Keys = npt.NDArray[np.uint64]

_MASK, _WORD = np.uint64(0xFFFFFFFF), np.uint64(32)


@kernel
def poisson_weights(keys, seed, first_group, domain, lo, hi, out):  # type: ignore[no-untyped-def]
    """Weights of groups ``[lo, hi)`` of replicates after `first_group`; `keys` are padded to a multiple of 16."""
    words, draws = np.empty((4, 8, 16), np.uint32), np.empty(32, np.uint32)
    tile = np.empty((16, 128), np.int8)
    for group in range(lo, hi):
        for start in range(0, keys.size, 16):
            weight_tile(keys, start, seed, first_group + group, domain, words, draws, tile)
            for query in range(min(16, out.shape[0] - start)):
                for b in range(128):
                    out[start + query, 128 * group + b] = tile[query, b]


@kernel
def swap_bits(keys, seed, first_group, domain, lo, hi, out):  # type: ignore[no-untyped-def]
    """1 where the sign of a key is -1, for keys ``[lo, hi)`` and all replicates."""
    k0, k1 = seed & _MASK, seed >> _WORD
    for unit in range(lo, hi):
        key = keys[unit]
        for group in range(out.shape[1] // 128):
            at = np.uint64(first_group + group)
            words = philox(key & _MASK, key >> _WORD, at, np.uint64(domain), k0, k1)
            for part in range(4):
                word = words[part]
                for bit in range(32):
                    out[unit, 128 * group + 32 * part + bit] = np.int8(
                        (word >> np.uint64(bit)) & np.uint64(1)
                    )


def weights_of(keys: Keys, seed: int, start: int, n: int) -> Small:
    """Return Poisson(1) weights, (keys, replicates from `start` on); `start` begins a group, none is all zero."""
    groups, padded = -(-n // GROUP), np.pad(keys, (0, -len(keys) % QUERIES))
    cost = 4 * GROUP * len(padded)

    def drawn(attempt: int) -> Small:
        out = np.empty((len(keys), groups * GROUP), np.int8)
        inputs = (padded, np.uint64(seed), start // GROUP, WEIGHTS_DOMAIN + attempt)
        parallel.run(poisson_weights, inputs, (out,), groups, cost=cost)
        return out

    weights, attempt = drawn(0), 0
    while (empty := ~weights.any(axis=0)).any():
        attempt += 1
        weights[:, empty] = drawn(attempt)[:, empty]
    return weights[:, :n]


def swaps_of(keys: Keys, seed: int, start: int, n: int) -> Small:
    """Return 0 or 1 for every key, each with probability 1/2, (keys, replicates from `start` on)."""
    groups = -(-n // GROUP)
    out = np.empty((len(keys), groups * GROUP), np.int8)
    inputs = (keys, np.uint64(seed), start // GROUP, SIGNS_DOMAIN)
    parallel.run(swap_bits, inputs, (out,), len(keys), cost=groups * GROUP)
    return out[:, :n]
