"""pass@k and pass^k: all choices of k samples written out, published values, and that they have no bias."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr

SHARES = [(fr.pass_at_k, any), (fr.pass_hat_k, all)]


def by_choices(n: int, c: int, k: int, passes) -> float:
    """The definition: the share of choices of k samples in which any, or all, are correct."""
    samples = [1] * c + [0] * (n - c)
    chosen = [passes(choice) for choice in combinations(samples, k)]
    return sum(chosen) / len(chosen)


@pytest.mark.parametrize(("share", "passes"), SHARES, ids=["pass_at_k", "pass_hat_k"])
def test_every_choice_of_up_to_eight_samples(share, passes):
    cases = [(n, c, k) for n in range(1, 9) for c in range(n + 1) for k in range(1, n + 1)]
    expected = [by_choices(*case, passes) for case in cases]
    np.testing.assert_array_equal(share(*np.array(cases).T), expected)


def test_published_values():
    """From the description of `pass-at-k` on PyPI, and tau-bench's definition by hand: C(7, 4) / C(8, 4) = 1/2."""
    assert round(fr.pass_at_k(8, 3, 5), 4) == 0.9821
    assert fr.pass_at_k(8, 3, 1) == 0.375
    assert fr.pass_hat_k(8, 7, 4) == 0.5


@given(st.integers(1, 200), st.data())
def test_chen_s_product(n, data):
    """The numerically stable form of Chen et al. 2021, figure 3."""
    c, k = data.draw(st.integers(0, n)), data.draw(st.integers(1, n))
    product = 1.0 if n - c < k else 1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1))
    assert fr.pass_at_k(n, c, k) == pytest.approx(product, rel=0, abs=1e-12)


@given(st.integers(1, 300), st.data())
def test_rounded_once(n, data):
    c, k = data.draw(st.integers(0, n)), data.draw(st.integers(1, n))
    every = math.comb(n, k)
    assert fr.pass_at_k(n, c, k) == float(1 - Fraction(math.comb(n - c, k), every))
    assert fr.pass_hat_k(n, c, k) == float(Fraction(math.comb(c, k), every))
    assert fr.pass_at_k(n, c, 1) == fr.pass_hat_k(n, c, 1) == c / n
    assert fr.pass_hat_k(n, c, k) <= fr.pass_at_k(n, c, k)


@pytest.mark.parametrize(("share", "passes"), SHARES, ids=["pass_at_k", "pass_hat_k"])
@given(st.lists(st.booleans(), min_size=1, max_size=9), st.data())
def test_the_mean_over_all_parts_of_the_samples_is_that_of_the_whole(share, passes, samples, data):
    m = data.draw(st.integers(1, len(samples)))
    k = data.draw(st.integers(1, m))
    parts = [share(m, sum(part), k) for part in combinations(samples, m)]
    assert np.mean(parts) == pytest.approx(share(len(samples), sum(samples), k), rel=1e-12)


@given(st.integers(1, 60), st.floats(0, 1), st.data())
def test_no_bias_for_any_chance(n, chance, data):
    k = data.draw(st.integers(1, n))
    c = np.arange(n + 1)
    weights = [math.comb(n, i) * chance**i * (1 - chance) ** (n - i) for i in range(n + 1)]
    assert fr.pass_at_k(n, c, k) @ weights == pytest.approx(1 - (1 - chance) ** k, abs=1e-9)
    assert fr.pass_hat_k(n, c, k) @ weights == pytest.approx(chance**k, abs=1e-9)


def test_broadcasting_and_too_few_samples():
    values = fr.pass_at_k([4, 2, 0], [2, 1, 0], [[1], [3]])
    np.testing.assert_array_equal(values, [[0.5, 0.5, np.nan], [1.0, np.nan, np.nan]])
    assert isinstance(fr.pass_at_k(4, 2, 1), float)
    assert math.isnan(fr.pass_hat_k(2, 1, 3))
    assert fr.pass_at_k(np.zeros((0, 3), int), 0, 1).shape == (0, 3)
    np.testing.assert_array_equal(fr.pass_at_k(np.uint8(200), np.array([True, False]), 200.0), [1.0, 0.0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, 6, 1), "^n_correct: 6 is more than the samples; it counts"),
        (([5, 3], [1, 4], 1), "^n_correct: 4 at position 1 is more"),
        (([[5, 3]], [[1, -1]], 1), r"^n_correct: -1 at position \(0, 1\); must be a whole number of samples"),
        ((5, 1.5, 1), "^n_correct: 1.5; must be a whole number"),
        ((5, np.nan, 1), "^n_correct: nan; must be a whole number"),
        ((5, 1, 0), "^k: 0; at least one sample is chosen"),
        ((10**6, 1, 1), "^n_samples: 1000000; at most 100,000 samples an item"),
        (([1, 2], [1, 1, 1], 1), r"^shapes do not broadcast: n_samples \(2,\), n_correct \(3,\), k \(\);"),
    ],
)
def test_errors(arguments, message):
    with pytest.raises(ValueError, match=message):
        fr.pass_at_k(*arguments)


def test_text_is_no_number():
    with pytest.raises(TypeError, match=r"^n_correct: expected numbers"):
        fr.pass_hat_k(3, "2", 1)
