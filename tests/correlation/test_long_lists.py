"""Long lists: the engine that orders by digits against definitions, the other engine, SciPy and known answers."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank import parallel
from fastrank.arrays.pairs import read_pairs
from fastrank.correlation import pair_counts as engines
from fastrank.correlation.long_concordance import LONG, count_long_list, inversions
from fastrank.correlation.pair_counts import balance_moments, pair_counts
from fastrank.correlation.ranks import item_ranks, low_ranks, ranked_list
from fastrank.kernels import inversion_totals
from fastrank.kernels.concordance import concordance_definition
from fastrank.kernels.inversion_totals import BLOCK, PART_BITS
from fastrank.kernels.tie_sums import DISTINCT, PAIRS, SUMS, moments_definition, sum_runs
from fastrank.kernels.vectors import pointer
from tests.known_long_pairs import known_pair
from tests.strategies import pairs_of_lists

same = np.testing.assert_array_equal
PART = 1 << PART_BITS


def _counted(x: Any, y: Any) -> tuple[list[int], list[float]]:
    counts, moments = np.empty((1, 6), np.int64), np.empty((1, 4))
    count_long_list(np.asarray(x, float), np.asarray(y, float), counts, moments)
    return counts[0].tolist(), moments[0].tolist()


@given(pairs_of_lists())
def test_counts_as_the_definition(lists: tuple[np.ndarray, np.ndarray]) -> None:
    if len(lists[0]):
        assert _counted(*lists) == concordance_definition(*(side.tolist() for side in lists))


def _lists(n: int) -> dict[str, np.ndarray]:
    """Lists that a sort may find hard: of many shapes, with many ties, alike in their leading bits."""
    rng = np.random.default_rng(n)
    up = np.arange(n)
    return {
        "random": rng.standard_normal(n),
        "ties": rng.integers(0, max(n // 8, 2), n),
        "few values": rng.integers(0, 3, n),
        "one value but one": np.where(up == n // 2, 1, 0),
        "sorted": up,
        "nearly sorted": up + 4 * rng.random(n),
        "reversed": -up,
        "organ pipe": np.minimum(up, n - up),
        "alike": 1 + rng.integers(0, n, n) * 2.0**-52,
        "groups of alike": rng.integers(-2, 3, n) + rng.integers(0, n, n) * 1e-13,
        "of all sizes": np.exp(90 * rng.standard_normal(n)) * rng.choice([-1, 1], n),
        "infinities and zeros": rng.choice([np.inf, -np.inf, 0.0, -0.0, 5e-324], n),
    }


@pytest.mark.parametrize("n", [257, 700])
@pytest.mark.parametrize("name", list(_lists(8)))
def test_ranks_and_order(name: str, n: int) -> None:
    values = _lists(n)[name].astype(float)
    ranked, dense = ranked_list(values, dense=False), ranked_list(values)
    same(item_ranks(ranked), [(values < value).sum() for value in values])
    same(item_ranks(dense), np.unique(values, return_inverse=True)[1])
    sizes = np.unique(values, return_counts=True)[1]
    assert ranked.ties[DISTINCT] == len(sizes)
    assert ranked.ties[PAIRS] == (sizes * (sizes - 1) // 2).sum()
    for made in (ranked, dense):
        items = (made.words & np.uint64(2**32 - 1)).astype(int)
        same(np.sort(items), np.arange(n))
        same(made.words >> np.uint64(32), item_ranks(made)[items])
        same(values[items], np.sort(values))


def test_nan_ranks_first() -> None:
    values = np.random.default_rng(0).standard_normal(1000)
    values[::7] = np.nan
    expected = np.where(np.isnan(values), 0, [np.isnan(values).sum() + (values < v).sum() for v in values])
    same(low_ranks(values, np.array([0, 1000])), expected)


@pytest.mark.parametrize("n", [1, 2, BLOCK, BLOCK + 1, PART, 2 * PART + 48, 5 * PART - 16])
def test_inversions_of_known_permutations(n: int) -> None:
    """Blocks of m reversed have m (m - 1) / 2 inversions each; a rotation by k has k (n - k)."""
    n = -(-n // BLOCK) * BLOCK
    up = np.arange(n)
    for m in (n, 16, 24, 4096):
        blocks = up // m
        turned = np.minimum((blocks + 1) * m, n) - 1 - (up - blocks * m)
        sizes = np.bincount(blocks)
        assert inversions(turned.astype(np.int32)) == (sizes * (sizes - 1) // 2).sum()
    for k in (0, 1, n // 3):
        assert inversions(np.roll(up, k).astype(np.int32)) == k * (n - k)


@given(st.lists(st.integers(0, 40), max_size=60))
def test_inversions_of_any_permutation(keys: list[int]) -> None:
    n = -(-len(keys) // BLOCK) * BLOCK
    order = np.argsort(np.array(keys + [50] * (n - len(keys))), kind="stable")
    expected = sum((order[:i] > order[i]).sum() for i in range(n))
    assert inversions(order.astype(np.int32)) == expected


def _run_split(split: Any, source: np.ndarray, target: np.ndarray, bit: int) -> int:
    @numba.njit
    def run(source, target):  # type: ignore[no-untyped-def]
        return split(pointer(source, 0), pointer(target, 0), len(source), 0, 3, bit)

    return run(source, target)


@pytest.mark.parametrize("bit", [4, 6, 9])
def test_both_ways_to_split_agree(bit: int) -> None:
    """The processor that packs lanes runs one, the others the other."""
    n = (2 << bit) * 2 + 16  # the last part is not whole
    values = np.random.default_rng(bit).permutation(n).astype(np.int32)
    parts = np.concatenate([values[(values >> (bit + 1)) == part] for part in range(3)])
    results = []
    for split in (inversion_totals._split_lanes, inversion_totals._split_singly):
        target = np.full(n, -1, np.int32)
        results.append((_run_split(split, parts, target, bit), target.tolist()))
    assert results[0] == results[1]
    zeros = (parts >> bit) & 1 == 0
    part = parts >> (bit + 1)
    ones_before = sum(((part[:i] == part[i]) & ~zeros[:i]).sum() for i in range(n) if zeros[i])
    assert results[0][0] == ones_before


@pytest.mark.parametrize("n", [LONG, LONG + 1, PART + 5, 2 * PART + 77])
def test_both_engines_agree(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = _lists(n)
    for x, y in (("random", "ties"), ("ties", "few values"), ("groups of alike", "nearly sorted")):
        pairs = read_pairs(lists[x], lists[y], axis=None, nan_policy="raise")
        long = pair_counts(pairs)
        with monkeypatch.context() as patch:
            patch.setattr(engines, "LONG", n + 1)
            merged = pair_counts(pairs)
        same(long.counts, merged.counts)
        same(long.moments, merged.moments)


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_threads_change_no_bit(threads: int) -> None:
    x, y = np.random.default_rng(1).integers(0, 900, (2, 3 * PART))
    fr.set_num_threads(threads)
    try:
        tau, p = fr.kendalltau(x, y)
    finally:
        fr.set_num_threads(None)
    expected = scipy.stats.kendalltau(x, y)
    assert tau == expected.statistic
    assert p == fr.kendalltau(x, y).pvalue
    assert math.isclose(p, expected.pvalue, rel_tol=1e-10)


@pytest.mark.parametrize("n", [5000, 140_000])
def test_scipy(n: int) -> None:
    lists = _lists(n)
    for x in ("random", "ties", "sorted", "few values"):
        for y in ("random", "ties", "reversed", "organ pipe", "of all sizes"):
            expected = scipy.stats.kendalltau(lists[x], lists[y])
            tau, p = fr.kendalltau(lists[x], lists[y])
            assert tau == expected.statistic
            assert math.isclose(p, expected.pvalue, rel_tol=1e-10)


def test_nan_and_a_part_of_a_ragged_array() -> None:
    x, y = np.random.default_rng(2).integers(0, 500, (2, 3000)).astype(float)
    alone = fr.kendalltau(x[500:2500], y[500:2500])
    offsets = np.array([500, 2500])
    assert fr.kendalltau((x, offsets), (y, offsets)).statistic[0] == alone.statistic
    x[::50] = np.nan
    assert np.isnan(fr.kendalltau(x, y).statistic)
    kept = ~np.isnan(x)
    assert fr.kendalltau(x, y, nan_policy="omit") == fr.kendalltau(x[kept], y[kept])


def test_pairs_beyond_int32() -> (
    None
):  # KendallTau.jl: n (n - 1) / 2 leaves int32 at 65 537, n^2 / 2 at 77 937
    for n in (65_537, 77_936, 77_937, 200_000):
        up = np.arange(n)
        pairs = n * (n - 1) // 2
        assert _counted(up, up)[0] == [pairs, 0, 0, 0, n, n]
        assert _counted(up, -up)[0] == [-pairs, 0, 0, 0, n, n]
        tied = up // 2  # each pair of neighbours tied
        counts, _ = _counted(tied, up)
        assert counts[:4] == [pairs - n // 2, n // 2, 0, 0]
        assert _counted(tied, tied)[0][3] == n // 2


RUNS = st.lists(st.integers(1, 1 << 31), min_size=1, max_size=8)


@given(RUNS.filter(lambda runs: sum(runs) <= 1 << 31))
def test_tie_moments(runs: list[int]) -> None:
    _check_moments(runs)


@pytest.mark.parametrize(
    "runs",
    [
        [1_600_000],
        [1_664_511],  # the first t whose t (t - 1) (2 t + 5) is not below 2^63
        [2**31],
        [2**31 - 1, 1],
        [2**30, 2**30],
        [2**16] * 2**15,
        [2] * 2**20,
        list(range(1, 60_000)),
    ],
    ids=str,
)
def test_tie_moments_of_many_items(runs: list[int]) -> None:
    _check_moments(runs)


def _check_moments(runs: list[int]) -> None:
    exact, pairs = moments_definition(runs), sum(t * (t - 1) // 2 for t in runs)
    sums, moments = np.zeros(SUMS, np.int64), np.empty(2)
    sum_runs(parallel.read_only(np.array(runs)), 0, len(runs), sums, moments)
    assert (sums[PAIRS], sums[DISTINCT]) == (pairs, len(runs))
    for mine, whole in zip(moments, exact, strict=True):
        assert abs(int(mine) - whole) <= whole >> 51


def test_moments_of_one_run_of_millions() -> None:
    n = 1_700_000
    x = np.zeros(n)
    x[0] = 1
    _, moments = _counted(x, np.arange(n))
    exact = moments_definition([n - 1, 1])
    assert all(abs(int(mine) - whole) <= whole >> 51 for mine, whole in zip(moments, exact, strict=False))


@given(pairs_of_lists(max_size=30))
def test_balance_moments_as_the_definition(lists: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = (side.tolist() for side in lists)
    if len(set(x)) < 2 or len(set(y)) < 2:
        return
    items = range(len(x))
    sign = [[(x[i] > x[j]) - (x[i] < x[j]) for j in items] for i in items]
    other = [[(y[i] > y[j]) - (y[i] < y[j]) for j in items] for i in items]
    d = np.array([sum(map(int.__mul__, sign[i], other[i])) for i in items])
    u, v = (np.array([row.count(0) for row in signs]) for signs in (sign, other))
    expected = [(p * q).sum() for p, q in ((d, d), (d, u), (d, v), (u, u), (v, v), (u, v), (u, 1), (v, 1))]
    assert balance_moments(read_pairs(*lists, axis=None, nan_policy="raise"))[0].tolist() == expected


@pytest.mark.parametrize("h", [1000, 1_700_000])
def test_balance_moments_of_two_halves(h: int) -> None:
    """Two equal halves of h items: d = u = v = h for each, so sums of squares are 2 h^3: the second leaves int64."""
    x = np.repeat([0.0, 1.0], h)
    moments = balance_moments(read_pairs(x, x, axis=None, nan_policy="raise"))[0]
    same(moments, [float(2 * h**3)] * 6 + [float(2 * h**2)] * 2)
    if h > 1000:
        return
    low, high = fr.kendalltau(x, x).confidence_interval()
    assert low == pytest.approx(1, abs=1e-9)
    assert high == 1
    assert fr.somersd(x, x) == (1.0, 0.0)
    assert fr.goodman_kruskal_gamma(x, x) == (1.0, 0.0)


def test_somersd_of_many_items_is_the_tables() -> None:
    """SciPy from the table of counts, whose sums are small."""
    rng = np.random.default_rng(4)
    x, y = rng.integers(0, 12, (2, 300_000))
    y += x // 3
    expected = scipy.stats.somersd(x, y)
    got = fr.somersd(x, y)
    assert got.statistic == pytest.approx(expected.statistic, rel=1e-13)
    assert got.pvalue == pytest.approx(expected.pvalue, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(
    "n", [600_000, pytest.param(20_400_000, marks=pytest.mark.long)], ids=["600 thousand", "20 million"]
)
def test_known_answer_end_to_end(n: int) -> None:
    """`python -m tools.check_long_lists` does the same at n = 10^8."""
    for block, tie, tied_y in ((300, 1, False), (30_000, 10, False), (30_000, 10, True), (n, 300, True)):
        pair = known_pair(n, block, tie, tied_y)
        made = pair_counts(read_pairs(pair.x, pair.y, axis=None, nan_policy="raise"))
        assert made.counts[0].tolist() == pair.counts
        assert fr.kendalltau(pair.x, pair.y).statistic == pytest.approx(pair.tau, rel=1e-14)


def test_known_pairs_are_what_they_say() -> None:
    for block, tie, tied_y in ((6, 3, True), (12, 3, False), (4, 1, False)):
        pair = known_pair(24, block, tie, tied_y)
        assert concordance_definition(pair.x.tolist(), pair.y.tolist())[0] == pair.counts
