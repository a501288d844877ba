"""AP correlation against published values, the mean over all tie orders, the papers' sums, and itself."""

from __future__ import annotations

import itertools
import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.arrays.pairs import read_pairs
from fastrank.correlation.ap_lists import ap_of_lists
from tests.strategies import pairs_of_lists

VARIANTS = st.sampled_from("ab")
same = np.testing.assert_array_equal


def tau(reference: Any, estimate: Any, **options: Any) -> Any:
    return fr.tau_ap(reference, estimate, **options).statistic


def yilmaz(reference: list[Any], estimate: list[Any]) -> Fraction:
    """The paper's formula, for lists without ties."""
    order = sorted(range(len(estimate)), key=lambda i: estimate[i], reverse=True)
    right = [
        Fraction(sum(reference[order[j]] > reference[order[i]] for j in range(i)), i)
        for i in range(1, len(order))
    ]
    return 2 * sum(right, Fraction(0)) / len(right) - 1


def all_orders(values: list[float]) -> list[list[int]]:
    """Every list without ties that orders the items as `values` or breaks a tie of it."""
    return [
        [order.index(i) for i in range(len(values))]
        for order in itertools.permutations(range(len(values)))
        if all(values[a] <= values[b] for a, b in itertools.pairwise(order))
    ]


def urbano_b(reference: list[float], estimate: list[float]) -> Fraction:
    """One direction of variant b: the groups above an item's own, of which the reference must have each above too."""
    shares = []
    for x, y in zip(reference, estimate, strict=True):
        above = [other_x > x for other_x, other_y in zip(reference, estimate, strict=True) if other_y > y]
        if above:
            shares.append(Fraction(sum(above), len(above)))
    return 2 * sum(shares, Fraction(0)) / len(shares) - 1


def urbano_a(reference: list[float], estimate: list[float]) -> Fraction:
    """Variant a: what is above the group over each place that an item can have, and pairs within the group."""
    n, total, half = len(estimate), Fraction(0), Fraction(1, 2)
    for x, y in zip(reference, estimate, strict=True):
        above = [i for i in range(n) if estimate[i] > y]
        t, p = estimate.count(y), len(above) + 1
        right = sum((Fraction(reference[i] > x) + half * (reference[i] == x) for i in above), Fraction(0))
        for k in range(1, t + 1):
            total += right / (p + k - 2) / t if above else 0
            total += half * Fraction(k - 1, (p + k - 2) * t) if k > 1 else 0
    return 2 * total / (n - 1) - 1


def is_constant(values: list[float]) -> bool:
    return len(set(values)) < 2


