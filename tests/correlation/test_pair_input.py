"""What correlations take: every dtype, layout, shape and hole against a plain definition; refusals that help."""

from __future__ import annotations

import itertools
import math
import pickle
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.correlation.pair_counts import short
from tests.strategies import layouts, pairs_of_lists

same = np.testing.assert_array_equal
FUNCTIONS = [fr.kendalltau, fr.spearmanr, fr.somersd, fr.goodman_kruskal_gamma, fr.weightedtau]
DTYPES = ["?", "i1", "u1", "i2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "g"]


def tau_b(x: Any, y: Any) -> float:
    """Every pair of items, compared as Python compares them."""
    balance = untied_x = untied_y = 0
    for j in range(len(x)):
        for i in range(j):
            sign_x, sign_y = int(x[i] < x[j]) - int(x[i] > x[j]), int(y[i] < y[j]) - int(y[i] > y[j])
            balance, untied_x, untied_y = (
                balance + sign_x * sign_y,
                untied_x + abs(sign_x),
                untied_y + abs(sign_y),
            )
    if not untied_x or not untied_y:
        return math.nan
    return min(1.0, max(-1.0, balance / math.sqrt(untied_x) / math.sqrt(untied_y)))


@st.composite
def values_of(draw: Any, dtype: str, n: int) -> np.ndarray:
    """Small ties, and values at the end of the dtype's range that only it tells apart."""
    kind = np.dtype(dtype).kind
    if kind in "iu":
        top = int(np.iinfo(dtype).max)
        values = st.one_of(st.integers(0, 3), st.integers(top - 3, top))
    elif kind == "f":
        levels = [0.0, -0.0, 1.0, np.inf, -np.inf, 1 + float(np.finfo(np.dtype(dtype)).eps)]
        values = st.sampled_from(levels)
    else:
        values = st.booleans()
    made = np.array(draw(st.lists(values, min_size=n, max_size=n)), dtype=dtype)
    if dtype == "g" and n:
        made[0] += np.finfo(np.longdouble).eps  # beyond float64
    return made


@given(st.data(), st.sampled_from(DTYPES), st.sampled_from(DTYPES), st.sampled_from([0, 1, 2, 3, 17, 33]))
def test_dtypes_and_layouts(data: Any, left: str, right: str, n: int) -> None:
    x, y = data.draw(values_of(left, n)), data.draw(values_of(right, n))
    expected = tau_b(list(x), list(y))
    forms = zip(layouts(x).values(), layouts(y).values(), strict=True) if n else [(x, y)]
    for a, b in forms:
        same(fr.kendalltau(a, b).statistic, expected)
    same(fr.kendalltau(x, y[::-1]).statistic, tau_b(list(x), list(y[::-1])))
    if left != "g" and right != "g":
        same(fr.kendalltau(x.tolist(), y.tolist()).statistic, expected)


@given(
    st.lists(st.one_of(st.integers(-3, 3), st.integers(2**63 - 2, 2**64 + 2), st.just(-(2**70))), max_size=12)
)
def test_python_integers_of_any_size(x: list[int]) -> None:
    y = [(7 * i) % 5 for i in range(len(x))]
    same(fr.kendalltau(x, y).statistic, tau_b(x, y))


@given(st.lists(pairs_of_lists(max_size=24, nan=True), min_size=1, max_size=40), st.sampled_from("abc"))
def test_one_by_one_is_ragged(rows: list[tuple[np.ndarray, np.ndarray]], variant: str) -> None:
    alone = np.array([fr.kendalltau(x, y, variant=variant) for x, y in rows])
    offsets = np.cumsum([0, *(len(x) for x, _ in rows)])
    flat = [np.concatenate([row[side] for row in rows]) for side in (0, 1)]
    same(np.transpose(fr.kendalltau(*((values, offsets) for values in flat), variant=variant)), alone)


@pytest.mark.parametrize("levels", [3, 1000])
@pytest.mark.parametrize("n", [0, 1, 2, 3, 20, 100])
def test_one_by_one_is_batch_whatever_the_threads(n: int, levels: int) -> None:
    rows = 437  # not a multiple of 16
    x, y = np.random.default_rng(n).integers(0, levels, (2, rows, n)).astype(float)
    if n:
        x[::50, n // 2] = np.nan
    alone = np.array([fr.kendalltau(a, b) for a, b in zip(x, y, strict=True)]).reshape(rows, 2)
    ragged = [(side.ravel(), np.arange(rows + 1) * n) for side in (x, y)]
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        same(np.transpose(fr.kendalltau(x, y, axis=-1)), alone)
        same(np.transpose(fr.kendalltau(x.T, y.T, axis=0)), alone)
        same(np.transpose(fr.kendalltau(*ragged)), alone)
    fr.set_num_threads(None)


def test_lists_on_both_sides_of_every_engine() -> None:
    rng = np.random.default_rng(5)
    lengths = np.concatenate(
        [[20] * 40, rng.integers(0, 60, 300), [short() - 1, short(), short() + 1, short() + 200], [2] * 33]
    )
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    x, y = rng.integers(0, 30, (2, offsets[-1])).astype(float)
    x[offsets[5]] = y[offsets[343]] = np.nan
    for method in ("auto", "asymptotic"):
        got = fr.kendalltau((x, offsets), (y, offsets), method=method)
        for q, (lo, hi) in enumerate(itertools.pairwise(offsets)):
            same((got[0][q], got[1][q]), fr.kendalltau(x[lo:hi], y[lo:hi], method=method))


def test_nan_policies() -> None:
    x = np.array([[3, np.nan, 1, 2, 5], [1, 2, 3, 4, 5]])
    y = np.array([1, 2, 3, 5, 4.0])
    for function in FUNCTIONS:
        some = function(x, y, axis=1)
        assert np.isnan(some.statistic[0])
        assert not np.isnan(some.statistic[1])
        assert (
            function(x, y, axis=1, nan_policy="omit").statistic[0] == function([3, 1, 2, 5], [1, 3, 5, 4])[0]
        )
        with pytest.raises(ValueError, match="nan_policy='omit'"):
            function(x, y, axis=1, nan_policy="raise")
        with pytest.raises(ValueError, match="nan values"):
            function([np.nan], [1.0], nan_policy="raise")


def test_broadcast_batches_are_all_pairs() -> None:
    x, y = np.random.default_rng(2).integers(0, 9, (2, 4, 15))
    got = fr.kendalltau(x[:, None], y[None, :3], axis=-1)
    assert got.statistic.shape == (4, 3)
    for i in range(4):
        for j in range(3):
            same((got.statistic[i, j], got.pvalue[i, j]), fr.kendalltau(x[i], y[j]))
    assert fr.kendalltau(np.empty((0, 5)), np.empty((0, 5)), axis=-1).statistic.shape == (0,)


def test_masked_pairs_are_dropped_whatever_they_hold() -> None:
    x = np.ma.array([1, np.nan, 3, 2, 7.0], mask=[0, 1, 0, 0, 0])
    y = np.ma.array([4, 5, 6, 9, 8.0], mask=[0, 0, 0, 1, 0])
    for function in FUNCTIONS[:4]:
        same(function(x, y, nan_policy="raise"), function([1, 3, 7], [4, 6, 8]))


OFFSETS = np.array([0, 2, 5])
RAGGED = (np.arange(5.0), OFFSETS)


@pytest.mark.parametrize(
    ("x", "y", "options", "error", "text"),
    [
        ([1, 2], [1, 2, 3], {}, ValueError, "lists of 2 and 3 values; every value of x needs its partner"),
        (np.zeros((2, 3)), np.zeros((2, 4)), {"axis": 1}, ValueError, r"\(2, 3\) and \(2, 4\) have lists of 3 and 4"),
        (np.zeros((1, 3)), np.zeros((3, 1)), {}, ValueError, r"\(1, 3\) and \(3, 1\); say along which axis"),
        (np.zeros((1, 3)), np.zeros((3, 1)), {"axis": 1}, ValueError, r"broadcast to \(3, 3\).*ravel\(\) both"),
        (np.zeros((1, 3)), np.zeros((3, 1)), {"axis": 0}, ValueError, r"broadcast to \(3, 3\).*ravel\(\) both"),
        (np.zeros((2, 3)), np.zeros((4, 3)), {"axis": 1}, ValueError, r"\(2,\) and \(4,\).*x\[:, None\]"),
        (1.0, 2.0, {}, ValueError, "single number"),
        (np.array(1.0), [1.0, 2.0], {}, ValueError, "single number"),
        ([1, 2], [1, 2], {"axis": 1}, ValueError, "axis: 1 is out of range for 1 dim"),
        ([1, 2], [1, 2], {"axis": 1}, IndexError, "axis"),  # SciPy's AxisError is both
        ([1, 2], [1, 2], {"axis": 0.5}, TypeError, "one integer"),
        (np.zeros((2, 3)), np.zeros((2, 3)), {"axis": (0, 1)}, TypeError, "one integer"),
        (RAGGED, (np.arange(5.0), np.array([0, 5])), {}, ValueError, "2 and 1 lists"),
        ((np.arange(5.0), np.array([0, 5])), RAGGED, {}, ValueError, "1 and 2 lists"),
        (RAGGED, (np.arange(5.0), np.array([0, 3, 5])), {}, ValueError, "list 0 has 2 values in x and 3 in y"),
        (pa.array([[1.0], [2.0]]), pa.array([[1.0]]), {}, ValueError, "2 and 1 lists"),
        (RAGGED, np.arange(6.0), {}, ValueError, r"shape \(6,\) for the 5 values"),
        (RAGGED, np.zeros((5, 1)), {}, ValueError, r"shape \(5, 1\) for the 5 values"),
        (np.arange(5.0), RAGGED, {}, TypeError, "one form"),
        (RAGGED, RAGGED, {"axis": 0}, ValueError, "axis"),
        ([[1, 2], [1]], [[1, 2], [1]], {"axis": 1}, ValueError, "x: rows of different lengths"),
        (["a", "b"], [1, 2], {}, TypeError, "x: expected numbers.*convert text"),
        ([1, 2], np.array([b"1", b"2"]), {}, TypeError, "y: expected numbers.*convert text"),
        ([1j, 2], [1, 2], {}, TypeError, "x: .*complex numbers have no order"),
        ([1, None, 3], [1, 2, 3], {}, TypeError, "x: .*None becomes nan"),
        (np.array(["2020-01-01"] * 2, "M8[D]"), [1, 2], {}, TypeError, "astype.'int64'"),
        (np.array([1, 2], "m8[s]"), [1, 2], {}, TypeError, "astype.'int64'"),
        (np.zeros(2, "i4,i4"), [1, 2], {}, TypeError, "x: expected numbers"),
        ([1, 2, 3], [1, 2, 3], {"alternative": "bogus"}, ValueError, "alternative: must be one of"),
        ([1, 2, 3], [1, 2, 3], {"nan_policy": "ignore"}, ValueError, "nan_policy: must be one of"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("function", FUNCTIONS[:4])
def test_refusals(function: Any, x: Any, y: Any, options: dict, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text) as caught:
        function(x, y, **options)
    assert "\n" not in str(caught.value)


def test_exact_refuses_ties_by_list_and_constants_have_nan() -> None:
    with pytest.raises(ValueError, match="Ties found in list 1"):
        fr.kendalltau([[1, 2, 3], [1, 1, 2]], [1, 2, 3], axis=-1, method="exact")
    long = np.r_[0, np.arange(399.0)]
    with pytest.raises(ValueError, match="Ties found, exact"):
        fr.kendalltau(long, np.arange(400), method="exact")
    assert np.isnan(fr.kendalltau([1, 1, 1], [1, 2, 3], method="exact")).all()  # as SciPy
    assert np.isnan(fr.kendalltau([1, np.nan, 1], [1, 2, 3], method="exact")).all()
    assert np.isnan(fr.kendalltau(np.r_[np.nan, long], np.arange(401), method="exact")).all()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("n", [1, 2, 33, 34, 50, 100])
@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
def test_exact_and_perfect_lists_in_a_batch(n: int, alternative: str) -> None:
    rng = np.random.default_rng(n)
    y = np.arange(n)
    x = np.array([y, y[::-1], *(rng.permutation(n) for _ in range(20))])
    for method in ("exact", "auto"):
        got = fr.kendalltau(x, y, axis=1, method=method, alternative=alternative)
        for q, row in enumerate(x):
            with np.errstate(all="ignore"):
                expected = scipy.stats.kendalltau(row, y, method=method, alternative=alternative)
            same(got.statistic[q], expected.statistic)
            np.testing.assert_allclose(got.pvalue[q], expected.pvalue, rtol=1e-12)


def test_results_pickle_with_their_interval() -> None:
    x, y = np.random.default_rng(0).random((2, 3, 40))
    for result in (fr.kendalltau(x, y, axis=-1), fr.kendalltau(x[0], y[0]), fr.spearmanr(x[0], y[0])):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            again = pickle.loads(pickle.dumps(result, protocol))
            assert type(again) is type(result)
            same(again, result)
            if isinstance(result, type(fr.kendalltau([1, 2], [1, 2]))):
                same(again.confidence_interval(), result.confidence_interval())
