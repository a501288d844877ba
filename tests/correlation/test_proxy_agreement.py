"""Proxy against truth: all choices among tied items, plain NumPy on a real table, threads, bad input."""

from __future__ import annotations

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import fastrank as fr
from fastrank.correlation.best_of_top import best_of_top_definition

AT_K = ("precision", "best_rank", "regret", "normalized_regret")


@st.composite
def truth_and_proxy(draw):
    """Finite truths (regret is a difference), proxies with ties, infinities and both zeros."""
    _, proxy = draw(strategies.pairs_of_lists(max_size=9))
    truths = st.one_of(st.integers(0, 5).map(float), st.floats(-100, 100, width=16))
    return np.array(draw(st.lists(truths, min_size=len(proxy), max_size=len(proxy)))), proxy


@given(truth_and_proxy(), st.integers(1, 10))
def test_definition(lists, k):
    truth, proxy = lists
    result = fr.proxy_agreement(truth, proxy, k=k)
    if not len(truth):
        assert np.isnan([result.best_rank, result.regret, result.normalized_regret]).all()
        return
    rank, regret = best_of_top_definition(truth.tolist(), proxy.tolist(), k)
    np.testing.assert_allclose([result.best_rank, result.regret], [rank, regret], rtol=1e-12, atol=1e-10)
    assert result.precision == fr.overlap_scores(truth, proxy, k=k)
    spread = truth.max() - truth.min()
    expected = regret / spread if spread else np.nan
    np.testing.assert_allclose(result.normalized_regret, expected, rtol=1e-12, atol=1e-10)


