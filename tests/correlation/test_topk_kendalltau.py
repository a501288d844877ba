"""Kendall's distance between tops: Fagin's four cases, ties, the largest value, published counts, threads, bad input."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.correlation.topk_distance import largest_distances

PENALTIES = st.sampled_from([0.0, 0.25, 0.5, 1.0])


def four_cases(a, b, p):
    """K^(p) of two lists of distinct ids as Fagin, Kumar and Sivakumar tell its cases."""
    total = 0.0
    for i, j in itertools.combinations(sorted(set(a) | set(b)), 2):
        both_a, both_b = {i, j} <= set(a), {i, j} <= set(b)
        if both_a and both_b:
            total += (a.index(i) < a.index(j)) != (b.index(i) < b.index(j))
        elif both_a or both_b:
            whole, other = (a, b) if both_a else (b, a)
            if i in other or j in other:
                absent, present = (i, j) if j in other else (j, i)
                total += whole.index(absent) < whole.index(present)
            else:
                total += p
        else:
            total += (i in a) == (j in b)
    return total


def with_ties(places_a, places_b, p):
    """The same for places that may tie; an item without a place is below all others."""
    total = 0.0
    for i, j in itertools.combinations(sorted(places_a.keys() | places_b.keys()), 2):
        a = np.sign(places_a.get(i, np.inf) - places_a.get(j, np.inf)) if {i, j} & places_a.keys() else 0
        b = np.sign(places_b.get(i, np.inf) - places_b.get(j, np.inf)) if {i, j} & places_b.keys() else 0
        total += 1 if a * b < 0 else p * (bool(a) != bool(b))
    return total


def places(ranking, k):
    """How many ids are above each of a ranking's, of those with less than k."""
    found, above = {}, 0
    for entry in ranking:
        group = entry if isinstance(entry, list) else [entry]
        if above < k:
            found |= dict.fromkeys(group, above)
        above += len(group)
    return found


def tops(scores, k):
    above = [sum(other > score for other in scores) for score in scores]
    return {item: place for item, place in enumerate(above) if place < k}


@given(strategies.id_rankings(ties=False), PENALTIES)
def test_four_cases(rankings, p):
    a, b = rankings
    law = four_cases(a, b, p)
    assert fr.topk_kendalltau(a, b, p=p, normalized=False) == law
    assert fr.topk_kendalltau(b, a, p=p, normalized=False) == law
    pairs = [len(side) * (len(side) - 1) / 2 for side in (a, b)]
    largest = len(a) * len(b) + p * sum(pairs)
    np.testing.assert_equal(float(fr.topk_kendalltau(a, b, p=p)), law / largest if largest else np.nan)


@given(strategies.id_rankings(), st.integers(1, 9), PENALTIES)
def test_definition_of_ids(rankings, k, p):
    a, b = rankings
    law = with_ties(places(a, k), places(b, k), p)
    assert fr.topk_kendalltau(a, b, k=k, p=p, normalized=False) == law
    assert fr.topk_kendalltau([a], [b], k=k, p=p, normalized=False, batch=True) == [law]


@given(strategies.id_rankings(max_size=4, ties=False))
def test_half_is_the_mean_over_what_is_open(rankings):
    """Fagin et al. 2003: K^(1/2) is the mean of Kendall's distance over all orders that extend both lists."""
    a, b = rankings
    items = set(a) | set(b)

    def extensions(ranking):
        rest = items - set(ranking)
        return [[*ranking, *order] for order in itertools.permutations(rest)]

    found = [four_cases(x, y, 0) for x, y in itertools.product(extensions(a), extensions(b))]
    assert fr.topk_kendalltau(a, b, normalized=False) == pytest.approx(np.mean(found))


