"""Discordances counted and weighed by digits, and the engine of weighted tau that shares a list among threads."""

from __future__ import annotations

from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.correlation import weighted_lists
from fastrank.correlation.weighted_places import Places, put_words
from fastrank.kernels import lane_counters
from fastrank.kernels import vectors_in_python as law
from fastrank.kernels.discordance_counts import PART_BITS, count_larger_before
from fastrank.kernels.discordance_weights import weigh_discordances
from fastrank.kernels.jit import kernel
from fastrank.kernels.vectors import no_counts

same = np.testing.assert_array_equal
SIZES = st.one_of(st.integers(1, 40), st.sampled_from([256, 257, 700]))


@kernel
def _count(places, lo, hi, out):  # type: ignore[no-untyped-def]
    put_words(hi, places)
    count_larger_before(places.words, places.other, hi)
    for b in range(lo, hi):
        out[b] = places.words[b] >> 32


@kernel
def _weigh(values, weights, other, others, lo, hi, out):  # type: ignore[no-untyped-def]
    out[lo] = weigh_discordances(values, weights, other, others, hi)


@kernel
def _count_lanes(digits, weights, lo, hi, counts, sums):  # type: ignore[no-untyped-def]
    larger, heavier = no_counts(), lane_counters.no_sums()
    for i in range(lo, hi):
        counts[i] = lane_counters.lane_of(larger, digits[i])
        sums[i] = lane_counters.lane_of(heavier, digits[i])
        larger = lane_counters.count_below(larger, digits[i])
        heavier = lane_counters.add_below(heavier, digits[i], weights[i])


def counted(permutation: np.ndarray) -> np.ndarray:
    n = len(permutation)
    ints = [np.empty(n, np.int32) for _ in range(7)]
    places = Places(np.empty(n, np.int64), np.empty(n, np.int64), *ints)
    places.b_of[:] = permutation
    out = np.empty(n, np.int64)
    _count(places, 0, n, out)
    return out


def weighed(permutation: np.ndarray, weights: np.ndarray) -> float:
    n, out = len(permutation), np.empty(1)
    buffers = (permutation.astype(np.int64), weights.copy(), np.empty(n, np.int64), np.empty(n))
    _weigh(*buffers, 0, n, out)
    return float(out[0])


@given(SIZES, st.integers(0, 9))
def test_counts_and_weights_as_the_definition(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    permutation, weights = rng.permutation(n), 1 / (1 + rng.permutation(n))
    larger = np.tril(permutation[None, :] > permutation[:, None], -1)
    expected = np.empty(n)
    expected[permutation] = larger.sum(1)
    same(counted(permutation), expected)
    np.testing.assert_allclose(weighed(permutation, weights), weights @ larger @ weights, rtol=1e-13)


@pytest.mark.parametrize("n", [(1 << PART_BITS) + 1, 3 << PART_BITS])
def test_known_permutations(n: int) -> None:
    """A rotation by k puts k larger ones before each of n - k."""
    k = n // 3
    same(counted(np.roll(np.arange(n), k)), np.where(np.arange(n) < n - k, k, 0))
    assert weighed(np.roll(np.arange(n), k), np.ones(n)) == k * (n - k)
    same(counted(np.arange(n)[::-1]), n - 1 - np.arange(n))


@given(st.lists(st.integers(0, 15), min_size=1, max_size=40))
def test_lanes_as_their_laws(digits: list[int]) -> None:
    n, weights = len(digits), 1 / (1 + np.arange(len(digits)))
    counts, sums = np.empty(n, np.int64), np.empty(n)
    _count_lanes(np.array(digits), weights, 0, n, counts, sums)
    larger, heavier = law.no_counts(), law.no_sums()
    for i, digit in enumerate(digits):
        assert counts[i] == law.lane_of(larger, digit) == sum(other > digit for other in digits[:i])
        assert sums[i] == law.lane_of(heavier, digit)
        larger, heavier = law.count_below(larger, digit), law.add_below(heavier, digit, weights[i])


def _lists(n: int) -> dict[str, Any]:
    rng = np.random.default_rng(n)
    distinct, tied, few = (
        rng.standard_normal((2, n)),
        rng.integers(0, n // 8, (2, n)),
        rng.integers(0, 3, (2, n)),
    )
    return {
        "distinct": distinct, "ties in x": (tied[0], distinct[0]), "ties in y": (distinct[0], tied[0]),
        "ties": tied, "few values": few, "reversed": (np.arange(n), -np.arange(n)), "constant": (0 * tied[0], tied[1]),
    }  # fmt: skip


@pytest.mark.parametrize("name", list(_lists(16)))
@pytest.mark.parametrize("n", [100, 9000])
def test_both_engines_give_the_same_bits(name: str, n: int) -> None:
    x, y = _lists(n)[name]
    given_ranks = np.random.default_rng(1).integers(0, n, n)
    for rank in (True, None, False, given_ranks):
        for additive in (True, False):
            results = []
            for long in (2, 10**9):
                with mock.patch.object(weighted_lists, "LONG", long):
                    results.append(fr.weightedtau(x, y, rank, additive=additive).statistic)
            same(*results)


@pytest.mark.parametrize("additive", [True, False])
def test_threads_change_no_bit(additive: bool) -> None:
    x, y = np.random.default_rng(1).integers(0, 10**4, (2, 140_000)).astype(float)
    results = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        for rank in (True, False):
            results.append(fr.weightedtau(x, y, rank, additive=additive).statistic)
    fr.set_num_threads(None)
    assert results[:2] == results[2:4] == results[4:]