@given(truth_and_proxy(), st.sampled_from([0.1, 0.3, 0.5, 1.0]))
def test_within_the_top(lists, top):
    truth, proxy = lists
    result = fr.proxy_agreement(truth, proxy, top=top)
    wanted = -int(-top * 1000 * len(truth) // 1000)  # rounded up, in whole numbers
    kept = np.array([sum(truth > value) < wanted for value in truth], dtype=bool)
    assert result.n_top == kept.sum()
    np.testing.assert_array_equal(result.tau, fr.kendalltau(truth[kept], proxy[kept]).statistic)
    np.testing.assert_array_equal(result.rho, fr.spearmanr(truth[kept], proxy[kept]).statistic)


@given(truth_and_proxy(), st.randoms(use_true_random=False))
def test_order_of_the_items_is_of_no_matter(lists, random):
    truth, proxy = lists
    order = random.sample(range(len(truth)), len(truth))
    one = fr.proxy_agreement(truth, proxy, k=[1, 2, 4])
    other = fr.proxy_agreement(truth[order], proxy[order], k=[1, 2, 4])
    for name in ("tau", "rho", *AT_K):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_shares_are_rounded_up_as_decimals():
    values = np.arange(30)
    assert fr.proxy_agreement(values, values, top=[0.1, 0.7, 1.0]).n_top.tolist() == [3, 21, 30]


def test_real_proxies(data):
    """Accuracy of 9445 networks and 13 proxies, against plain NumPy and SciPy."""
    pd = pytest.importorskip("pandas")
    table = pd.read_csv(data / "tables" / "nasbench201_cifar10_proxies.csv.xz")
    accuracy, names = table["val_accs"].to_numpy(), table.columns[1:-1]
    proxies = table[names].to_numpy().T
    result = fr.proxy_agreement(accuracy, proxies, top=[0.1, 1.0], k=[10, 100], axis=-1)
    best = accuracy >= np.sort(accuracy)[::-1][-(-len(accuracy) // 10) - 1]
    for row, proxy in enumerate(proxies):
        taus = [stats.kendalltau(accuracy[kept], proxy[kept]).statistic for kept in (best, accuracy > -1)]
        rhos = [stats.spearmanr(accuracy[kept], proxy[kept]).statistic for kept in (best, accuracy > -1)]
        np.testing.assert_allclose(result.tau[row], taus, rtol=1e-12)
        np.testing.assert_allclose(result.rho[row], rhos, rtol=1e-9)
        for column, k in enumerate((10, 100)):
            level = np.sort(proxy)[::-1][k - 1]
            if (proxy >= level).sum() == k:  # nothing ties at the border: one top
                chosen = accuracy[proxy >= level].max()
                assert result.regret[row, column] == accuracy.max() - chosen
                assert result.best_rank[row, column] == 1 + (accuracy > chosen).sum()
    # "Accuracy lost by its ten best" of docs/which-correlation.md. params ties 16 for its last 3.
    lost = dict(zip(names, result.regret[:, 0].round(2).tolist(), strict=True))
    assert lost["jacov"] == 1.36
    assert lost["synflow"] == 0.51
    assert lost["zen"] == 4.61
    assert lost["params"] == 0.79


def test_threads_and_forms_change_no_bit():
    truth, proxy = np.random.default_rng(1).integers(0, 20, (2, 3000, 25)).astype(float)
    proxy[5, 3] = np.nan
    results = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        results.append(fr.proxy_agreement(truth, proxy, top=[0.2, 1], k=[3, 8], axis=-1))
    fr.set_num_threads(None)
    offsets = np.arange(3001) * 25
    ragged = (truth.ravel(), offsets), (proxy.ravel(), offsets)
    results.append(fr.proxy_agreement(*ragged, top=[0.2, 1], k=[3, 8]))
    for name in ("tau", "rho", *AT_K):
        first = getattr(results[0], name)
        assert first.shape == (3000, 2)
        assert np.isnan(first[5]).all()
        assert not np.isnan(np.delete(first, 5, axis=0)).all()
        for other in results[1:]:
            np.testing.assert_array_equal(getattr(other, name), first)
        alone = [
            getattr(fr.proxy_agreement(a, b, top=0.2, k=3), name)
            for a, b in zip(truth[:9], proxy[:9], strict=True)
        ]
        np.testing.assert_array_equal(alone, first[:9, 0])


def test_truth_in_other_forms():
    pa = pytest.importorskip("pyarrow")
    proxy = np.array([3, 1, 2, 9])
    truth = np.ma.array([2.5, 4, 1, 99], mask=[0, 0, 0, 1])
    nulls = pa.array([[2.5, 4.0, 1.0, None]], pa.list_(pa.float64()))
    for result in (
        fr.proxy_agreement(truth, proxy, k=1),
        fr.proxy_agreement([2.5, 4, 1, np.nan], proxy, k=1, nan_policy="omit"),
        fr.proxy_agreement(nulls, (proxy, np.array([0, 4])), k=1, nan_policy="omit"),
    ):
        assert (result.regret, result.best_rank) == (1.5, 2)
    assert fr.proxy_agreement([2**60, 2**60 - 2**10], [1, 2], k=1).regret == 2**10


def test_table():
    result = fr.proxy_agreement([1, 2, 3], [[1, 2, 3], [3, 2, 1]], k=[1, 2], top=1.0, axis=-1)
    rows = result.to_arrow().to_pylist()
    assert len(rows) == 2 * 3 + 4 * 4
    assert {"list": 1, "statistic": "tau", "at": 1.0, "value": -1.0} in rows
    assert {"list": 1, "statistic": "best_rank", "at": 2.0, "value": 2.0} in rows


def test_refused():
    with pytest.raises(ValueError, match=r"top=0\.1"):
        fr.proxy_agreement([1, 2], [1, 2], top=10)
    with pytest.raises(ValueError, match="top: expected one share"):
        fr.proxy_agreement([1, 2], [1, 2], top=[])
    with pytest.raises(TypeError, match="k: expected"):
        fr.proxy_agreement([1, 2], [1, 2], k=np.array([], int))
    with pytest.raises(ValueError, match="k: must be"):
        fr.proxy_agreement([1, 2], [1, 2], k=0)
    with pytest.raises(ValueError, match="truth: value"):
        fr.proxy_agreement([2**60 + 1, 1], [1, 2])
    with pytest.raises(ValueError, match="axis"):
        fr.proxy_agreement([1, 2], [[1, 2], [2, 1]])
    with pytest.raises(TypeError, match="top: expected numbers"):
        fr.proxy_agreement([1, 2], [1, 2], top="10 %")
