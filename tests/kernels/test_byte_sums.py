"""Sums of bytes have the bits of sums of float64, and digits, weights and signs are as defined."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.arrays.resampled_sums import ResampledSums, adds_bytes, cut_columns
from fastrank.kernels import vectors_in_python as law
from fastrank.kernels.byte_digits import STRIP, TILE, digits_definition
from fastrank.kernels.byte_sums import MOST_TILES, byte_sums
from fastrank.kernels.random_streams import (
    GROUP,
    MOST_WEIGHT,
    QUERIES,
    WEIGHTS_DOMAIN,
    sign_definition,
    weight_definition,
)

here = pytest.mark.skipif(not adds_bytes(), reason="no AVX-512 VNNI")
SEED = 0x0123456789ABCDEF


def whole_numbers(rng: np.random.Generator, n_queries: int) -> np.ndarray:
    """Columns of every kind: of the measures' quantum, binary, negative, constant, of one bit, of many bits."""
    small = rng.integers(-3, 4, (2, n_queries))
    binary = rng.integers(0, 2, (1, n_queries)) << 26
    fine = rng.integers(0, 2**26 + 1, (3, n_queries))
    wide = rng.integers(-(2**40), 2**40, (2, n_queries))
    constant = np.repeat([[0], [5 << 20], [-1]], n_queries, axis=1)
    border = rng.choice([-129, -128, 127, 128], (1, n_queries))
    return np.vstack([small, binary, fine, wide, constant, border]).astype(np.float64)


@here
@given(
    st.integers(0, 2**32),
    st.sampled_from([1, 15, 16, 17, TILE - 1, TILE, TILE + 1, 3 * TILE + 40]),
    st.integers(0, 11),
    st.integers(1, 12),
)
def test_bits_are_those_of_the_float_kernel(number: int, n_queries: int, first: int, n: int) -> None:
    rng = np.random.default_rng(number)
    columns = whole_numbers(rng, n_queries)[first : first + n]
    keys = rng.integers(0, 2**64, n_queries, dtype=np.uint64)
    seed, start = int(rng.integers(0, 2**64, dtype=np.uint64)), GROUP * int(rng.integers(0, 1000))
    made, expected = (ResampledSums(keys, columns, bytes_at_once=one) for one in (True, False))
    for attempt in (0, 3):
        found = made.weighted(seed, start, 200, attempt)
        assert found.tobytes() == expected.weighted(seed, start, 200, attempt).tobytes()
    assert made.signed(seed, start, 200).tobytes() == expected.signed(seed, start, 200).tobytes()


@here
@pytest.mark.parametrize("n_threads", [1, 2, 7])
def test_bits_do_not_depend_on_threads(n_threads: int) -> None:
    rng = np.random.default_rng(1)
    keys, columns = rng.integers(0, 2**64, 700, dtype=np.uint64), whole_numbers(rng, 700)
    expected = ResampledSums(keys, columns, bytes_at_once=False)
    fr.set_num_threads(n_threads)
    try:
        made = ResampledSums(keys, columns, bytes_at_once=True)
        assert made.weighted(SEED, 0, 1500).tobytes() == expected.weighted(SEED, 0, 1500).tobytes()
        assert made.signed(SEED, 0, 1500).tobytes() == expected.signed(SEED, 0, 1500).tobytes()
    finally:
        fr.set_num_threads(None)


@here
def test_sums_wider_than_32_bits() -> None:
    """All queries get one key, with the largest weight in one replicate: the largest sums that there can be."""
    key, replicate = next(
        (key, b) for key in range(1000) for b in range(8) if weight_definition(SEED, key, b) == MOST_WEIGHT
    )
    n = (MOST_TILES + 3) * TILE
    assert MOST_WEIGHT * 128 * TILE * MOST_TILES < 2**31 <= MOST_WEIGHT * 128 * TILE * (MOST_TILES + 1)
    columns = np.full((1, n), 128.0)  # digits -128 and 1: the last number keeps it from being cut to one bit
    columns[0, -1] = 127.0
    sums = ResampledSums(np.full(n, key, np.uint64), columns, bytes_at_once=True).weighted(SEED, 0, 128)
    assert sums[0, replicate] == MOST_WEIGHT * (128 * n - 1)


@here
@pytest.mark.parametrize("most", [1, 2, 5])
def test_how_often_sums_are_emptied_changes_nothing(most: int) -> None:
    rng = np.random.default_rng(1)
    n = 4 * TILE + 16
    keys, columns = rng.integers(0, 2**64, n, dtype=np.uint64), whole_numbers(rng, n)
    digits, first, shift, _ = cut_columns(columns)
    sums = np.zeros((len(columns), GROUP))
    inputs = (keys, np.uint64(SEED), 2, WEIGHTS_DOMAIN, 0, digits.view(np.int32), first, shift, most)
    byte_sums(*inputs, 0, 1, sums)
    expected = ResampledSums(keys, columns, bytes_at_once=False).weighted(SEED, 2 * GROUP, GROUP)
    assert sums.tobytes() == expected.tobytes()


