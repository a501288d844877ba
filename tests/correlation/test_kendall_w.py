"""Kendall's W: Friedman's statistic by SciPy and R, the definition in fractions, gaps, batches, threads."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import fastrank as fr

LEVELS = st.sampled_from([-np.inf, -1.5, -0.0, 0.0, 1.0, 2.0, 3.0, 4.0, np.inf])

# Hollander and Wolfe 1973, p. 140: 22 players, three ways of rounding first base. R's friedman.test says
# chi-squared = 11.143, df = 2, p-value = 0.003805.
ROUNDING_TIMES = """
5.40 5.50 5.55  5.85 5.70 5.75  5.20 5.60 5.50  5.55 5.50 5.40  5.90 5.85 5.70  5.45 5.55 5.60  5.40 5.40 5.35
5.45 5.50 5.35  5.25 5.15 5.00  5.85 5.80 5.70  5.25 5.20 5.10  5.65 5.55 5.45  5.60 5.35 5.45  5.05 5.00 4.95
5.50 5.50 5.40  5.45 5.55 5.50  5.55 5.55 5.35  5.45 5.50 5.55  5.50 5.45 5.25  5.65 5.60 5.40  5.70 5.65 5.55
6.30 6.30 6.25
"""


@st.composite
def ratings(draw, cells=LEVELS):
    raters, items = draw(st.integers(0, 5)), draw(st.integers(0, 7))
    rows = draw(st.lists(st.lists(cells, min_size=items, max_size=items), min_size=raters, max_size=raters))
    return np.array(rows, dtype=float).reshape(raters, items)


def definition(rows):
    m, n = rows.shape
    totals, ties = [Fraction(0)] * n, 0
    for row in rows.tolist():
        ranks = [Fraction(sum(v < w for v in row) * 2 + sum(v == w for v in row) + 1, 2) for w in row]
        totals = [total + rank for total, rank in zip(totals, ranks, strict=True)]
        ties += sum(row.count(w) ** 2 - 1 for w in row)
    largest = m * m * (n**3 - n) - m * ties
    if m < 2 or n < 2 or not largest:
        return np.nan
    return float(12 * sum((total - Fraction(m * (n + 1), 2)) ** 2 for total in totals) / largest)


@given(ratings())
def test_definition(rows):
    np.testing.assert_allclose(fr.kendall_w(rows).statistic, definition(rows), rtol=1e-14)


@given(ratings().filter(lambda rows: rows.shape[0] > 1 and rows.shape[1] > 2))
def test_friedman(rows):
    w, p = fr.kendall_w(rows)
    if not np.isnan(w):
        theirs = stats.friedmanchisquare(*rows.T)
        m, n = rows.shape
        np.testing.assert_allclose(
            [w, p], [theirs.statistic / (m * (n - 1)), theirs.pvalue], rtol=1e-9, atol=1e-12
        )


def test_published():
    w, p = fr.kendall_w(np.array(ROUNDING_TIMES.split(), dtype=float).reshape(22, 3))
    assert round(w * 22 * 2, 3) == 11.143
    assert round(p, 6) == 0.003805


def test_bounds_and_mean_rho():
    rows = np.random.default_rng(0).random((6, 15))
    w = fr.kendall_w(rows).statistic
    rho = [fr.spearmanr(rows[i], rows[j]).statistic for i in range(6) for j in range(i)]
    assert (6 * w - 1) / 5 == pytest.approx(np.mean(rho))
    assert fr.kendall_w(np.tile(rows[0], (4, 1))).statistic == 1
    assert fr.kendall_w([[1, 2, 3], [3, 2, 1]]).statistic == 0


@given(ratings(st.one_of(LEVELS, st.just(np.nan))))
def test_missing(rows):
    held = ~np.isnan(rows).any(0)
    np.testing.assert_equal(fr.kendall_w(rows, nan_policy="omit"), fr.kendall_w(rows[:, held]))
    if not held.all():
        assert np.isnan(fr.kendall_w(rows).statistic)
        assert np.isnan(fr.kendall_w(rows).pvalue)
        with pytest.raises(ValueError, match="nan values"):
            fr.kendall_w(rows, nan_policy="raise")
    as_none = [[None if np.isnan(value) else value for value in row] for row in rows.tolist()]
    if rows.size:
        np.testing.assert_equal(
            fr.kendall_w(as_none, nan_policy="omit"), fr.kendall_w(rows, nan_policy="omit")
        )


def test_threads_batches_and_axes_change_no_bit():
    rows = np.random.default_rng(1).integers(0, 9, (40, 50, 8, 12)).astype(float)
    rows[3, 2, 1, 0] = rows[7, 9, :, 4] = np.nan
    results = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        results.append(fr.kendall_w(rows, nan_policy="omit"))
    fr.set_num_threads(None)
    results.append(fr.kendall_w(np.moveaxis(rows, (2, 3), (3, 0)), axis=(3, 0), nan_policy="omit"))
    one_by_one = [fr.kendall_w(block, nan_policy="omit") for block in rows.reshape(-1, 8, 12)]
    results.append(tuple(np.reshape(part, (40, 50)) for part in zip(*one_by_one, strict=True)))
    for result in results[1:]:
        np.testing.assert_array_equal(result, results[0])


def test_sums_beyond_int64():
    """Squares of rank sums of a million items leave int64; half of the raters reversed, and one more."""
    values = np.arange(1_000_000.0)
    w = fr.kendall_w([values, values, -values]).statistic
    assert w == pytest.approx(1 / 9, rel=1e-12)


def test_refused():
    with pytest.raises(ValueError, match="ratings: expected"):
        fr.kendall_w([1, 2, 3])
    with pytest.raises(ValueError, match="axis"):
        fr.kendall_w(np.zeros((2, 3)), axis=(0, 2))
    with pytest.raises(ValueError, match="axis"):
        fr.kendall_w(np.zeros((2, 3)), axis=1)
    with pytest.raises(ValueError, match="nan_policy"):
        fr.kendall_w(np.zeros((2, 3)), nan_policy="drop")
    with pytest.raises(TypeError, match="ratings"):
        fr.kendall_w([["a", "b"], ["c", "d"]])
