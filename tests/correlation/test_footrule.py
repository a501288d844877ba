"""Spearman's footrule: the definition in fractions, known bounds, threads, bad input."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import strategies
from hypothesis import given

import fastrank as fr


def definition(x, y):
    def ranks(values):
        return [Fraction(sum(v < w for v in values) * 2 + sum(v == w for v in values) + 1, 2) for w in values]

    return sum((abs(a - b) for a, b in zip(ranks(x), ranks(y), strict=True)), Fraction(0))


@given(strategies.pairs_of_lists())
def test_definition(pair):
    x, y = pair
    law, n = definition(x.tolist(), y.tolist()), len(x)
    assert fr.footrule(x, y, normalized=False) == float(law)
    expected = float(law / (n * n // 2)) if n > 1 else np.nan
    np.testing.assert_equal(float(fr.footrule(x, y)), expected)


@given(strategies.pairs_of_lists(nan=True))
def test_nan(pair):
    x, y = pair
    held = ~(np.isnan(x) | np.isnan(y))
    expected = fr.footrule(x[held], y[held], normalized=False)
    assert fr.footrule(x, y, normalized=False, nan_policy="omit") == expected
    assert np.isnan(fr.footrule(x, y, normalized=False)) == (not held.all())
    masked = np.ma.array(x, mask=np.isnan(x)), np.ma.array(y, mask=np.isnan(y))
    assert fr.footrule(*masked, normalized=False) == expected


@pytest.mark.parametrize("n", [2, 3, 10, 301])
def test_reversed_lists_are_farthest(n):
    values = np.arange(n)
    assert fr.footrule(values, -values) == 1
    assert fr.footrule(values, values) == 0
    assert fr.footrule(values, -values, normalized=False) == n * n // 2


def test_between_one_and_two_discordances():
    """Diaconis and Graham 1977: Kendall's distance is at most the footrule, which is at most twice that."""
    x, y = np.random.default_rng(3).random((2, 50, 12))
    discordant = (1 - fr.kendalltau(x, y, axis=-1).statistic) / 2 * (12 * 11 / 2)
    distance = fr.footrule(x, y, axis=-1, normalized=False)
    assert (distance >= discordant - 1e-9).all()
    assert (distance <= 2 * discordant + 1e-9).all()


def test_threads_and_forms_change_no_bit():
    x, y = np.random.default_rng(1).integers(0, 30, (2, 3000, 25)).astype(float)
    results = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        results.append(fr.footrule(x, y, axis=-1))
    fr.set_num_threads(None)
    offsets = np.arange(3001) * 25
    results.append(fr.footrule((x.ravel(), offsets), (y.ravel(), offsets)))
    results.append(fr.footrule(x.T, y.T, axis=0))
    results.append(np.array([fr.footrule(a, b) for a, b in zip(x, y, strict=True)]))
    for result in results[1:]:
        np.testing.assert_array_equal(result, results[0])


def test_long_lists_and_wide_integers():
    x = np.random.default_rng(2).permutation(70_000) + 2**60
    y = np.random.default_rng(3).permutation(70_000).astype(np.float32)
    expected = np.abs(np.argsort(np.argsort(x)) - np.argsort(np.argsort(y))).sum()
    assert fr.footrule(x, y, normalized=False) == expected


def test_refused():
    with pytest.raises(ValueError, match="x and y"):
        fr.footrule([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="axis"):
        fr.footrule(np.zeros((2, 3)), np.zeros((2, 3)))
    with pytest.raises(ValueError, match="nan_policy"):
        fr.footrule([1, 2], [1, 2], nan_policy="drop")
    with pytest.raises(TypeError, match="x: expected numbers"):
        fr.footrule(["a", "b"], [1, 2])