@given(st.lists(st.integers(-(2**52), 2**52), min_size=1, max_size=40), st.integers(0, 30))
def test_digits_follow_the_definition(values: list[int], zeros: int) -> None:
    values = [value >> zeros << zeros for value in values]
    digits, first, shift, total = cut_columns(np.array([values], dtype=np.float64))
    fours = -(-len(values) // QUERIES) * QUERIES // 4
    rows = digits.reshape(-1, fours, STRIP, 4).transpose(0, 2, 1, 3).reshape(-1, 4 * fours).view(np.int8)
    assert total.tolist() == [sum(values)]
    assert first[1] == max(len(digits_definition(value >> int(shift[0]))) for value in values)
    for i, value in enumerate(values):
        made = [int(digit) for digit in rows[: first[1], i]]
        assert sum(digit << 8 * place for place, digit in enumerate(made)) << int(shift[0]) == value
        assert made[: len(digits_definition(value >> int(shift[0])))] == digits_definition(
            value >> int(shift[0])
        )


def test_a_binary_measure_takes_one_digit() -> None:
    _, first, shift, _ = cut_columns(np.array([[0.0, 2.0**26], [0.0, 0.0], [-(2.0**26), 2.0**26]]))
    assert first.tolist() == [0, 1, 1, 2]
    assert shift.tolist() == [26, 0, 26]


def test_laws_are_the_definitions_of_weights_and_signs() -> None:
    keys = np.array([3 + 977 * i for i in range(16)], dtype=np.uint64)
    for half, four in enumerate(law.philox_blocks(keys, 0, 8 * 5, WEIGHTS_DOMAIN, SEED)):
        made = np.concatenate(law.turn_bytes(*(law.poisson_weights(words) for words in four)))
        for i in range(4):
            expected = [weight_definition(SEED, int(keys[i]), 5 * 128 + 64 * half + b) for b in range(64)]
            assert made.view(np.uint8).reshape(64, 4)[:, i].tolist() == expected
    words = law.philox_queries(keys, 0, 5, 2 << 24, SEED)[1].view(np.uint32)
    flipped = law.spread_bits(*words[4:8].tolist()).view(np.uint8).reshape(16, 4)
    for i in range(4):
        signs = [sign_definition(SEED, int(keys[4 + i]), 5 * 128 + 32 + b) for b in range(16)]
        assert (1 - 2 * flipped[:, i].astype(int)).tolist() == signs


def test_products_of_bytes_by_hand() -> None:
    sums = tuple(np.full(16, 1000 * i, np.int32) for i in range(4))
    weights = tuple(np.tile(np.array([i, 8, 0, 255], np.uint8), 16).view(np.int32) for i in range(4))
    digits = np.tile(np.array([-128, 127, 5, -1], np.int8), 16).view(np.int32)
    made = law.add_byte_products(sums, weights, digits)
    assert [one.tolist() for one in made] == [
        [1000 * i + (-128 * i + 8 * 127 + 0 - 255)] * 16 for i in range(4)
    ]


DIGEST = """
import hashlib
import numpy as np
from fastrank.arrays.resampled_sums import ResampledSums
rng = np.random.default_rng(0)
columns = np.vstack([rng.integers(-300, 300, 20), rng.integers(0, 2, 20)]).astype(float)
made = ResampledSums(rng.integers(0, 2**64, 20, dtype=np.uint64), columns)
print(hashlib.sha256(made.weighted(7, 256, 128).tobytes() + made.signed(7, 256, 128).tobytes()).hexdigest())
"""


@pytest.mark.long  # the float kernels compiled for another processor
@here
def test_a_processor_without_the_instruction_gives_the_same_bits(tmp_path) -> None:
    plain = {"NUMBA_CPU_NAME": "x86-64-v3", "NUMBA_CPU_FEATURES": "", "FASTRANK_CACHE_DIR": str(tmp_path)}
    script = DIGEST + "\nfrom fastrank.arrays.resampled_sums import adds_bytes\nprint(adds_bytes())"
    made, other = (
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | setting,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for setting in ({}, plain)
    )
    assert (made[1], other[1]) == ("True", "False")
    assert made[0] == other[0]


@here
def test_python_gives_the_same_bits() -> None:
    """Every vector operation, in the place where it is used, against its law."""
    found = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env=os.environ | setting,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for setting in ({}, {"NUMBA_DISABLE_JIT": "1"})
    }
    assert len(found) == 1
