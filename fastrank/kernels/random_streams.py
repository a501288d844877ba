"""Random weights and signs that depend on (seed, query, replicate) only: Philox4x32-10 as a function.

Counter = (low and high word of the query's key, block of replicates, domain and attempt), key = (low and high
word of the seed). One block gives sixteen bytes, that is Poisson(1) weights of sixteen replicates, or 128 signs.
Nothing is drawn in sequence, so weights do not know of order, chunk, thread or machine.

Replicates come in groups of 128: eight weight blocks of four words (`word_places`), and one sign block, of which
replicate i has bit i.

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

# A byte u gives the weight sum(u >= t). Of all laws in 256ths whose mean and variance are 1 exactly, this one is
# nearest to Poisson(1): 0.0055 in total variation (docs/decisions/0022-weights-of-a-byte.md).
POISSON_THRESHOLDS = (94, 189, 235, 251, 255)
MOST_WEIGHT = len(POISSON_THRESHOLDS)

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
def weight_tile(keys, start, seed, group, domain, words, draws, tile):  # type: ignore[no-untyped-def]
    """Poisson(1) weights of 16 queries in one group of replicates into ``tile[query, replicate]``.

    `words`, (4, 8, 16), and `draws`, 32, of uint32 are room to work in.
    """
    k0, k1 = seed & _MASK, seed >> _WORD
    sixteen = keys[start : start + 16]
    for block in range(8):
        at = np.uint64(8 * group + block)
        a, b, c, d = words[0, block], words[1, block], words[2, block], words[3, block]
        for query in range(16):  # slices: LLVM makes vectors of them at half the compile time
            key = sixteen[query]
            w0, w1, w2, w3 = philox(key & _MASK, key >> _WORD, at, np.uint64(domain), k0, k1)
            a[query], b[query] = np.uint32(w0), np.uint32(w1)
            c[query], d[query] = np.uint32(w2), np.uint32(w3)
    for query in range(16):
        for four in range(32):  # see `word_places`
            word, block = 2 * (four >> 4) + 1 - ((four >> 2) & 1), 2 * (four & 3) + ((four >> 3) & 1)
            draws[four] = words[word, block, query]
        draw = draws.view(np.uint8)  # the lowest byte first: numba has no other machines
        for i in range(128):
            u = draw[i]
            # Every step stays a byte wide: numba widens sums to 64 bits, an eighth as many at once.
            w = np.uint8(u >= 94)
            w = np.uint8(w + np.uint8(u >= 189))
            w = np.uint8(w + np.uint8(u >= 235))
            w = np.uint8(w + np.uint8(u >= 251))
            draw[i] = np.uint8(w + np.uint8(u >= 255))
        row = tile[query]
        for i in range(128):
            row[i] = draw[i]


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
    word, block = word_places()[i // 4]
    words = philox_definition(_counter(query_key, 8 * group + block, WEIGHTS_DOMAIN + attempt), _halves(seed))
    u = (words[word] >> (8 * (i % 4))) & 0xFF
    return sum(u >= threshold for threshold in POISSON_THRESHOLDS)


def word_places() -> list[tuple[int, int]]:
    """Which (word, block) of a group each four of its 128 replicates have, one a byte.

    In vectors blocks stand side by side, two words of each, and bytes of four queries are brought together within
    four neighbours: this is the order that comes out without moving words between them.
    """
    return [
        (2 * half + word, 2 * pair + block)
        for half in range(2)
        for block in range(2)
        for word in (1, 0)
        for pair in range(4)
    ]


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