@given(pairs_of_lists(max_size=5))
def test_a_is_the_mean_over_all_orders_of_ties(lists: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = (side.tolist() for side in lists)
    if is_constant(x) or is_constant(y):
        assert math.isnan(tau(x, y))
        return
    every = [yilmaz(a, b) for a in all_orders(x) for b in all_orders(y)]
    assert tau(x, y) == pytest.approx(float(sum(every) / len(every)), abs=1e-14)


@given(pairs_of_lists(max_size=30), VARIANTS)
def test_papers(lists: tuple[np.ndarray, np.ndarray], variant: str) -> None:
    x, y = (side.tolist() for side in lists)
    ours = tau(x, y, variant=variant)
    if is_constant(x) or is_constant(y):
        assert math.isnan(ours)
    elif variant == "a":
        assert ours == pytest.approx(float(urbano_a(x, y)), abs=1e-14)
    else:
        assert ours == pytest.approx(float(urbano_b(x, y) + urbano_b(y, x)) / 2, abs=1e-14)
        assert ours == tau(y, x, variant="b")


@given(pairs_of_lists(max_size=60), VARIANTS, st.randoms())
def test_engines_and_orders_of_items_agree_to_the_bit(
    lists: tuple[np.ndarray, np.ndarray], variant: str, random: Any
) -> None:
    expected = tau(*lists, variant=variant)
    order = np.array(random.sample(range(len(lists[0])), len(lists[0])), dtype=int)
    for x, y in (lists, tuple(side[order] for side in lists)):
        pairs = read_pairs(x, y, axis=None, nan_policy="raise")
        for short in (10**9, -1):
            same(ap_of_lists(pairs, "ab".index(variant), short), [expected])


def test_ircor(data: Path) -> None:
    ircor = json.loads((data / "ircor" / "ircor_cases.json").read_text())
    variants = {"tauAP": "a", "tauAP_a": "a", "tauAP_b": "b"}
    cases = [case for case in ircor["cases"] if case["measure"].split("(")[0] in variants]
    assert len(cases) == 15
    for case in cases:
        lists = ircor["sets"][case["set"] - 1]
        x, y = lists[case["x_field"]], lists[case["y_field"]]
        ours = tau(x, y, variant=variants[case["measure"].split("(")[0]])
        assert abs(ours - case["expected_R_4dp"]) <= 5e-5
        assert ours == pytest.approx(case["pyircor"], abs=1e-12)


def test_trec_covid(data: Path) -> None:
    folder = data / "trec_covid_r1"
    expected = json.loads((folder / "expected_correlations.json").read_text())
    header, *rows = (folder / "expected_full_depth.csv").read_text().splitlines()
    names = header.split(",")
    table = {name: [row.split(",")[at] for row in rows] for at, name in enumerate(names)}
    checked = 0
    for key, values in expected["system_correlations_full_depth"].items():
        first, second = key.split(" vs ")
        # Means of P@5 and RR tie in this table of ten digits, and did not where pyircor saw them.
        if not {first, second} & {"P_5", "recip_rank"}:
            x, y = (np.array(table[name], dtype=float) for name in (first, second))
            assert tau(x, y, variant="b") == pytest.approx(values["tauap_b_pyircor"], abs=1e-9)
            checked += 1
    assert checked >= 2


def test_direction_top_and_extremes() -> None:
    truth, top_swapped, bottom_swapped = [4, 3, 2, 1], [3, 4, 2, 1], [4, 3, 1, 2]
    assert tau(truth, top_swapped) == pytest.approx(1 / 3)
    assert tau(truth, bottom_swapped) == pytest.approx(7 / 9)
    x, y = (
        [4, 3, 2, 1],
        [3, 1, 4, 2],
    )  # right above the lower three by y: 0 of 1, 2 of 2, 1 of 3; by x: 1, 0, 2
    assert tau(x, y) == pytest.approx(-1 / 9)
    assert tau(y, x) == pytest.approx(1 / 9)
    for n in (2, 3, 50, 600, 3000):
        values = np.random.default_rng(n).permutation(n)
        for variant in "ab":
            assert tau(values, values, variant=variant) == 1.0
            assert tau(values, -values, variant=variant) == -1.0
    assert tau([1, 1, 2, 2], [1, 1, 2, 2], variant="b") == 1.0
    assert tau([1, 1, 2, 2], [1, 1, 2, 2]) == pytest.approx(5 / 9)  # two pairs of six stay undecided


def test_long_lists_against_the_sums_of_numpy() -> None:
    rng = np.random.default_rng(3)
    for n in (200, 201, 512, 513, 2000):
        x, y = rng.integers(0, n, n), rng.integers(0, n // 2, n)
        above = y[:, None] < y
        count, group = above.sum(1), (y[:, None] == y).sum(1)
        balance = (above * np.sign(x - x[:, None])).sum(1)
        weight = [np.mean(1 / np.arange(c, c + t)) if c else 0.0 for c, t in zip(count, group, strict=True)]
        assert tau(x, y) == pytest.approx((balance * weight).sum() / (n - 1), abs=1e-12)


@pytest.mark.parametrize("variant", ["a", "b"])
def test_threads_and_batches_change_no_bit(variant: str) -> None:
    x, y = np.random.default_rng(1).integers(0, 10**5, (2, 2, 150_000)).astype(float)
    results = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        results.append(tau(x[0], y[0], variant=variant))
    fr.set_num_threads(None)
    results.append(tau(x, y, axis=-1, variant=variant)[0])
    assert len(set(results)) == 1
    assert math.isnan(tau(x[0], np.ones(150_000), variant=variant))


@given(st.lists(pairs_of_lists(max_size=30), min_size=1, max_size=6), VARIANTS)
def test_ragged(rows: list[tuple[np.ndarray, np.ndarray]], variant: str) -> None:
    long = np.random.default_rng(0).integers(0, 300, (2, 600)).astype(float)
    rows = [*rows, (long[0], long[1])]
    alone = np.array([tau(x, y, variant=variant) for x, y in rows])
    offsets = np.cumsum([0, *(len(x) for x, _ in rows)])
    flat = [np.concatenate([row[side] for row in rows]) for side in (0, 1)]
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        same(tau(*((values, offsets) for values in flat), variant=variant), alone)
    fr.set_num_threads(None)
    arrow = (pa.array([row[i].tolist() for row in rows], pa.list_(pa.float64())) for i in (0, 1))
    same(tau(*arrow, variant=variant), alone)


@given(pairs_of_lists(nan=True), VARIANTS)
def test_nan(lists: tuple[np.ndarray, np.ndarray], variant: str) -> None:
    known = ~np.isnan(lists[0]) & ~np.isnan(lists[1])
    kept = tau(lists[0][known], lists[1][known], variant=variant)
    same(tau(*lists, variant=variant, nan_policy="omit"), kept)
    same(tau(*(np.ma.array(side, mask=np.isnan(side)) for side in lists), variant=variant), kept)
    same(tau(*lists, variant=variant), kept if known.all() else np.nan)
    if not known.all():
        with pytest.raises(ValueError, match="nan"):
            tau(*lists, nan_policy="raise")


def test_batches_layouts_and_dtypes() -> None:
    x, y = np.random.default_rng(0).integers(0, 9, (2, 4, 30))
    for variant in "ab":
        expected = np.array([tau(a, b, variant=variant) for a, b in zip(x, y, strict=True)])
        for dtype in ("f4", "f8", ">f8", ">i4", "u1", "i8", "u8", "f2", "g"):
            a, b = x.astype(dtype), np.asfortranarray(y.astype(dtype))
            a.flags.writeable = False
            same(tau(a, b, axis=-1, variant=variant), expected)
            same(tau(a.T, b.T, axis=0, keepdims=True, variant=variant), expected[None])
        every = tau(x[:, None], y[None], axis=-1, variant=variant)
        assert every.shape == (4, 4)
        same(np.diag(every), expected)
    assert tau([2**53, 2**53 + 1, 2**53 + 2], [1, 2, 3]) == 1.0
    assert math.isnan(tau([], []))
    assert math.isnan(tau([1], [1]))


def test_unpacks_without_a_pvalue() -> None:
    statistic, pvalue = fr.tau_ap([1, 2, 3], [1, 3, 2])
    assert np.isscalar(statistic)
    assert math.isnan(pvalue)
    assert fr.tau_ap([[1, 2, 3]], [[1, 3, 2]], axis=-1).pvalue.shape == (1,)


def test_refused() -> None:
    with pytest.raises(ValueError, match="variant"):
        fr.tau_ap([1, 2], [1, 2], variant="c")
    with pytest.raises(ValueError, match="axis"):
        fr.tau_ap(np.zeros((2, 3)), np.zeros((2, 3)))
    with pytest.raises(ValueError, match="2 and 3 values"):
        fr.tau_ap([1, 2], [1, 2, 3])
    with pytest.raises(TypeError):
        fr.tau_ap(["a", "b"], [1, 2])