@given(strategies.pairs_of_lists(max_size=14), st.integers(1, 16), PENALTIES)
def test_definition_of_scores(pair, k, p):
    x, y = pair
    law = with_ties(tops(x.tolist(), k), tops(y.tolist(), k), p)
    assert fr.topk_kendalltau_scores(x, y, k=k, p=p, normalized=False) == law
    scaled = fr.topk_kendalltau_scores(x, y, k=k, p=p)
    assert np.isnan(scaled) if len(x) < 2 else 0 <= scaled <= 1


@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 8), PENALTIES)
def test_largest_value(size_a, size_b, n_items, p):
    """Over all lists of these sizes, of n items or of any."""
    sizes = np.array([size_a]), np.array([size_b])
    items = range(max(size_a, size_b), min(size_a + size_b, max(n_items, size_a, size_b)) + 1)
    if not items:
        return
    a, n = list(range(size_a)), items[-1]
    found = max(four_cases(a, list(b), p) for b in itertools.permutations(range(n), size_b))
    assert largest_distances(*sizes, p, np.array([n]))[0] == found
    if n == size_a + size_b:
        assert largest_distances(*sizes, p)[0] == found


@given(st.permutations(range(9)), st.permutations(range(9)))
def test_whole_lists_without_ties_are_tau(x, y):
    distance = fr.topk_kendalltau_scores(x, y, k=9)
    assert distance == pytest.approx((1 - fr.kendalltau(x, y).statistic) / 2)


# sfschouten/court-of-xai, tests/unit/test_kendall_top_k.py: pairs ordered otherwise and pairs tied on one side, counted
# there by hand. There k counts distinct scores (k = 2 are the four or five items of k = 4 here), and pairs of which
# neither item is in one of the tops are left out: two, and four of which one is tied on both sides, count p here.
X, Y = [1, 2, 3, 1, 1, 2, 2], [3, 2, 1, 2, 1, 2, 1]


@pytest.mark.parametrize(
    ("x", "y", "k", "discordant", "tied"),
    [
        (X, Y, 7, 8, 10),
        ([1, 2, 3, 1, 2, 2, 2], Y, 7, 10, 9),
        (X, Y, 4, 8, 4 + 2),
        ([1, 2, 3, 1, 2, 2, 2], Y, 4, 10, 6 + 3),
        ([1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1], 7, 21, 0),
        ([1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7], 3, 0, 0),
    ],
)
@pytest.mark.parametrize("p", [0.5, 1.0])
def test_published_counts(x, y, k, discordant, tied, p):
    assert fr.topk_kendalltau_scores(x, y, k=k, p=p, normalized=False) == discordant + tied * p


@given(strategies.pairs_of_lists(max_size=12, nan=True), st.integers(1, 6))
def test_nan(pair, k):
    x, y = pair
    held = ~(np.isnan(x) | np.isnan(y))
    omitted = fr.topk_kendalltau_scores(x, y, k=k, nan_policy="omit")
    np.testing.assert_equal(omitted, fr.topk_kendalltau_scores(x[held], y[held], k=k))
    if not held.all():
        assert np.isnan(fr.topk_kendalltau_scores(x, y, k=k, normalized=False))


@pytest.mark.parametrize("shape", [(2000, 30), (3, 4000)])
def test_threads_and_forms_change_no_bit(shape):
    x, y = np.random.default_rng(1).integers(0, 1000, (2, *shape)).astype(float)
    results = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        results.append(fr.topk_kendalltau_scores(x, y, k=20, p=0.3, axis=-1))
    fr.set_num_threads(None)
    offsets = np.arange(shape[0] + 1) * shape[1]
    results.append(fr.topk_kendalltau_scores((x.ravel(), offsets), (y.ravel(), offsets), k=20, p=0.3))
    results.append([fr.topk_kendalltau_scores(a, b, k=20, p=0.3) for a, b in zip(x, y, strict=True)])
    for result in results[1:]:
        np.testing.assert_array_equal(result, results[0])


