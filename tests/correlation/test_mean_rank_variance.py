"""Mean rank variance against its definition in whole numbers, and from evaluated runs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr


def definition(ranks: list[list[int]]) -> Fraction:
    variances = []
    for views in ranks:
        mean = Fraction(sum(views), len(views))
        variances.append(sum((rank - mean) ** 2 for rank in views) / len(views))
    return sum(variances, Fraction(0)) / len(ranks)


RANKS = st.integers(2, 5).flatmap(
    lambda views: st.lists(
        st.lists(st.integers(1, 10_000), min_size=views, max_size=views), min_size=1, max_size=9
    )
)


@given(RANKS)
def test_it_is_the_mean_of_variances(ranks):
    assert fr.mean_rank_variance(ranks) == pytest.approx(float(definition(ranks)), rel=1e-13)
    std = np.std(np.array(ranks, dtype=float), axis=1).mean()  # what the authors' code averages
    assert fr.mean_rank_variance(ranks, spread="std") == pytest.approx(std, rel=1e-12)
    assert fr.mean_rank_variance(np.array(ranks) - 1) == pytest.approx(float(definition(ranks)), rel=1e-13)


def test_batches_and_missing_ranks():
    ranks = np.array([[[1, 1, 4], [2, 2, 2]], [[1, 3, np.nan], [5, np.nan, np.nan]]])
    assert fr.mean_rank_variance(ranks).tolist() == [1.0, 0.5]
    assert np.isnan(fr.mean_rank_variance([[np.nan, np.nan]]))


@pytest.mark.parametrize(
    ("ranks", "options", "told"),
    [
        ([1, 2], {}, "instances, views"),
        ([[1], [2]], {}, "at least two views"),
        ([[1, np.inf]], {}, r"inf at \(0, 1\) is no rank"),
        ([[1, -1]], {}, "-1 at"),
        ([[1, 2]], {"spread": "range"}, "'variance', 'std'"),
    ],
)
def test_what_is_refused(ranks: Any, options: dict[str, Any], told: str):
    with pytest.raises(ValueError, match=told):
        fr.mean_rank_variance(ranks, **options)


def views(n: int = 30, seed: int = 3) -> tuple[dict[str, Any], np.ndarray]:
    """Two systems in three languages; each instance has one relevant document, at a known rank."""
    rng = np.random.default_rng(seed)
    ranks = rng.integers(1, 20, (2, n, 3))
    qrels = {f"i{i}": {"hit": 1} for i in range(n)}
    data = {}
    for v, language in enumerate(("en", "de", "ja")):
        runs = {}
        for s, system in enumerate(("one", "two")):
            runs[system] = {
                f"i{i}": {("hit" if d + 1 == ranks[s, i, v] else f"d{d}"): float(-d) for d in range(20)}
                for i in range(n)
            }
        data[language] = (qrels, runs)
    return data, ranks


def test_from_evaluated_runs():
    data, ranks = views()
    scores = fr.evaluate_datasets(data, "RR")
    found = fr.rank_variance(scores)
    np.testing.assert_allclose(found.values[0], np.var(ranks.astype(float), axis=2), rtol=1e-13)
    assert found.means()[0] == pytest.approx(fr.mean_rank_variance(ranks), rel=1e-14)
    assert not found.higher_is_better[0]
    assert fr.compare(found, rng=0).n.tolist() == [30]
    order = list(scores.queries)
    np.random.default_rng(0).shuffle(order)
    moved = fr.rank_variance(scores.sel(queries=order)).sel(queries=found.queries)
    np.testing.assert_allclose(moved.values, found.values, rtol=1e-14)
    std = fr.rank_variance(scores, spread="std")
    assert std.measures == ("rank std",)
    np.testing.assert_allclose(std.values[0], np.std(ranks.astype(float), axis=2), rtol=1e-13)


def test_views_by_attributes_of_one_evaluation():
    scores = fr.Scores(
        [[1.0, 0.25, 0.5, 0.5, 1.0]],
        systems="a",
        queries=["x-en", "x-de", "y-en", "y-de", "z-en"],
        measure="MRR@10",
        attributes={"language": ["en", "de", "en", "de", "en"], "image": ["x", "x", "y", "y", "z"]},
    )
    found = fr.rank_variance(scores, "language", instance="image")
    assert found.queries == ("x", "y", "z")
    np.testing.assert_array_equal(found.values[0, 0], [2.25, 0.0, np.nan])  # z has one view


def test_what_was_not_found_has_no_rank():
    data, _ = views(3)
    data["de"][1]["two"]["i1"] = {"d1": 1.0}
    scores = fr.evaluate_datasets(data, "RR")
    with pytest.raises(
        ValueError, match=r"two: no relevant document retrieved for query 'de/i1' \(1 in all\).*unfound="
    ):
        fr.rank_variance(scores)
    en, ja = (round(1 / scores.sel(systems=["two"], queries=[f"{v}/i1"]).values.item()) for v in ("en", "ja"))
    found = fr.rank_variance(scores, unfound=21).sel(systems=["two"], queries=["i1"]).values.item()
    assert found == pytest.approx(np.var([en, 21.0, ja]), rel=1e-14)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"measure": "AP"}, "takes Scores of RR, got AP"),
        ({"values": [[0.7, 0.5]]}, "0.7 of query 'en/x' is no reciprocal"),
        ({"attributes": {"dataset": ["en", "en"]}, "queries": "xy"}, "all queries have the same"),
        ({"attributes": {"kind": ["a", "b"]}, "queries": "xy"}, "no attribute 'dataset'"),
    ],
)
def test_what_rank_variance_refuses(change: dict[str, Any], told: str):
    given_ = {
        "values": [[1.0, 0.5]],
        "queries": "xx",
        "measure": "RR",
        "attributes": {"dataset": ["en", "de"]},
    } | change
    values = given_.pop("values")
    with pytest.raises((ValueError, KeyError), match=told):
        fr.rank_variance(fr.Scores(values, systems="a", **given_))


def test_two_queries_of_one_instance_in_one_view():
    scores = fr.Scores(
        [[1, 1, 1]], systems="a", queries=range(3), measure="RR",
        attributes={"language": ["en", "en", "de"], "image": ["x", "x", "x"]},
    )  # fmt: skip
    with pytest.raises(ValueError, match="'0' and '1' are of one instance in one view"):
        fr.rank_variance(scores, "language", instance="image")
