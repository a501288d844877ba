"""Rank-biased overlap: published values, the definition written out, other tools, forms of input, bad input."""

from __future__ import annotations

import csv
import itertools
import lzma
import re

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import pairs_of_lists, tied_rankings

import fastrank as fr
from fastrank.kernels.larger_counts import FEW, count_larger_definition

TIES = st.sampled_from(["w", "a", "b"])
PS = st.sampled_from([0.1, 0.5, 0.8])
DEPTH = 150  # 0.8 ** 150 is 3e-15


def groups(ranking):
    return [entry if isinstance(entry, list) else [entry] for entry in ranking]


def ids(ranking):
    return [item for group in groups(ranking) for item in group]


def shares(ranking, depth, ties):
    """How far each item counts down to a depth."""
    held, start = {}, 0
    for group in groups(ranking):
        if start < depth:
            share = 1.0 if ties == "w" else min(1.0, (depth - start) / len(group))
            held.update(dict.fromkeys(group, share))
        start += len(group)
    return held


def norm(held, other, depth, ties):
    if ties == "w":
        return (sum(held.values()) + sum(other.values())) / 2
    squares = [sum(share**2 for share in side.values()) for side in (held, other)]
    return depth if ties == "a" else (squares[0] * squares[1]) ** 0.5


def agreement(a, b, depth, ties):
    held, other = shares(a, depth, ties), shares(b, depth, ties)
    overlap = sum(share * other.get(item, 0.0) for item, share in held.items())
    return overlap / norm(held, other, depth, ties)


def weighted(a, b, p, ties):
    """The sum down to `DEPTH`, for rankings that reach it."""
    return sum((1 - p) * p ** (d - 1) * agreement(a, b, d, ties) for d in range(1, DEPTH + 1))


def least(a, b, p, ties):
    """Both go on with items that nobody else has."""
    return weighted([*a, *range(1000, 1000 + DEPTH)], [*b, *range(2000, 2000 + DEPTH)], p, ties)


def greatest(a, b, p, ties):
    """Both go on with what only the other has shown, and then with the same new items."""
    only_a, only_b = ([i for i in ids(x) if i not in ids(y)] for x, y in ((a, b), (b, a)))
    rest = list(range(1000, 1000 + DEPTH))
    return weighted([*a, *only_b, *rest], [*b, *only_a, *rest], p, ties)


def extrapolated(a, b, p, ties):
    """Webber et al. with the unseen items of Corsi and Urbano: they overlap as at the shorter one's end."""
    short, long = sorted((a, b), key=lambda ranking: len(ids(ranking)))
    s, n = len(ids(short)), len(ids(long))
    at_s, total = agreement(short, long, s, ties), 0.0
    for d in range(1, n + 1):
        now = agreement(short, long, d, ties)
        if d > s:
            held, other = shares(short, d, ties), shares(long, d, ties)
            alone = [share for item, share in other.items() if item not in held]
            overlap = sum(other.get(item, 0.0) for item in held)
            overlap += (d - s) * at_s * sum(alone) / len(alone)
            unseen = dict(held) | {-1 - i: 1.0 for i in range(d - s)}
            now = overlap / norm(unseen, other, d, ties)
        total += (1 - p) * p ** (d - 1) * now
    return total + p**n * now


@given(tied_rankings(), tied_rankings(), PS, TIES)
def test_definition(a, b, p, ties):
    result = fr.rbo(a, b, p=p, ties=ties)
    assert result.min == pytest.approx(least(a, b, p, ties), abs=1e-12)
    assert result.max == pytest.approx(greatest(a, b, p, ties), abs=1e-12)
    assert result.res == result.max - result.min
    if not ids(a) or not ids(b):
        assert np.isnan(result.ext)
    else:
        assert result.ext == pytest.approx(extrapolated(a, b, p, ties), abs=1e-12)
        assert 0 <= result.min <= result.ext <= result.max <= 1


@given(tied_rankings(), tied_rankings(), PS, TIES)
def test_symmetric_to_the_bit(a, b, p, ties):
    results = fr.rbo(a, b, p=p, ties=ties), fr.rbo(b, a, p=p, ties=ties)
    assert repr(results[0]) == repr(results[1])


