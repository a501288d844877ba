"""Overlap of tops: the mean over all orders of ties, published values, threads, bad input."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.correlation.common_items import common_items_definition

KINDS = ("overlap", "jaccard", "average")


def groups(scores):
    """Tied groups of items, best first."""
    return [
        [item for item, score in enumerate(scores) if score == level]
        for level in sorted(set(scores), reverse=True)
    ]


def definition(a, b, k, kind):
    """By the expected number of common items at each depth."""
    common = [common_items_definition(a, b, depth) for depth in range(1, k + 1)]
    if kind == "average":
        return sum(c / depth for depth, c in enumerate(common, 1)) / k
    sizes = [min(k, sum(map(len, ranking))) for ranking in (a, b)]
    return common[-1] / (k if kind == "overlap" else sum(sizes) - common[-1])


def as_groups(ranking):
    return [entry if isinstance(entry, list) else [entry] for entry in ranking]


@given(strategies.id_rankings(), st.one_of(st.none(), st.integers(1, 12)), st.sampled_from(KINDS))
def test_definition_of_ids(rankings, k, kind):
    a, b = (as_groups(ranking) for ranking in rankings)
    depth = k or min(sum(map(len, a)), sum(map(len, b)))
    ours = [fr.overlap(*sides, k=k, kind=kind) for sides in (rankings, rankings[::-1])]
    if depth == 0 or (kind == "jaccard" and not a and not b):
        assert np.isnan(ours).all()
    else:
        np.testing.assert_allclose(ours, [definition(a, b, depth, kind)] * 2, rtol=1e-13)


# Average overlap down to the end of the shorter list, as changyaochen/rbo's tests/test.py has it: Figure 5 of Webber,
# Moffat and Zobel 2010, and https://ragrawal.wordpress.com/2013/01/18/comparing-ranked-list/. Where a list is empty it has
# 1 or 0, and we NaN.
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("a", "b", "average"),
    [
        ("abcdefg", "zcavwxy", 0.312),
        ("abcde", "bacde", 0.8),
        ("abcde", "abced", 0.95),
        ("abcde", "fghij", 0.0),
        (ALPHABET, ALPHABET, 1.0),
        (ALPHABET, ALPHABET[:7], 1.0),
        ("a", "a", 1.0),
        ("a", "b", 0.0),
    ],
)
def test_published_average_overlap(a, b, average):
    assert round(float(fr.overlap(list(a), list(b), kind="average")), 3) == average


def test_forms_of_ids_change_no_bit():
    rng = np.random.default_rng(4)
    a, b = (np.array([rng.choice(60, 25, replace=False) for _ in range(3000)]) for _ in range(2))
    results = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        results.append(fr.overlap(a, b, k=[5, 30], kind="average"))
    fr.set_num_threads(None)
    results.append(fr.overlap(a.tolist(), b.tolist(), k=[5, 30], kind="average", batch=True))
    results.append([fr.overlap(x, y, k=[5, 30], kind="average") for x, y in zip(a, b, strict=True)])
    for result in results[1:]:
        np.testing.assert_array_equal(result, results[0])


def test_ids_are_scores():
    x, y = np.random.default_rng(7).integers(0, 40, (2, 300))
    ids = [[group if len(group) > 1 else group[0] for group in groups(side.tolist())] for side in (x, y)]
    for kind in KINDS:
        by_scores = fr.overlap_scores(x, y, k=[1, 10, 299, 300], kind=kind)
        np.testing.assert_array_equal(fr.overlap(*ids, k=[1, 10, 299, 300], kind=kind), by_scores)


@given(strategies.pairs_of_lists(max_size=12), st.integers(1, 15), st.sampled_from(KINDS))
def test_definition_of_scores(pair, k, kind):
    x, y = pair
    if len(x):
        law = definition(groups(x.tolist()), groups(y.tolist()), k, kind)
        np.testing.assert_allclose(fr.overlap_scores(x, y, k=k, kind=kind), law, rtol=1e-13)


@given(strategies.pairs_of_lists(max_size=5), st.integers(1, 5))
def test_ties_are_averaged(pair, k):
    """Every way of breaking the ties, written out."""

    def orders(scores):
        ways = itertools.product(*(itertools.permutations(group) for group in groups(scores)))
        return [[item for group in way for item in group] for way in ways]

    x, y = pair
    shares = [
        len(set(a[:k]) & set(b[:k])) / k for a, b in itertools.product(orders(x.tolist()), orders(y.tolist()))
    ]
    np.testing.assert_allclose(fr.overlap_scores(x, y, k=k), np.mean(shares), rtol=1e-12)


@given(strategies.pairs_of_lists(max_size=30))
def test_several_depths_and_sides(pair):
    x, y = pair
    for kind in KINDS:
        several = fr.overlap_scores(x, y, k=[3, 1, 40, 3], kind=kind)
        alone = [fr.overlap_scores(x, y, k=k, kind=kind) for k in (3, 1, 40, 3)]
        np.testing.assert_array_equal(several, alone)
        np.testing.assert_array_equal(several, fr.overlap_scores(y, x, k=[3, 1, 40, 3], kind=kind))


def test_empty_lists():
    assert np.isnan(fr.overlap_scores([], []))
    assert np.isnan(fr.overlap_scores([], [], kind="average"))
    assert fr.overlap_scores([], [], k=3) == 0
    assert np.isnan(fr.overlap_scores([], [], k=3, kind="jaccard"))


@pytest.mark.parametrize("kind", KINDS)
def test_threads_and_forms_change_no_bit(kind):
    x, y = np.random.default_rng(1).integers(0, 12, (2, 4000, 30)).astype(float)
    y[5, 3] = np.nan
    results = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        results.append(fr.overlap_scores(x, y, k=10, kind=kind, axis=-1))
    fr.set_num_threads(None)
    offsets = np.arange(4001) * 30
    results.append(fr.overlap_scores((x.ravel(), offsets), (y.ravel(), offsets), k=10, kind=kind))
    results.append([fr.overlap_scores(a, b, k=10, kind=kind) for a, b in zip(x, y, strict=True)])
    results.append(fr.overlap_scores(x, y, k=[2, 10], kind=kind, axis=-1)[:, 1])
    for result in results[1:]:
        np.testing.assert_array_equal(result, results[0])
    assert np.isnan(results[0]).sum() == 1


def test_refused():
    with pytest.raises(ValueError, match="kind: must be one of"):
        fr.overlap_scores([1, 2], [1, 2], kind="dice")
    with pytest.raises(ValueError, match="k: must be at least 1"):
        fr.overlap_scores([1, 2], [1, 2], k=[1, 0])
    with pytest.raises(TypeError, match="k: expected"):
        fr.overlap_scores([1, 2], [1, 2], k=0.5)
    with pytest.raises(ValueError, match="more than once"):
        fr.overlap([1, 1], [1, 2])
    with pytest.raises(ValueError, match="kind: must be one of"):
        fr.overlap([1, 2], [1, 2], kind="dice")