def test_forms_of_ids_change_no_bit():
    pa = pytest.importorskip("pyarrow")
    rng = np.random.default_rng(4)
    a, b = (np.array([rng.choice(60, 25, replace=False) for _ in range(3000)]) for _ in range(2))
    results = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        results.append(fr.topk_kendalltau(a, b, p=0.3))
    fr.set_num_threads(None)
    offsets = np.arange(3001) * 25
    results.append(fr.topk_kendalltau((a.ravel(), offsets), (b.ravel(), offsets), p=0.3))
    results.append(fr.topk_kendalltau(pa.array(list(a)), pa.array(list(b)), p=0.3))
    results.append(fr.topk_kendalltau(a.tolist(), b.tolist(), p=0.3, batch=True))
    results.append([fr.topk_kendalltau(x, y, p=0.3) for x, y in zip(a, b, strict=True)])
    named = [[f"d{i}" for i in row] for row in a.tolist()], [[f"d{i}" for i in row] for row in b.tolist()]
    results.append(fr.topk_kendalltau(*named, p=0.3, batch=True))
    for result in results[1:]:
        np.testing.assert_array_equal(result, results[0])
    np.testing.assert_array_equal(
        fr.topk_kendalltau(a[0], b, p=0.3)[:9], fr.topk_kendalltau(np.tile(a[0], (9, 1)), b[:9], p=0.3)
    )


def test_long_rankings_are_scores():
    """All items in both: ids and scores are one distance."""
    a, b = (np.random.default_rng(seed).permutation(20_000) for seed in (5, 6))
    scores = [-np.argsort(side) for side in (a, b)]
    by_scores = fr.topk_kendalltau_scores(*scores, k=20_000, normalized=False)
    assert fr.topk_kendalltau(a, b, normalized=False) == by_scores


def test_refused_ids():
    with pytest.raises(ValueError, match="ranking_b holds id 7 more than once"):
        fr.topk_kendalltau([1, 2], [7, 1, 7])
    with pytest.raises(ValueError, match="ranking_a: ranking 1 holds id 'x' more than once"):
        fr.topk_kendalltau([["x"], ["x", ["y", "x"]]], [["x"], ["x"]], batch=True)
    with pytest.raises(TypeError, match="integers in one and text"):
        fr.topk_kendalltau([1, 2], ["a", "b"])
    with pytest.raises(ValueError, match="2 and 3 rankings"):
        fr.topk_kendalltau([[1], [2]], [[1], [2], [3]], batch=True)
    with pytest.raises(TypeError, match="ranking_a: 'abc' is no ranking"):
        fr.topk_kendalltau("abc", "abd")
    with pytest.raises(ValueError, match="k: must be at least 1"):
        fr.topk_kendalltau([1, 2], [1, 2], k=0)
    assert fr.topk_kendalltau([], [], normalized=False) == 0
    assert np.isnan(fr.topk_kendalltau([], []))
    assert fr.topk_kendalltau([], [], batch=True).shape == (0,)


def test_refused():
    with pytest.raises(ValueError, match="k: must be at least 1"):
        fr.topk_kendalltau_scores([1, 2], [1, 2], k=0)
    with pytest.raises(TypeError, match="k: expected"):
        fr.topk_kendalltau_scores([1, 2], [1, 2], k=1.5)
    with pytest.raises(TypeError, match="k: expected one"):
        fr.topk_kendalltau_scores([1, 2], [1, 2], k=[1, 2])
    with pytest.raises(ValueError, match="p: must be"):
        fr.topk_kendalltau_scores([1, 2], [1, 2], k=1, p=1.5)
    with pytest.raises(ValueError, match="p: must be"):
        fr.topk_kendalltau_scores([1, 2], [1, 2], k=1, p=np.nan)
    with pytest.raises(TypeError, match="p: expected"):
        fr.topk_kendalltau_scores([1, 2], [1, 2], k=1, p="half")
    with pytest.raises(ValueError, match="axis"):
        fr.topk_kendalltau_scores(np.zeros((2, 3)), np.zeros((2, 3)), k=1)
