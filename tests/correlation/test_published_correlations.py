"""Values and edge cases that other projects state in their tests: Julia's, R's and SciPy's."""

from __future__ import annotations

import math

import numpy as np
import pytest

import fastrank as fr
from fastrank.correlation.null_distribution import shares_at_most

same = np.testing.assert_array_equal
near = np.testing.assert_allclose
NAN = np.nan

# --- StatsBase.jl and KendallTau.jl, test/rankcorr.jl: columns of matrices, 78 000 repeats against overflow ------------

X = np.array([[1, 0], [2, 1], [3, 0], [4, 1], [5, 10]])
Y = np.array([[5, 5, 6], [3, 4, 1], [4, 0, 4], [2, 6, 1], [5, 7, 10]])
X_GAPS = np.array([[1, 0], [NAN, 1], [2, 1], [3, 0], [4, 1], [5, 10]])
Y_GAPS = np.insert(Y, 1, [1, 2, 3], axis=0)
KENDALL = [
    (X[:, 0], Y[:, 0], -1 / math.sqrt(90)),
    (X[:, 1], Y[:, 0], -1 / math.sqrt(72)),
    (X[:, 0], X[:, 1], 3 / math.sqrt(20)),
    (X[:, 0], X[:, 0], 1.0),
    (X[:, 1], X[:, 1], 1.0),
    ([0, 1, 1, 0], [1, 0, 1, 0], 0.0),
]
SPEARMAN = [
    (X[:, 0], Y[:, 0], -1 / math.sqrt(95)),
    (X[:, 1], Y[:, 0], -3 / math.sqrt(1368)),
    (X[:, 0], X[:, 1], 7 / math.sqrt(90)),
    (X[:, 0], Y[:, 0], -0.102597835208515),
    (X[:, 1], Y[:, 0], -0.081110710565381),
]
# Every triple of 1 and 2 once, as rows.
TRIPLES = np.array([[1, 1, 1], [1, 1, 2], [1, 2, 2], [1, 2, 2], [1, 2, 1], [2, 1, 2], [1, 1, 2], [2, 2, 2]])
OF_TRIPLES = [[1, 0, 1 / 3], [0, 1, 0], [1 / 3, 0, 1]]


@pytest.mark.parametrize(("x", "y", "tau"), KENDALL)
@pytest.mark.parametrize("repeats", [1, 100, 78_000])
def test_kendalltau(x, y, tau, repeats):
    near(fr.kendalltau(np.tile(x, repeats), np.tile(y, repeats)).statistic, tau, rtol=1e-15, atol=0)


@pytest.mark.parametrize(("x", "y", "rho"), SPEARMAN)
@pytest.mark.parametrize("repeats", [1, 1000])
def test_spearmanr(x, y, rho, repeats):
    near(fr.spearmanr(np.tile(x, repeats), np.tile(y, repeats)).statistic, rho, rtol=1e-13)


@pytest.mark.parametrize("repeats", [1, 100])
def test_matrices(repeats):
    x, y, triples = (np.tile(side, (repeats, 1)) for side in (X, Y[:, :1], TRIPLES))
    near(fr.correlation_matrix(x, y, rowvar=False).statistic, [[-1 / math.sqrt(90)], [-1 / math.sqrt(72)]])
    near(fr.correlation_matrix(x, rowvar=False).statistic, [[1, 3 / math.sqrt(20)], [3 / math.sqrt(20), 1]])
    for statistic in ("kendalltau", "spearmanr"):  # alike where there are two values
        for other in (None, triples):
            got = fr.correlation_matrix(triples, other, rowvar=False, statistic=statistic).statistic
            near(got, OF_TRIPLES, rtol=1e-15, atol=0)


@pytest.mark.parametrize("function", [fr.kendalltau, fr.spearmanr])
@pytest.mark.parametrize("n", [100, 78_000])
def test_orders_without_ties_and_constant_lists(function, n):
    up = np.arange(n)
    assert function(up, up).statistic == 1
    assert function(up, up[::-1]).statistic == -1
    assert math.isnan(function(np.ones(n), up).statistic)
    assert function([-np.inf, -0.0, np.inf], [1, 2, 3]).statistic == 1


@pytest.mark.parametrize("function", [fr.kendalltau, fr.spearmanr])
def test_missing(function):
    a, b = [5, 2, 3, 4, 1], [1, 4, 2, 3, 5]
    same(function([NAN, *a], [NAN, *b], nan_policy="omit"), function(a, b))
    same(function([*a, NAN], [NAN, *b], nan_policy="omit"), function(a[1:], b[:-1]))
    nothing = np.full(5, NAN)
    for x, y in ((a, nothing), (nothing, a), (nothing, nothing)):
        assert np.isnan(function(x, y, nan_policy="omit")).all()
    for x, y in (([1.0, NAN, 2.0], [2.0, 1.0, 3.4]), ([1, 2], [3, NAN]), ([NAN], [NAN])):
        assert math.isnan(function(x, y).statistic)
    for short in ([], [1]):
        assert np.isnan(function(short, short)).all()


def test_missing_by_pairs_of_columns():
    r90, r154, r165 = (1 / math.sqrt(n) for n in (90, 154, 165))
    expected = np.array([[-r90, 0.4, r90], [-2 * r154, 7 * r165, -r154]])
    near(fr.correlation_matrix(X_GAPS, Y_GAPS, rowvar=False).statistic, expected)
    columns = X_GAPS.T[:, None], Y_GAPS.T[None]
    near(fr.kendalltau(*columns, axis=-1, nan_policy="omit").statistic, expected)


# --- pcaPP (R), src/cov.kendall.cpp: tau to seven digits, and twice the pairs alike less unlike -----------------------


@pytest.mark.parametrize(
    ("x", "y", "tau", "twice"),
    [
        ([1, 2, 3, 5, 4], [1, 2, 3, 3, 5], 0.7378648, 14),
        ([8, 6, 7, 5, 3, 0, 9], [3, 1, 4, 1, 5, 9, 2], -0.39036, -16),
        ([1, 1, 1, 2, 3, 3, 4, 4], [1, 2, 1, 3, 3, 5, 5, 5], 0.8695652, 40),
    ],
)
def test_pcapp(x, y, tau, twice):
    assert fr.kendalltau(x, y).statistic == pytest.approx(tau, abs=1e-5)
    pairs = len(x) * (len(x) - 1) // 2
    assert fr.kendalltau(x, y, variant="a").statistic * 2 * pairs == pytest.approx(twice)


# --- SciPy, test_mstats_basic.py: exact two-sided p-values from SymPy, by n and the fewer pairs -----------------------


@pytest.mark.parametrize(
    ("n", "fewer", "p"),
    [
        (100, 2393, 0.62822615287956040664),
        (101, 2436, 0.60439525773513602669),
        (170, 0, 2.755801935583541e-307),
        (171, 1, 2.755801935583541e-307),
        (200, 9797, 0.74753983745929675209),
        (201, 9656, 0.40959218958120363618),
        (400, 38_965, 0.48444283672113314099),
        (401, 39_516, 0.66363159823474837662),
        (800, 156_772, 0.42265448483120932055),
        (801, 157_849, 0.53437553412194416236),
        (1600, 637_472, 0.84200727400323538419),
        (1601, 630_304, 0.34465255088058593946),
    ],
)
def test_sympy(n, fewer, p):
    assert 2 * shares_at_most(np.array([n]), np.array([fewer]))[0] == pytest.approx(p, rel=1e-12)
