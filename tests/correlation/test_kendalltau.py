"""Kendall's tau and its siblings against plain definitions, SciPy, published values and each other."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.arrays.pairs import read_pairs
from fastrank.correlation.null_distribution import exact_pvalues
from fastrank.correlation.pair_counts import pair_counts
from fastrank.kernels.concordance import concordance_definition
from tests.strategies import pairs_of_lists

ALTERNATIVES = ["two-sided", "less", "greater"]
same = np.testing.assert_array_equal


@given(pairs_of_lists())
def test_both_engines_count_as_the_definition(lists: tuple[np.ndarray, np.ndarray]) -> None:
    pairs = read_pairs(*lists, axis=None, nan_policy="raise")
    counts, moments = concordance_definition(*(side.tolist() for side in lists))
    for short in (10**9, -1):
        made = pair_counts(pairs, short)
        assert made.counts[0].tolist() == counts
        assert made.moments[0].tolist() == moments


@pytest.mark.filterwarnings("ignore")
@given(pairs_of_lists(max_size=60), st.sampled_from("bc"), st.sampled_from(ALTERNATIVES))
def test_scipy(lists: tuple[np.ndarray, np.ndarray], variant: str, alternative: str) -> None:
    with np.errstate(all="ignore"):
        expected = scipy.stats.kendalltau(*lists, variant=variant, alternative=alternative)
    tau, p = fr.kendalltau(*lists, variant=variant, alternative=alternative)
    same(tau, expected.statistic)
    np.testing.assert_allclose(p, expected.pvalue, rtol=1e-12)


@pytest.mark.filterwarnings("ignore")
@given(pairs_of_lists(nan=True), st.sampled_from(["propagate", "omit"]))
def test_nan_as_scipy(lists: tuple[np.ndarray, np.ndarray], nan_policy: str) -> None:
    expected = scipy.stats.kendalltau(*lists, nan_policy=nan_policy)
    same(fr.kendalltau(*lists, nan_policy=nan_policy).statistic, expected.statistic)


@given(st.lists(pairs_of_lists(max_size=30), min_size=1, max_size=6))
def test_every_form_of_input(rows: list[tuple[np.ndarray, np.ndarray]]) -> None:
    alone = np.array([fr.kendalltau(x, y) for x, y in rows])
    offsets = np.cumsum([0, *(len(x) for x, _ in rows)])
    flat = [np.concatenate([row[side] for row in rows]) for side in (0, 1)]
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        same(np.transpose(fr.kendalltau(*((values, offsets) for values in flat))), alone)
    fr.set_num_threads(None)
    same(
        np.transpose(
            fr.kendalltau(
                *(pa.array([row[i].tolist() for row in rows], pa.list_(pa.float64())) for i in (0, 1))
            )
        ),
        alone,
    )


def test_layouts_and_dtypes() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 9, (2, 4, 30))
    expected = np.array([scipy.stats.kendalltau(a, b) for a, b in zip(x, y, strict=True)]).T
    for dtype in ("f4", "f8", ">f8", ">i4", "u1", "i8", "u8", "f2", "g"):
        a, b = x.astype(dtype), np.asfortranarray(y.astype(dtype))
        a.flags.writeable = False
        np.testing.assert_allclose(fr.kendalltau(a, b, axis=-1), expected, rtol=1e-12)
        np.testing.assert_allclose(
            fr.kendalltau(a.T, b.T, axis=0, keepdims=True)[0], expected[:1], rtol=1e-12
        )
    strided = np.repeat(x, 2, axis=1)[:, ::2]
    np.testing.assert_allclose(fr.kendalltau(strided, y, axis=1), expected, rtol=1e-12)
    every = fr.kendalltau(x[:, None], y[None], axis=-1).statistic
    assert every.shape == (4, 4)
    same(np.diag(every), expected[0])


def test_wide_integers_are_compared_exactly() -> None:
    x = [2**53, 2**53 + 1, 2**53 + 2]
    assert fr.kendalltau(x, [1, 2, 3]).statistic == 1.0
    assert fr.kendalltau(np.array([2**64 - 1, 2**64 - 2], np.uint64), [1.0, 2.0]).statistic == -1.0


def test_ircor(data: Path) -> None:
    ircor = json.loads((data / "ircor" / "ircor_cases.json").read_text())
    variants = {"tau": "b", "tau_a": "a", "tau_b": "b"}
    cases = [case for case in ircor["cases"] if case["measure"].split("(")[0] in variants]
    assert len(cases) >= 15
    for case in cases:
        lists = ircor["sets"][case["set"] - 1]
        x, y = lists[case["x_field"]], lists[case["y_field"]]
        tau = fr.kendalltau(x, y, variant=variants[case["measure"].split("(")[0]]).statistic
        assert abs(tau - case["expected_R_4dp"]) <= 5e-5


def test_counts_beyond_int32() -> None:  # scipy#18139
    rng = np.random.default_rng(6)
    x, y = rng.integers(0, 10, (2, 200_000))
    tau, p = fr.kendalltau(x, y)
    expected = scipy.stats.kendalltau(x, y)
    assert tau == expected.statistic
    assert math.isclose(p, expected.pvalue, rel_tol=1e-10)


@pytest.mark.parametrize("n", [0, 1, 5, 1000])
def test_constant_and_short_lists_have_no_tau(n: int) -> None:
    for result in (fr.kendalltau(np.ones(n), np.arange(n)), fr.somersd(np.ones(n), np.arange(n))):
        assert np.isnan(result).all()


def test_two_items() -> None:
    assert fr.kendalltau([1, 2], [2, 1]) == (-1.0, 1.0)
    assert fr.kendalltau([1, 2], [2, 1], method="asymptotic").pvalue == pytest.approx(
        math.erfc(math.sqrt(0.5))
    )


@pytest.mark.parametrize("n", [5, 34, 170, 200])
@pytest.mark.parametrize("alternative", [0, 1, 2])
def test_exact_p_beyond_the_table(n: int, alternative: int) -> None:
    from scipy.stats._mstats_basic import _kendall_p_exact

    pairs = n * (n - 1) // 2
    for discordant in (0, 1, 2, pairs // 3, pairs // 2, pairs - 3):
        expected = _kendall_p_exact(n, pairs - discordant, ALTERNATIVES[alternative])
        got = exact_pvalues(np.array([n]), np.array([pairs - 2 * discordant]), alternative)[0]
        assert got == pytest.approx(expected, rel=1e-10, abs=1e-300), discordant


def test_somersd_and_gamma_by_hand() -> None:
    table = np.array([[27, 25, 14, 7, 0], [7, 14, 18, 35, 12], [1, 3, 2, 7, 17]])
    expected = scipy.stats.somersd(table)
    np.testing.assert_allclose(fr.somersd(table), (expected.statistic, expected.pvalue), rtol=1e-10)
    gamma = fr.goodman_kruskal_gamma([1, 1, 2, 3], [2, 1, 2, 1]).statistic  # 1 concordant, 2 discordant
    assert gamma == pytest.approx(-1 / 3)


@pytest.mark.filterwarnings("ignore")
@given(pairs_of_lists(max_size=12))
def test_somersd_as_scipy(lists: tuple[np.ndarray, np.ndarray]) -> None:
    if not len(lists[0]):
        return
    with np.errstate(all="ignore"):
        expected = scipy.stats.somersd(*lists)
    got = fr.somersd(*lists)
    np.testing.assert_allclose(got, (expected.statistic, expected.pvalue), rtol=1e-9, atol=1e-15)


def test_interval_is_brown_and_benedetti_of_the_table() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.integers(0, 4, 200), rng.integers(0, 5, 200)
    cells = scipy.stats.contingency.crosstab(x, y)[1].astype(float)
    n, rows, columns = cells.sum(), cells.sum(1), cells.sum(0)
    d = np.zeros_like(cells)
    for i in range(cells.shape[0]):
        for j in range(cells.shape[1]):
            agree = cells[:i, :j].sum() + cells[i + 1 :, j + 1 :].sum()
            d[i, j] = agree - cells[:i, j + 1 :].sum() - cells[i + 1 :, :j].sum()
    wr, wc = n**2 - (rows**2).sum(), n**2 - (columns**2).sum()
    w, tau = math.sqrt(wr * wc), fr.kendalltau(x, y).statistic
    v = rows[:, None] * wc + columns[None] * wr
    error = math.sqrt((cells * (2 * w * d + tau * v) ** 2).sum() - n**3 * tau**2 * (wr + wc) ** 2) / w**2
    low, high = fr.kendalltau(x, y).confidence_interval(0.9)
    assert (high - low) / 2 == pytest.approx(1.6448536269514722 * error)


def test_intervals_cover_the_truth() -> None:
    rng = np.random.default_rng(8)
    z = rng.standard_normal((2, 2000, 80))
    x, y = z[0], 0.5 * z[0] + math.sqrt(0.75) * z[1]
    truth = 2 / math.pi * math.asin(0.5)
    for variant in ("a", "b"):
        low, high = fr.kendalltau(x, y, axis=-1, variant=variant).confidence_interval()
        assert 0.92 < np.mean((low < truth) & (truth < high)) < 0.965


@pytest.mark.parametrize(
    ("arguments", "options", "error", "text"),
    [
        (([1, 2], [1, 2, 3]), {}, ValueError, "lists of 2 and 3"),
        ((np.zeros((2, 3)), np.zeros((2, 3))), {}, ValueError, "axis"),
        ((np.zeros((1, 3)), np.zeros((3, 1))), {"axis": 1}, ValueError, "lists of 3 and 1"),
        ((["a", "b"], [1, 2]), {}, TypeError, "x: expected numbers"),
        (([1j, 2], [1, 2]), {}, TypeError, "x: expected numbers"),
        (([1, 1, 2], [1, 2, 3]), {"method": "exact"}, ValueError, "Ties found"),
        (([1, 2, 3], [1, 2, 3]), {"alternative": "bogus"}, ValueError, "alternative"),
        (([1, 2, 3], [1, 2, 3]), {"variant": "d"}, ValueError, "variant"),
        (([1, 2, 3], [1, 2, 3]), {"method": "quick"}, ValueError, "method"),
        (([1, np.nan, 3], [1, 2, 3]), {"nan_policy": "raise"}, ValueError, "nan values"),
        (([1, 2, 3], [1, 2, 3]), {"nan_policy": "ignore"}, ValueError, "nan_policy"),
    ],
)
def test_bad_input(arguments: tuple, options: dict, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        fr.kendalltau(*arguments, **options)


def test_masked_pairs_are_dropped() -> None:
    x = np.ma.array([[1, 2, 9, 3], [3, 2, 1, 7]], mask=[[0, 0, 1, 0], [0, 0, 0, 1]])
    tau = fr.kendalltau(x, np.array([1, 2, 0, 3]), axis=1).statistic
    same(tau, [1.0, scipy.stats.kendalltau([3, 2, 1], [1, 2, 0]).statistic])