@given(tied_rankings(max_size=5, items=6), tied_rankings(max_size=5, items=6), PS)
def test_variant_a_is_the_mean_over_orders(a, b, p):
    size = min(len(ids(a)), len(ids(b)))
    if not size:
        return
    a, b = even(a, size), even(b, size)
    values = [fr.rbo(x, y, p=p).ext for x in orders(a) for y in orders(b)]
    assert fr.rbo(a, b, p=p, ties="a").ext == pytest.approx(np.mean(values), abs=1e-13)


def even(ranking, size):
    """The ranking without what is beyond a size."""
    kept = set(ids(ranking)[:size])
    return [[item for item in group if item in kept] for group in groups(ranking)]


def orders(ranking):
    for choice in itertools.product(*(itertools.permutations(group) for group in groups(ranking))):
        yield [item for group in choice for item in group]


@given(tied_rankings().filter(ids), PS)
def test_equal_and_disjoint(ranking, p):
    for ties in ("w", "b"):
        assert fr.rbo(ranking, ranking, p=p, ties=ties).ext == 1.0
    other = [[item + 100 for item in group] for group in groups(ranking)]
    assert fr.rbo(ranking, other, p=p).ext == fr.rbo(ranking, other, p=p).min == 0.0


def test_tied_rankings_of_corsi_and_urbano(data):
    path = data / "rbo_ties" / "rbo_ties_cases_odd.csv.xz"
    with lzma.open(path, "rt") as file:
        rows = list(csv.DictReader(file))
    sides = [[parse(row[side]) for row in rows] for side in "xy"]
    assert len(rows) == 5000
    ps = np.array([float(row["p"]) for row in rows])
    for ties, value in itertools.product("wab", ("ext", "min", "max", "res")):
        expected = np.array([float(row[f"{ties}.{value}"]) for row in rows])
        ours = getattr(fr.rbo(*sides, p=ps, ties=ties, batch=True), value)
        np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-13)  # printed with 15 digits


def parse(text):
    """``a (b c)`` in the notation of the data."""
    return [m[1].split() if m[1] else m[2] for m in re.finditer(r"\(([^)]*)\)|(\S+)", text)]


@pytest.mark.parametrize(
    ("ties", "ext", "least", "most"),
    [
        ("a", 0.6922853, 0.3310519, 0.8930692),
        ("w", 0.7068257, 0.3429684, 0.9049857),
        ("b", 0.7207131, 0.3509163, 0.9129336),
    ],
)
def test_values_printed_with_the_published_code(ties, ext, least, most):
    x = ["red", {"blue", "green"}, "yellow", "pink"]
    y = [{"blue", "red"}, "white", {"yellow", "black", "purple"}, "green"]
    result = fr.rbo(x, y, p=0.95, ties=ties)
    assert [round(value, 7) for value in (result.ext, result.min, result.max)] == [ext, least, most]


@pytest.mark.parametrize(
    ("a", "b", "at_9", "at_5"),
    [
        (list("abcdefg"), list("zcavwxy"), 0.28821728571428573, 0.13675595238095237),
        (
            [7, 18, 17, 4, 11, 14, 9, 19],
            [18, 2, 0, 15, 8, 16, 3, 13],
            0.18056762678571425,
            0.19323846726190474,
        ),
        (
            [15, 17, 18, 19, 12, 10, 13, 2, 3, 14, 16, 8],
            [12, 0, 2, 5, 1],
            0.17517657214840912,
            0.0133880306976010,
        ),
        (
            [9, 0, 8, 15, 12],
            [13, 12, 14, 4, 11, 1, 0, 2, 7, 3, 16, 6],
            0.1827685864341234,
            0.0145041021261724,
        ),
    ],
)
def test_values_of_the_package_rbo(a, b, at_9, at_5):
    """Run with rbo 0.1.3, ``rbo_ext``."""
    assert fr.rbo(a, b, p=0.9).ext == pytest.approx(at_9, abs=1e-15)
    assert fr.rbo(a, b, p=0.5).ext == pytest.approx(at_5, abs=1e-15)


