"""Exact p-values of tau against numbers of orders counted in whole numbers."""

from __future__ import annotations

import functools
import itertools
import math

import numpy as np
import pytest

import fastrank as fr
from fastrank.correlation.null_distribution import exact_pvalues, shares_at_most, tabled_shares
from fastrank.kernels.normal_tail import GREATER, LESS, TWO_SIDED

SMALLEST = 5e-324  # the smallest float: shares below 1e-307 are right to some of these


@functools.cache
def orders_at_most(n: int, most: int) -> list[int]:
    """Numbers of orders of n items with at most d discordant pairs, d = 0 .. most."""
    counts = [1]
    for j in range(2, n + 1):
        sums = [0, *itertools.accumulate(counts)]
        size = min(most, j * (j - 1) // 2) + 1
        counts = [sums[min(d + 1, len(counts))] - sums[max(d + 1 - j, 0)] for d in range(size)]
    return list(itertools.accumulate(counts))


def exact_shares(n: int, discordant: list[int]) -> np.ndarray:
    """Correctly rounded: Python divides whole numbers of any size so."""
    at_most, orders = orders_at_most(n, max(discordant)), math.factorial(n)
    return np.array([at_most[d] / orders for d in discordant])


def ours(n: int, discordant: list[int]) -> np.ndarray:
    return shares_at_most(np.full(len(discordant), n), np.array(discordant))


@pytest.mark.parametrize("n", range(2, 8))
def test_definition_counts_orders(n: int) -> None:
    discordant = [
        sum(a > b for a, b in itertools.combinations(order, 2)) for order in itertools.permutations(range(n))
    ]
    counts = np.bincount(discordant)
    assert np.cumsum(counts).tolist() == orders_at_most(n, len(counts) - 1)


@pytest.mark.parametrize("n", range(1, 61))
def test_every_share_of_short_lists(n: int) -> None:
    every = list(range(n * (n - 1) // 2 + 1))
    np.testing.assert_allclose(ours(n, every), exact_shares(n, every), rtol=1e-12)


def test_table_is_the_definition() -> None:
    shares, begins = tabled_shares()
    for n in range(1, len(begins) - 1):
        every = list(range(n * (n - 1) // 2 + 1))
        assert shares[begins[n] : begins[n + 1]].tolist() == exact_shares(n, every).tolist()


@pytest.mark.parametrize(
    ("n", "most"), [(100, 2475), (170, 7182), (171, 7267), (200, 9950), (300, 16_000), (500, 15_000)]
)
def test_small_and_vanishing_shares(n: int, most: int) -> None:
    """From what is below all floats, through 1e-300, to a half: a factorial is past the floats from n = 171 on."""
    selected = sorted({*range(260), *np.linspace(0, most - 1, 300).astype(int).tolist()})
    expected, got = exact_shares(n, selected), ours(n, selected)
    normal = expected > 1e-307
    assert normal.sum() > 50
    np.testing.assert_allclose(got[normal], expected[normal], rtol=1e-12)
    np.testing.assert_allclose(got[~normal], expected[~normal], rtol=1e-9, atol=200 * SMALLEST)


@pytest.mark.parametrize(("n", "near"), [(242, 1e-12), (1998, 1e-12), (9998, 1e-12), (99_998, 1e-11)])
def test_half_of_all_orders_of_an_odd_number_of_pairs(n: int, near: float) -> None:
    pairs = n * (n - 1) // 2
    assert pairs % 2 == 1
    assert ours(n, [pairs // 2])[0] == pytest.approx(0.5, rel=near)


@pytest.mark.long
def test_two_thousand_items_in_long_doubles() -> None:
    """Eighty bits and 15 of exponent instead of whole numbers of 19 000 bits; SciPy takes 19 s for one of these."""
    n, most = 2000, 750_000
    shares = np.zeros(most + 1, np.longdouble)
    shares[0] = 1
    for j in range(2, n + 1):
        size = min(most, j * (j - 1) // 2) + 1
        sums = np.cumsum(shares[:size]) / j
        shares[:size] = sums
        shares[j:size] -= sums[: max(size - j, 0)]
    selected = [480_000, 510_000, 600_000, 700_000, 750_000]
    expected = np.cumsum(shares)[selected].astype(float)
    assert 0 < expected[0] < 1e-300
    np.testing.assert_allclose(ours(n, selected), expected, rtol=1e-12)


def test_alternatives() -> None:
    n, pairs = 40, 780
    for discordant in (0, 1, 100, 389, 390, 391, 600, 779, 780):
        at_most, at_least = exact_shares(n, [discordant, pairs - discordant])
        balance = np.array([pairs - 2 * discordant])
        p = {code: exact_pvalues(np.array([n]), balance, code)[0] for code in (TWO_SIDED, GREATER, LESS)}
        assert p[GREATER] == pytest.approx(at_most, rel=1e-12)
        assert p[LESS] == pytest.approx(at_least, rel=1e-12)
        assert p[TWO_SIDED] == pytest.approx(min(1.0, 2 * min(at_most, at_least)), rel=1e-12)


def test_batches_threads_and_lists_alone_give_the_same_bits() -> None:
    rng = np.random.default_rng(9)
    lengths = rng.choice([3, 34, 60, 170, 171, 700], 300)
    rows = [(rng.random(n), np.arange(n) + rng.normal(0, rng.random() * n, n)) for n in lengths]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    x, y = ((np.concatenate(side), offsets) for side in zip(*rows, strict=True))
    alone = [fr.kendalltau(*row, method="exact").pvalue for row in rows]
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        assert fr.kendalltau(x, y, method="exact").pvalue.tolist() == alone
    fr.set_num_threads(None)


@pytest.mark.parametrize(
    ("n", "p"), [(34, 2 / math.factorial(33)), (170, 2 / math.factorial(169)), (500, 0.0)]
)
def test_auto_is_exact_for_one_discordant_pair(n: int, p: float) -> None:
    y = np.arange(n)
    y[[5, 6]] = 6, 5
    many = fr.kendalltau(np.tile(np.arange(n), (4, 1)), [y, y, y[::-1], y], axis=-1)
    np.testing.assert_allclose(many.pvalue, p, rtol=1e-13)
