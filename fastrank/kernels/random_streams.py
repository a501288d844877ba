"""Random weights and signs that depend on (seed, query, replicate) only: Philox4x32-10 as a function.

Counter = (low and high word of the query's key, block of replicates, domain and attempt), key = (low and high
word of the seed). One block gives eight 16-bit numbers, that is Poisson(1) weights of eight replicates, or
128 signs. Nothing is drawn in sequence, so weights do not know of order, chunk, thread or machine.

Replicates come in groups of 128. Within a group, replicate i has lane i // 16 of weight block i % 16, so that
lanes are written side by side; and bit i of its one sign block.

Reference: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3". Philox at 10 rounds
passes BigCrush; known answers of its authors are in the tests.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined

GENERATOR = "Philox4x32-10 keyed by (seed, query, replicate)"

GROUP = 128  # replicates made together
QUERIES = 16  # queries made together: a tile of 16 KB stays in the first-level cache

# The domain stands in the counter's top byte, the attempt below it (of permutations: the block of a replicate):
# weights, their redraws, signs and permutations are distinct streams of one seed.
WEIGHTS_DOMAIN = 1 << 24
SIGNS_DOMAIN = 2 << 24
PERMUTATIONS_DOMAIN = 3 << 24

# A 16-bit number u gives the weight sum(u >= t): the Poisson(1) distribution function rounded to 2^-16.
# The mean is 1 exactly and the variance 1 - 3.1e-5.
POISSON_THRESHOLDS = (24109, 48219, 60273, 64292, 65296, 65497, 65531, 65535)

_MASK = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)
PHILOX_MULTIPLIERS, PHILOX_STEPS = (0xD2511F53, 0xCD9E8D57), (0x9E3779B9, 0xBB67AE85)
_M0, _M1 = map(np.uint64, PHILOX_MULTIPLIERS)
_W0, _W1 = map(np.uint64, PHILOX_STEPS)


@inlined
def philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    """Ten rounds of Philox4x32 on words held in uint64."""
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1, c2, c3 = (p1 >> _WORD) ^ c1 ^ k0, p1 & _MASK, (p0 >> _WORD) ^ c3 ^ k1, p0 & _MASK
        k0, k1 = (k0 + _W0) & _MASK, (k1 + _W1) & _MASK
    return c0, c1, c2, c3


@inlined
def weight_tile(keys, start, seed, group, domain, words, tile):  # type: ignore[no-untyped-def]
    """Poisson(1) weights of 16 queries in one group of replicates into ``tile[query, replicate]``."""
    k0, k1 = seed & _MASK, seed >> _WORD
    for query in range(16):
        key = keys[start + query]
        for block in range(16):
            at = np.uint64(16 * group + block)
            w0, w1, w2, w3 = philox(key & _MASK, key >> _WORD, at, np.uint64(domain), k0, k1)
            words[0, block], words[1, block] = np.uint32(w0), np.uint32(w1)
            words[2, block], words[3, block] = np.uint32(w2), np.uint32(w3)
        for lane in range(8):
            word, shift = words[lane >> 1], np.uint32(16 * (lane & 1))
            for block in range(16):
                u = np.int32((word[block] >> shift) & np.uint32(0xFFFF))
                # Every step stays 32 bits wide: twice as fast as sums that numba widens to 64.
                w = np.int32(u >= 24109)
                w = np.int32(w + np.int32(u >= 48219))
                w = np.int32(w + np.int32(u >= 60273))
                w = np.int32(w + np.int32(u >= 64292))
                w = np.int32(w + np.int32(u >= 65296))
                w = np.int32(w + np.int32(u >= 65497))
                w = np.int32(w + np.int32(u >= 65531))
                w = np.int32(w + np.int32(u >= 65535))
                tile[query, 16 * lane + block] = np.float64(w)


@inlined
def sign_tile(keys, start, seed, group, domain, words, tile):  # type: ignore[no-untyped-def]
    """Signs (+1, -1) of 16 queries in one group of replicates into ``tile[query, replicate]``."""
    k0, k1 = seed & _MASK, seed >> _WORD
    for query in range(16):
        key = keys[start + query]
        w0, w1, w2, w3 = philox(key & _MASK, key >> _WORD, np.uint64(group), np.uint64(domain), k0, k1)
        words[0, query], words[1, query] = np.uint32(w0), np.uint32(w1)
        words[2, query], words[3, query] = np.uint32(w2), np.uint32(w3)
    for query in range(16):
        for part in range(4):
            word = words[part, query]
            for bit in range(32):
                sign = 1 - 2 * np.int32((word >> np.uint32(bit)) & np.uint32(1))
                tile[query, 32 * part + bit] = np.float64(sign)


@inlined
def permutation_words(key, seed, replicate, words):  # type: ignore[no-untyped-def]
    """Random words of one query in one replicate into ``words[word of a block, block]``."""
    k0, k1 = seed & _MASK, seed >> _WORD
    for block in range(words.shape[1]):
        w0, w1, w2, w3 = philox(
            key & _MASK, key >> _WORD, np.uint64(replicate), np.uint64(PERMUTATIONS_DOMAIN + block), k0, k1
        )
        words[0, block], words[1, block] = np.uint32(w0), np.uint32(w1)
        words[2, block], words[3, block] = np.uint32(w2), np.uint32(w3)


def philox_definition(counter: tuple[int, ...], key: tuple[int, int]) -> tuple[int, ...]:
    """The law for `philox`: four 32-bit words from a counter of four and a key of two."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & 0xFFFFFFFF, (p0 >> 32) ^ c3 ^ k1, p0 & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


def weight_definition(seed: int, query_key: int, replicate: int, attempt: int = 0) -> int:
    """The law for `weight_tile`: the weight of one query in one replicate."""
    group, i = divmod(replicate, GROUP)
    lane, block = i // 16, 16 * group + i % 16
    words = philox_definition(_counter(query_key, block, WEIGHTS_DOMAIN + attempt), _halves(seed))
    u = (words[lane // 2] >> (16 * (lane % 2))) & 0xFFFF
    return sum(u >= threshold for threshold in POISSON_THRESHOLDS)


def sign_definition(seed: int, query_key: int, replicate: int) -> int:
    """The law for `sign_tile`: +1 or -1 for one query in one replicate."""
    block, lane = divmod(replicate, GROUP)
    words = philox_definition(_counter(query_key, block, SIGNS_DOMAIN), _halves(seed))
    return 1 - 2 * ((words[lane // 32] >> (lane % 32)) & 1)


def permutation_definition(seed: int, query_key: int, replicate: int, n: int) -> list[int]:
    """The law for `permuted_ranges`: which of `n` sorted scores each system gets."""
    scores, given = list(range(n)), [0] * n
    for i in range(n - 1, -1, -1):
        counter = _counter(query_key, replicate, PERMUTATIONS_DOMAIN + i // 4)
        j = (philox_definition(counter, _halves(seed))[i % 4] * (i + 1)) >> 32
        given[i] = scores[j]
        scores[j] = scores[i]
    return given


def _halves(number: int) -> tuple[int, int]:
    return number & 0xFFFFFFFF, number >> 32


def _counter(query_key: int, block: int, domain: int) -> tuple[int, ...]:
    return *_halves(query_key), block, domain
