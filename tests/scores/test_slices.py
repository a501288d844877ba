"""Means of slices, macro, micro, nested and weighted: against their definitions in exactly rounded sums."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr

WAYS = ("mean", "geometric", "sum")


def weighted(values: list[float], weights: list[float], way: str) -> float:
    """The definition: NaN is left out."""
    known = [(v, w) for v, w in zip(values, weights, strict=True) if v == v]
    if not known:
        return math.nan
    if way == "sum":
        return math.fsum(v * w for v, w in known)
    total = math.fsum(w for _, w in known)
    if way == "mean":
        return math.fsum(v * w for v, w in known) / total if total else math.nan
    if any(v == 0 and w > 0 for v, w in known):
        return 0.0
    return math.exp(math.fsum(w * math.log(v) for v, w in known if v) / total) if total else math.nan


def close(found: Any, wanted: Any) -> None:
    np.testing.assert_allclose(found, wanted, rtol=1e-13, atol=0)


@st.composite
def sliced(draw: Any) -> tuple[fr.Scores, list[tuple[str, str]], list[float]]:
    """Scores by all three aggregations with two attributes, and weights of which at least one is positive."""
    n, n_systems = draw(st.integers(1, 12)), draw(st.integers(1, 3))
    value = st.integers(0, 1000).map(lambda i: i / 1000) | st.just(math.nan)
    values = draw(st.lists(value, min_size=3 * n_systems * n, max_size=3 * n_systems * n))
    keys = draw(st.lists(st.sampled_from([(a, b) for a in "xy" for b in "12"]), min_size=n, max_size=n))
    weights = draw(st.lists(st.sampled_from([0.0, 0.5, 1.0, 3.0]), min_size=n, max_size=n).filter(any))
    scores = fr.Scores(
        np.array(values).reshape(3, n_systems, n),
        systems=range(n_systems),
        queries=range(n),
        measure=WAYS,
        aggregation=WAYS,
        attributes={"one": [a for a, _ in keys], "two": [b for _, b in keys], "weight": weights},
    )
    return scores, keys, weights


@given(sliced())
def test_every_mean_is_what_its_definition_says(case: Any) -> None:
    scores, keys, weights = case
    slices = list(dict.fromkeys(keys))
    found = scores.means(["one", "two"], weights="weight")
    assert scores.summary(["one", "two"]).slices == tuple("/".join(key) for key in slices)
    for m, way in enumerate(WAYS):
        for s in range(len(scores.systems)):
            row = scores.values[m, s].tolist()
            by_slice = {}
            for i, key in enumerate(slices):
                at = [q for q, own in enumerate(keys) if own == key]
                by_slice[key] = weighted([row[q] for q in at], [weights[q] for q in at], way)
                close(found[m, s, i], by_slice[key])
            across = "geometric" if way == "geometric" else "mean"
            macro = weighted(list(by_slice.values()), [1.0] * len(slices), across)
            close(scores.means(["one", "two"], weights="weight", over="macro")[m, s], macro)
            close(scores.means(weights="weight")[m, s], weighted(row, weights, way))
            outer = [
                weighted(inner := [v for k, v in by_slice.items() if k[0] == a], [1.0] * len(inner), across)
                for a in dict.fromkeys(a for a, _ in slices)
            ]
            nested = scores.means(["one", "two"], weights="weight", over="nested")[m, s]
            close(nested, weighted(outer, [1.0] * len(outer), across))


@given(sliced(), st.randoms(use_true_random=False))
def test_laws_on_bits(case: Any, random: Any) -> None:
    scores, _, _ = case
    n = len(scores.queries)
    plain = scores.means()
    assert scores.means(weights=np.ones(n)).tobytes() == plain.tobytes()
    assert scores.means("one", over="micro").tobytes() == plain.tobytes()
    one = scores.with_attributes({"query_id": range(n), "all": ["same"] * n})
    assert one.means("all")[:, :, 0].tobytes() == plain.tobytes()
    assert one.means("all", over="macro")[0].tobytes() == plain[0].tobytes()
    order = list(scores.queries)
    random.shuffle(order)
    moved = scores.sel(queries=order)
    for over in ("macro", "micro", "nested"):
        wanted = scores.means(["one", "two"], weights="weight", over=over)
        found = moved.means(["one", "two"], weights="weight", over=over)
        assert found[::2].tobytes() == wanted[::2].tobytes()
        close(found[1], wanted[1])  # means of logarithms, whose exp may differ in the last bit
    slices = scores.summary("one").slices
    for i, name in enumerate(slices):  # a slice is what `sel` gives, wherever its queries stand
        assert scores.means("one")[:, :, i].tobytes() == scores.sel(one=name).means().tobytes()
        at = moved.summary("one").slices.index(name)
        assert moved.means("one")[:, :, at].tobytes() == scores.means("one")[:, :, i].tobytes()


def test_the_same_bits_for_any_number_of_threads() -> None:
    rng = np.random.default_rng(1)
    scores = fr.Scores(
        rng.random((3, 50_000)),
        systems=range(3),
        queries=range(50_000),
        measure="x",
        attributes={"slice": rng.integers(0, 40, 50_000), "weight": rng.random(50_000)},
    )
    found = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        found.append(scores.means("slice", weights="weight").tobytes())
    fr.set_num_threads(None)
    assert len(set(found)) == 1


def test_forms_of_weights() -> None:
    scores = fr.Scores([[1.0, 0.0, 0.5]], systems=["a"], queries=["x", "y", "z"], measure="m")
    wanted = scores.means(weights=[1, 2, 3])
    assert wanted.item() == pytest.approx(2.5 / 6, rel=1e-15)
    assert scores.means(weights={"z": 3, "y": 2, "x": 1}) == wanted
    texts = scores.with_attributes({"w": {"x": "1", "y": "2", "z": "3"}})  # as csv files hold numbers
    assert texts.means(weights="w") == wanted


def test_a_geometric_mean_over_a_zero_is_zero() -> None:
    scores = fr.Scores(
        [[0.0, 0.5], [0.5, 0.5]], systems="ab", queries="xy", measure="m", aggregation="geometric"
    )
    assert scores.means().tolist() == [[0.0, 0.5]]
    assert scores.means(weights=[0, 1]).tolist() == [[0.5, 0.5]]


def test_the_table_of_slices() -> None:
    attributes = {"language": ["de", "en", "de", "macro"]}
    scores = fr.Scores(
        [[1, 0, 0, 1], [0, 0, 1, np.nan]],
        systems="ab",
        queries=range(4),
        measure="P@1",
        attributes=attributes,
    )
    summary = scores.summary("language")
    assert summary.to_arrow().column_names == [
        "measure", "system", "de", "en", "language=macro", "macro", "micro",
    ]  # fmt: skip
    assert summary.n_queries.tolist() == [[[2, 1, 1], [2, 1, 0]]]
    assert summary.macro.tolist() == [[0.5, 0.25]]
    assert repr(summary).splitlines() == [
        "P@1            de        en  language=macro     macro     micro",
        "a          0.5000    0.0000          1.0000    0.5000    0.5000",
        "b          0.5000    0.0000             nan    0.2500    0.3333",
        "queries         2         1               1                   4",
    ]


@pytest.mark.parametrize(
    ("call", "fragments"),
    [
        (lambda s: s.means("tongue"), ["no attribute 'tongue'", "language", "with_attributes"]),
        (lambda s: s.means(over="mean"), ["over", "'macro'", "'mean'"]),
        (lambda s: s.means(over="macro"), ["over='macro'", "by=", "no data sets"]),
        (lambda s: s.means(weights="language"), ["weights='language'", "'de'", "no number"]),
        (lambda s: s.means(weights=[1, 2, 3]), ["weights", "(3,)", "2 queries"]),
        (lambda s: s.means(weights=[1, np.nan]), ["query 'y'", "nan", "finite and not negative"]),
        (lambda s: s.means(weights=[1, -1]), ["query 'y'", "-1", "not negative"]),
        (lambda s: s.means(weights=[0, 0]), ["all are 0"]),
        (lambda s: s.means(weights={"x": 1}), ["none for query 'y'"]),
        (lambda s: s.means([]), ["by", "name of an attribute", "[]"]),
        (lambda s: s.means(5), ["by", "name of an attribute", "5"]),
    ],
)
def test_what_is_refused(call: Any, fragments: list[str]) -> None:
    scores = fr.Scores(
        [[1, 0]], systems="a", queries="xy", measure="m", attributes={"language": ["de", "en"]}
    )
    with pytest.raises((ValueError, TypeError, KeyError)) as told:
        call(scores)
    assert all(fragment in str(told.value) for fragment in fragments), told.value
