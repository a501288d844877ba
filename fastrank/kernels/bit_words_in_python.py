"""The laws of `fastrank.kernels.bit_words`: what each operation does, in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np

WORDS = 8


def no_words() -> Any:
    return np.zeros(WORDS, np.int64)


def load_words(words: Any, at: int) -> Any:
    return words[at : at + WORDS].copy()


def repeat_word(words: Any, at: int) -> Any:
    return np.repeat(words[at], WORDS)


def fetch_words(words: Any, at: int) -> None:
    """Nothing that shows."""


def both(a: Any, b: Any) -> Any:
    return a & b


def either(a: Any, b: Any) -> Any:
    return a ^ b


def add_ones(counts: Any, words: Any) -> Any:
    return counts + np.bitwise_count(words.view(np.uint64)).astype(np.int64)


def two_counts(low: Any, high: Any) -> Any:
    return low + (high << 32)


def sum_words(counts: Any) -> int:
    return int(counts.sum())


def add_counts(added: Any, counts: Any, at: int) -> None:
    counts[at : at + WORDS] += added


def bits_above(values: Any, i: int, j: int) -> int:
    return _packed(values[i : i + WORDS] > values[j : j + WORDS])


def bits_unlike(values: Any, i: int, j: int) -> int:
    a, b = values[i : i + WORDS], values[j : j + WORDS]
    return _packed((a < b) | (a > b))


def bits_known(values: Any, i: int, j: int) -> int:
    a, b = values[i : i + WORDS], values[j : j + WORDS]
    return _packed((a == a) & (b == b))


def _packed(true: Any) -> int:
    return sum(1 << lane for lane in range(WORDS) if true[lane])
