"""Attributes of queries: aligned by id, kept by everything that makes Scores of Scores, refused where they are wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

import fastrank as fr

ATTRIBUTES = {
    "dataset": ["nq", "nq", "cqa/unix", "cqa/unix"],
    "language": ["de", "en", "de", "en"],
    "year": [1999, 2000, 2001, 2002],
    "weight": [0.5, 1.0, 1.5, 2.0],
    "hard": [True, False, True, True],
}


def scores() -> fr.Scores:
    values = np.arange(16.0).reshape(2, 2, 4) / 16
    return fr.Scores(values, systems="ab", queries=[1, 2, 1, 3], measure=["AP", "RR"], attributes=ATTRIBUTES)


def same(found: fr.Scores, wanted: fr.Scores | None = None, attributes: Any = None) -> None:
    wanted = wanted or scores()
    assert found.queries == wanted.queries
    assert found.query_ids == wanted.query_ids
    assert found.values.tobytes() == wanted.values.tobytes()
    attributes = {n: v.tolist() for n, v in wanted.attributes.items()} if attributes is None else attributes
    assert {name: own.tolist() for name, own in found.attributes.items()} == attributes


def test_a_query_of_two_data_sets_is_two_queries() -> None:
    found = scores()
    assert found.queries == ("nq/1", "nq/2", "cqa/unix/1", "cqa/unix/3")
    assert found.query_ids == ("1", "2", "1", "3")
    assert found.attributes["year"].dtype == np.int64
    with pytest.raises(ValueError, match="'nq/1' stands twice"):
        fr.Scores([[1, 2]], systems="a", queries=[1, 1], measure="m", attributes={"dataset": ["nq", "nq"]})


def test_sel_keeps_and_asks_for_attributes() -> None:
    part = scores().sel(queries=["cqa/unix/3", "nq/1"], measures=["map"])
    assert {name: own.tolist() for name, own in part.attributes.items()} == {
        name: [values[3], values[0]] for name, values in ATTRIBUTES.items()
    }
    assert scores().sel(dataset="nq").queries == ("nq/1", "nq/2")
    assert scores().sel(language=["de"], hard=True, year=[1999, 2002]).queries == ("nq/1",)
    assert scores()["AP"].attributes.keys() == ATTRIBUTES.keys()
    for wrong, told in (
        ({"dataset": "fiqa"}, "no query has dataset 'fiqa'; there are: nq"),
        ({"x": 1}, "attribute 'x'"),
    ):
        with pytest.raises(KeyError, match=told):
            scores().sel(**wrong)


def test_they_come_back_from_tables_and_files(tmp_path: Path) -> None:
    table = scores().to_arrow()
    assert table.column_names == [
        "system", "dataset", "query_id", "measure", "value", "language", "year", "weight", "hard",
    ]  # fmt: skip
    assert table["query_id"].to_pylist()[:4] == ["1", "2", "1", "3"]
    pq.write_table(table, tmp_path / "s.parquet")
    pyarrow.feather.write_feather(table, tmp_path / "s.arrow")
    for source in (table, tmp_path / "s.parquet", tmp_path / "s.arrow", pa.table(scores())):
        same(fr.read_scores(source))
        same(fr.Scores.from_arrow(source))
    rows = np.random.default_rng(0).permutation(table.num_rows)
    moved = fr.read_scores(table.take(pa.array(rows))).sel(
        systems="ab", queries=scores().queries, measures=["AP", "RR"]
    )
    same(moved)
    names = ["language", "year", "weight", "hard"]
    for frame in (scores().to_pandas(), scores().to_polars()):  # which keep no marks
        same(fr.read_scores(frame, attributes=names))
        same(fr.read_scores(frame), attributes={"dataset": ATTRIBUTES["dataset"]})


def test_a_wide_table_has_them_too() -> None:
    wide = {
        "id": [1, 2, 1],
        "dataset": ["x", "x", "y"],
        "kind": ["p", "q", "p"],
        "a": [0.1, 0.2, 0.3],
        "b": [1, 2, 3],
    }
    found = fr.read_scores(wide, attributes=["kind"])
    assert (found.systems, found.queries) == (("a", "b"), ("x/1", "x/2", "y/1"))
    assert found.attributes["kind"].tolist() == ["p", "q", "p"]


@pytest.mark.parametrize(
    ("language", "attributes", "told"),
    [
        (
            ["de", "de", "en", "de"],
            ["language"],
            "attribute 'language' of query 1 is 'de' in row 0 and 'en' in row 2",
        ),
        (["de", None, "de", None], ["language"], "query '2' has no value"),
        (["de"] * 4, ["tongue"], "no column 'tongue' for attributes"),
    ],
)
def test_score_tables_that_contradict_themselves(
    language: list[Any], attributes: list[str], told: str
) -> None:
    table = {
        "system": ["a", "a", "b", "b"],
        "query_id": [1, 2, 1, 2],
        "value": [1, 2, 3, 4],
        "language": language,
    }
    with pytest.raises(ValueError, match=told):
        fr.read_scores(table, attributes=attributes)


def test_with_attributes_finds_rows_by_id(tmp_path: Path) -> None:
    plain = scores().without_attributes("language", "year", "weight", "hard")
    rows = {
        "dataset": ["cqa/unix", "nq", "nq", "nq", "cqa/unix"],
        "_id": [3, 2, 1, 9, 1],
        "kind": list("dbaxc"),
    }
    csv = "dataset,query_id,kind\n" + "".join(
        f"{d},{q},{k}\n" for d, q, k in zip(*rows.values(), strict=True)
    )
    (tmp_path / "kinds.csv").write_text(csv)
    keyed = {"kind": {"nq/1": "a", "nq/2": "b", "cqa/unix/1": "c", "cqa/unix/3": "d", "other": "x"}}
    for source in (rows, pa.table(rows), tmp_path / "kinds.csv", keyed):
        found = plain.with_attributes(source)
        assert found.attributes["kind"].tolist() == ["a", "b", "c", "d"]
        assert found.report().counts["attribute rows of other queries"].tolist() == [1, 1]
    assert plain.with_attributes(rows, ["kind"]).attributes.keys() == {"dataset", "kind"}
    some = plain.with_attributes({"kind": {"nq/1": "a"}}, default="none")
    assert some.attributes["kind"].tolist() == ["a", "none", "none", "none"]


@pytest.mark.parametrize(
    ("source", "options", "fragments"),
    [
        ({"query_id": ["x"], "kind": [1]}, {}, ["kind", "query 'y' has no value", "1 such", "default="]),
        ({"query_id": ["x", "y"], "kind": [1, None]}, {}, ["kind", "query 'y' has no value"]),
        ({"query_id": ["x", "x", "y"], "kind": [1, 2, 3]}, {}, ["query 'x' stands twice, in rows 0 and 1"]),
        ({"query_id": ["u", "v"], "kind": [1, 2]}, {}, ["no query in common", "'x'", "'u'"]),
        ({"name": ["x", "y"], "kind": [1, 2]}, {}, ["no column for query_id", "name, kind"]),
        ({"query_id": ["x", "y"]}, {}, ["no column beside 'query_id'"]),
        ({"query_id": ["x", "y"], "kind": [1, 2]}, {"names": ["type"]}, ["no column 'type'"]),
        (
            {"query_id": ["x", "y"], "kind": [1, 2]},
            {"columns": {"doc_id": "kind"}},
            ["'doc_id'", "only query_id"],
        ),
        ({"query_id": ["x", "y"], "value": [1, 2]}, {}, ["'value' cannot name an attribute"]),
        ([1, 2], {}, ["a sequence has no ids", "{attribute: {query: value}}"]),
        ({"query_id": ["x", "y"], "kind": [[1], [2]]}, {}, ["kind", "all text or all numbers"]),
    ],
)
def test_what_with_attributes_refuses(source: Any, options: dict[str, Any], fragments: list[str]) -> None:
    plain = fr.Scores([[1, 2]], systems="a", queries="xy", measure="m")
    with pytest.raises((ValueError, TypeError)) as told:
        plain.with_attributes(source, **options)
    assert all(fragment in str(told.value) for fragment in fragments), told.value


@pytest.mark.parametrize(
    ("attributes", "fragments"),
    [
        ({"kind": [1]}, ["'kind'", "1 values for 2 queries"]),
        ({"kind": "xy"}, ["'kind'", "sequence"]),
        ({"kind": [1, "a"]}, ["'kind'", "query 'y'", "'a'", "turn them into text"]),
        ({"kind": [1.0, np.nan]}, ["'kind'", "query 'y' has no value"]),
        ({"system": [1, 2]}, ["'system'", "cannot name"]),
        ({1: [1, 2]}, ["1 cannot name"]),
    ],
)
def test_what_scores_refuse(attributes: Any, fragments: list[str]) -> None:
    with pytest.raises((ValueError, TypeError)) as told:
        fr.Scores([[1, 2]], systems="a", queries="xy", measure="m", attributes=attributes)
    assert all(fragment in str(told.value) for fragment in fragments), told.value


def test_without_attributes() -> None:
    plain = fr.Scores([[1, 2]], systems="a", queries="xy", measure="m", attributes={"k": [1, 2], "l": [3, 4]})
    assert not plain.without_attributes().attributes
    assert plain.without_attributes("k").attributes.keys() == {"l"}
    with pytest.raises(KeyError, match="no attribute 'z'"):
        plain.without_attributes("z")
    with pytest.raises(ValueError, match="'1' stands twice"):
        scores().without_attributes("dataset")


def test_concat_of_systems_aligns_them() -> None:
    one = fr.Scores([[1, 2]], systems="a", queries="xy", measure="m", attributes={"k": ["p", "q"]})
    two = fr.Scores([[4, 3]], systems="b", queries="yx", measure="m")
    assert fr.concat([one, two]).attributes["k"].tolist() == ["p", "q"]
    halves = scores().sel(systems="a"), scores().sel(systems="b", queries=scores().queries[::-1])
    same(fr.concat(halves))
    other = two.with_attributes({"k": {"x": "p", "y": "other"}})
    with pytest.raises(ValueError, match="attribute 'k' of query 'y' is 'q' in one part and 'other'"):
        fr.concat([one, other])
    more = fr.Scores([[4, 3]], systems="b", queries="yz", measure="m")
    with pytest.raises(ValueError, match="query 'z' has no value"):
        fr.concat([one, more])


def test_scores_without_queries() -> None:
    none = fr.Scores(np.zeros((1, 1, 0)), systems="a", queries=[], measure=["m"], attributes={"k": []})
    assert none.means("k").shape == (1, 1, 0)
    for found in (none.means(), none.means("k", over="macro"), none.means("k", over="nested")):
        assert np.isnan(found).tolist() == [[True]]