def test_cases_of_the_package_rbo():
    letters = [chr(ord("a") + i) for i in range(26)]
    assert fr.rbo(letters, letters, p=0.95).ext == fr.rbo(letters, letters[:7], p=0.95).ext == 1.0
    assert fr.rbo(list("abcde"), list("fghij"), p=0.95).ext == fr.rbo(["a"], ["b"], p=0.95).ext == 0.0
    assert fr.rbo(["a"], ["a"], p=0.95).ext == 1.0


@pytest.mark.parametrize(("p", "depth", "weight"), [(0.9, 10, 0.86), (0.98, 50, 0.85)])
def test_weights_of_the_first_places(p, depth, weight):
    """Equation 21 of Webber et al.: what is known of the value when two rankings are equal down to a depth."""
    same = list(range(depth))
    series = sum(p**i / i for i in range(1, depth))
    exact = 1 - p ** (depth - 1) + (1 - p) / p * depth * (np.log(1 / (1 - p)) - series)
    assert fr.rbo(same, same, p=p).min == pytest.approx(exact, abs=1e-14)
    assert round(exact, 2) == weight


def test_a_million_ids():
    """Sums by NumPy; so deep, what lies below is nothing."""
    rng, n, p = np.random.default_rng(0), 10**6, 0.9999
    a, b = rng.permutation(2 * n)[: n // 2], rng.permutation(2 * n)[:n]
    place = np.full((2, 2 * n), n)
    place[0, a], place[1, b] = np.arange(n // 2), np.arange(n)
    first = place.max(axis=0)  # the depth from which both have an id
    agreement = np.cumsum(np.bincount(first[first < n], minlength=n)) / np.arange(1, n + 1)
    expected = np.sum((1 - p) * p ** np.arange(n) * agreement)
    result = fr.rbo(a, b, p=p)
    assert [result.min, result.ext, result.max] == pytest.approx([expected] * 3, abs=1e-12)


@pytest.mark.parametrize("p", [0.01, 0.5, 0.9, 0.99, 0.999, 1 - 1e-9])
@pytest.mark.parametrize("n", [1, 2, 7, 50, 400, 3000])
def test_least_value_of_equal_rankings(p, n):
    """Equation 11 of Webber et al., where the series is summed from its end."""
    k = np.arange(1, 200_000 if p < 0.9995 else n + 1)
    if p < 0.9995:
        tail = (np.where(k > n, n / k, 1.0) * p ** (k - 1.0))[::-1].sum() * (1 - p)
    else:
        tail = (1 - p) / p * (np.sum((1 - n / k) * p**k) - n * np.log1p(-p))
    assert fr.rbo(np.arange(n), np.arange(n), p=p).min == pytest.approx(tail, rel=0, abs=1e-14)


@given(st.lists(st.tuples(tied_rankings(), tied_rankings()), min_size=1, max_size=5), PS, TIES)
def test_batches_are_pairs(pairs, p, ties):
    a, b = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    whole = fr.rbo(a, b, p=p, ties=ties, batch=True)
    first = fr.rbo([a[0]], b, p=p, ties=ties, batch=True)
    for i in range(len(pairs)):
        assert_same(whole, i, fr.rbo(a[i], b[i], p=p, ties=ties))
        assert_same(first, i, fr.rbo(a[0], b[i], p=p, ties=ties))


def assert_same(batch, i, one):
    for value in ("ext", "min", "max", "res"):
        np.testing.assert_array_equal(getattr(batch, value)[i], getattr(one, value))


@given(st.lists(st.permutations(range(6)).map(lambda order: order[:4]), min_size=2, max_size=4))
def test_forms_without_ties(rankings):
    expected = fr.rbo(rankings, [rankings[0]], p=0.8, batch=True)
    table = np.array(rankings)
    flat = table.ravel(), np.arange(len(rankings) + 1) * 4
    named = [[f"ä{item}" for item in ranking] for ranking in rankings]
    forms = [
        (table, table[0]),
        (table.astype(np.uint8), rankings[0]),
        (flat, rankings[0]),
        (pa.array(rankings), pa.array(rankings[0])),
        (np.array(named), named[0]),
        (pa.array(named, pa.list_(pa.large_string())), np.array(named[0])),
        (pl.Series(named), pl.Series(named[0])),
        (named, [[item.encode() for item in named[0]]]),
    ]
    for form in forms:
        result = fr.rbo(*form, p=0.8, batch=isinstance(form[0], list))
        assert repr(result) == repr(expected)


@given(pairs_of_lists(nan=True), PS, TIES)
def test_scores_are_rankings(pair, p, ties):
    keep = ~(np.isnan(pair[0]) | np.isnan(pair[1]))
    result = fr.rbo_scores(*pair, p=p, ties=ties, nan_policy="omit")
    ranked = fr.rbo(*(by_score(side[keep]) for side in pair), p=p, ties=ties)
    assert repr(result) == repr(ranked)
    if not keep.all():
        assert np.isnan([*fr.rbo_scores(*pair, p=p, ties=ties).columns().values()]).all()


def by_score(scores):
    levels = sorted(set(scores.tolist()), reverse=True)
    return [np.flatnonzero(scores == level).tolist() for level in levels]


@pytest.mark.parametrize("n", [0, 1, 15, 16, 17, FEW, FEW + 1, 700])
@pytest.mark.parametrize("levels", [1, 5, 10**6])
def test_scores_of_any_length(n, levels):
    x, y = np.random.default_rng(n).integers(0, levels, (2, n)).astype(float)
    assert repr(fr.rbo_scores(x, y, p=0.9)) == repr(fr.rbo(by_score(x), by_score(y), p=0.9))
    if n <= FEW:
        from fastrank.correlation.falling_ranks import falling_ranks

        assert falling_ranks(x, np.array([0, n])).tolist() == count_larger_definition(x)


def test_threads_and_batches_change_no_bit():
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 12, (2, 3000, 20)).astype(float)
    table = rng.permuted(np.tile(np.arange(25), (3000, 1)), axis=1)
    results = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        scores, ranked = fr.rbo_scores(x, y, p=0.9, axis=-1), fr.rbo(table[:, :20], table[0], p=0.9)
        results.append([*scores.columns().values(), *ranked.columns().values()])
    fr.set_num_threads(None)
    ragged = [(side.ravel(), np.arange(3001) * 20) for side in (x, y)]
    for other in results[1:]:
        np.testing.assert_array_equal(other, results[0])
    np.testing.assert_array_equal(fr.rbo_scores(*ragged, p=0.9).ext, results[0][0])
    assert fr.rbo_scores(x[7], y[7], p=0.9).ext == results[0][0][7]
    assert fr.rbo(table[7, :20], table[0], p=0.9).min == results[0][5][7]


def test_p_is_broadcast():
    x, y = np.random.default_rng(1).random((2, 3, 6))
    ps = [0.5, 0.9, 0.99]
    rows = fr.rbo_scores(x, y, p=ps, axis=-1)
    assert rows.ext.tolist() == [fr.rbo_scores(x[i], y[i], p=p).ext for i, p in enumerate(ps)]
    assert fr.rbo_scores(x[0], y[0], p=ps).min.tolist() == [fr.rbo_scores(x[0], y[0], p=p).min for p in ps]
    assert fr.rbo([1, 2], [2, 1], p=ps).ext.tolist() == [fr.rbo([1, 2], [2, 1], p=p).ext for p in ps]
    assert fr.rbo_scores(x, y, p=0.9, axis=0).ext.shape == (6,)
    assert fr.rbo_scores(x, y, p=0.9, axis=0, keepdims=True).ext.shape == (1, 6)
    with pytest.raises(ValueError, match="p: shape"):
        fr.rbo_scores(x, y, p=[0.5, 0.9], axis=-1)


def test_result():
    result = fr.rbo([[1, 2], [2, 1]], [[1, 2]], p=0.5, batch=True)
    assert result.to_arrow().column_names == ["ext", "min", "max", "res"]
    assert np.asarray(result).tolist() == result.ext.tolist() == [1.0, 0.5]
    assert float(fr.rbo([1, 2], [2, 1], p=0.5)) == 0.5


def test_slices_of_arrow_arrays_and_empty_text():
    for ids in (["", "a", "bc"], [3, 1, 2]):
        whole = pa.array([*ids, *ids])
        lists = pa.array([ids[:1], ids, ids[::-1]])
        assert fr.rbo(whole[2:5], ids, p=0.9).ext == fr.rbo([ids[2], *ids[:2]], ids, p=0.9).ext
        assert fr.rbo(lists[1:], ids, p=0.9).ext.tolist() == [1.0, fr.rbo(ids[::-1], ids, p=0.9).ext]
    assert fr.rbo([""], [""], p=0.9).ext == 1.0


def test_nothing_seen():
    for a, b in (([], []), ([1], []), ([], [1])):
        result = fr.rbo(a, b, p=0.9)
        assert np.isnan(result.ext)
        assert (result.min, result.max) == (0.0, 1.0)
    assert fr.rbo([], [], p=0.9, batch=True).ext.shape == (0,)


@pytest.mark.parametrize("p", [1, 1.0, 0, -0.5, float("nan"), [0.5, 1.0]])
def test_p_out_of_range(p):
    with pytest.raises(ValueError, match="p: must be above 0 and below 1"):
        fr.rbo([1], [1], p=p)


@pytest.mark.parametrize(
    ("a", "b", "error", "told"),
    [
        ([1, 2, 1], [3], ValueError, "ranking_a holds id 1 more than once"),
        ([3], ["x", ["y", "x"]], TypeError, "integers in one and text"),
        (["a"], ["x", ["y", "x"]], ValueError, "ranking_b holds id 'x' more than once"),
        ([-5, [7, -5]], [7, -5], ValueError, "ranking_a holds id -5 more than once"),
        ((np.array([1, 2, 2]), np.array([0, 1, 3])), [1], ValueError, "ranking_a: ranking 1 holds id 2"),
        ([1, "a"], [1], TypeError, "all integers or all text, got int, str"),
        ([1.5], [1], TypeError, "never floats"),
        ([True], [1], TypeError, "got bool"),
        ([1, None], [1], ValueError, "null"),
        ([{"a": 1}], [1], TypeError, "struct"),
        (["a", ["b", ["c"]]], ["a"], TypeError, "one list deep"),
        ("abc", ["a"], TypeError, "'abc' is no ranking"),
        ({"a"}, ["a"], TypeError, "no ranking"),
        (5, [1], TypeError, "no ranking"),
        ([2**64], [1], ValueError, "64 bits"),
        ([2**63], [1], ValueError, "64 bits"),
        (np.zeros((2, 2, 2), int), [1], ValueError, "3 dimensions"),
        (pa.array([[1], [2]]), pa.array([[1], [2], [3]]), ValueError, "2 and 3 rankings"),
    ],
)
def test_refused(a, b, error, told):
    with pytest.raises(error, match=told):
        fr.rbo(a, b, p=0.9)


def test_refused_options():
    for function in (fr.rbo, fr.rbo_scores):
        with pytest.raises(TypeError, match="'p'"):  # it has no default
            function([1, 2], [2, 1])
    with pytest.raises(TypeError, match="batch=True each entry is a ranking"):
        fr.rbo([1, 2], [[1]], p=0.9, batch=True)
    with pytest.raises(ValueError, match="ties: must be one of"):
        fr.rbo([1], [1], p=0.9, ties="c")
    with pytest.raises(TypeError, match="p: expected a number"):
        fr.rbo([1], [1], p="0.9")
    with pytest.raises(ValueError, match="axis"):
        fr.rbo_scores(np.zeros((2, 3)), np.zeros((2, 3)), p=0.9)
    with pytest.raises(ValueError, match="nan"):
        fr.rbo_scores([1, np.nan], [1, 2], p=0.9, nan_policy="raise")
