"""evaluate_datasets: each data set as evaluate has it, systems that a data set lacks, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from collection import MEASURES, collection
from hypothesis import given
from hypothesis import strategies as st
from strategies import judged_runs

import fastrank as fr
from fastrank import demo

NQ = {"1": {"a": 1, "b": 2}, "2": {"c": 1}}
FIQA = {"1": {"x": 1}}
RUNS = {"bm25": {"1": {"a": 2.0, "d": 3.0}, "2": {"c": 1.0}}, "dense": {"1": {"b": 1.0}, "2": {"e": 2.0}}}


def test_one_data_set_is_evaluate_on_bits():
    qrels, run = collection()
    alone = fr.evaluate(qrels, run, MEASURES)
    scores = fr.evaluate_datasets({"x": (qrels, run)}, MEASURES)
    assert scores.values.tobytes() == alone.values.tobytes()
    assert scores.means().tobytes() == scores.means(over="macro").tobytes() == alone.means().tobytes()
    assert scores.query_ids == alone.queries
    assert {r: n.tolist() for r, n in alone.counts.items()}.items() <= {
        r: n.tolist() for r, n in scores.counts.items()
    }.items()
    for kind in ("higher_is_better", "bounds", "aggregation", "measures", "systems"):
        assert getattr(scores, kind) == getattr(alone, kind)


@given(st.lists(judged_runs(), min_size=1, max_size=3))
def test_slices_are_evaluate_and_micro_is_over_all_queries(cases):
    data = {f"set {i}": (qrels, {"a": run}) for i, (qrels, run) in enumerate(cases)}
    try:
        alone = {name: fr.evaluate(*pair, ["nDCG@5", "AP", "NumRet"]) for name, pair in data.items()}
    except ValueError:  # a run that answers nothing
        with pytest.raises(ValueError, match=r"set .*in common"):
            fr.evaluate_datasets(data, ["nDCG@5", "AP", "NumRet"])
        return
    scores = fr.evaluate_datasets(data, ["nDCG@5", "AP", "NumRet"])
    for i, (name, one) in enumerate(alone.items()):
        assert scores.sel(dataset=name).values.tobytes() == one.values.tobytes()
        assert scores.means("dataset")[:, :, i].tobytes() == one.means().tobytes()
    everything = [math.fsum(row) for row in scores.values[:, 0].tolist()]
    n = len(scores.queries)
    np.testing.assert_allclose(
        scores.means()[:, 0], [everything[0] / n, everything[1] / n, everything[2]], rtol=1e-14
    )
    by_set = scores.means("dataset")[:, 0]
    np.testing.assert_allclose(scores.means(over="macro")[:, 0], by_set.sum(axis=1) / len(data), rtol=1e-14)


def test_the_demo_as_two_data_sets_and_their_modules():
    """As a benchmark is read: macro over data sets, slices below them, against pyarrow's own grouped means."""
    qrels, runs = demo.load()
    kept = runs.filter(pc.is_in(runs["system"], pa.array(["names", "lsa"])))
    data = {
        name: tuple(t.filter(pc.starts_with(t["query_id"], name + ".")) for t in (qrels, kept))
        for name in ("numpy", "scipy")
    }
    whole = fr.evaluate(qrels, kept, "nDCG@10")
    scores = fr.evaluate_datasets(data, "nDCG@10")  # type: ignore[arg-type]
    assert (
        scores.sel(dataset="scipy").values.tobytes()
        == whole.sel(queries=scores.sel(dataset="scipy").query_ids).values.tobytes()
    )
    modules = {
        "module": {
            name: query.rpartition(".")[0]
            for name, query in zip(scores.queries, scores.query_ids, strict=True)
        }
    }
    scores = scores.with_attributes(modules)
    rows = (
        scores.to_arrow()
        .group_by(["system", "dataset", "module"])
        .aggregate([("value", "mean"), ("value", "count")])
    )
    wanted = {(r["system"], f"{r['dataset']}/{r['module']}"): r["value_mean"] for r in rows.to_pylist()}
    summary = scores.summary(["dataset", "module"])
    assert len(summary.slices) * 2 == len(wanted)
    for s, system in enumerate(summary.systems):
        for i, name in enumerate(summary.slices):
            assert summary.values[0, s, i] == pytest.approx(wanted[system, name], rel=1e-12)
        by_set = [
            [v for (y, n), v in wanted.items() if y == system and n.startswith(d)] for d in ("numpy", "scipy")
        ]
        nested = np.mean([np.mean(values) for values in by_set])
        assert scores.means(["dataset", "module"], over="nested")[0, s] == pytest.approx(nested, rel=1e-12)
    assert fr.compare(scores, "names").n.tolist() == [len(whole.queries)]


def with_rule(missing: str | None, **more: Any) -> fr.Scores:
    data = {"nq": (NQ, RUNS), "fiqa": (FIQA, {"bm25": {"1": {"x": 1.0}}})}
    return fr.evaluate_datasets(data, ["AP", "NumRet"], missing=missing, **more)


def test_a_system_without_a_run_follows_the_rule_for_missing_queries():
    worst = with_rule("worst")
    assert worst["AP"].means("dataset").tolist() == [[[(1 + 0.25) / 2, 1.0], [0.25, 0.0]]]
    assert worst["AP"].means(over="macro").tolist() == [[(0.625 + 1) / 2, 0.125]]
    skipped = with_rule("skip")
    assert skipped["AP"].means(over="macro").tolist() == [[(0.625 + 1) / 2, 0.25]]
    assert (
        with_rule(None, compat="trec_eval-9.0.8")["AP"].means(over="macro").tolist()
        == skipped["AP"].means(over="macro").tolist()
    )
    for scores in (worst, skipped):
        assert scores.counts["data sets without a run"].tolist() == [0, 1]
        assert scores.counts["judged queries not answered"].tolist() == [0, 1]
    with pytest.raises(ValueError, match=r"fiqa: no run of system 'dense'.*'worst' or 'skip'"):
        with_rule("error")


def test_judgements_that_can_be_read_once_are_read_again():
    reader = pa.table({"query_id": ["1"], "doc_id": ["x"], "relevance": [1]}).to_reader()
    data = {"fiqa": (reader, {"bm25": {"1": {"x": 1.0}}}), "nq": (NQ, RUNS)}
    assert fr.evaluate_datasets(data, "AP").systems == ("bm25", "dense")


def test_judgements_as_beir_has_them(tmp_path: Path):
    (tmp_path / "test.tsv").write_text("query-id\tcorpus-id\tscore\n007\ta\t1\n007\tb\t2\nPLAIN-2\tc\t0\n")
    run = {"007": {"a": 1.0, "b": 0.5}, "PLAIN-2": {"c": 1.0}}
    scores = fr.evaluate(tmp_path / "test.tsv", run, "AP")
    assert scores.queries == ("007", "PLAIN-2")
    assert scores.values.tolist() == [[[1.0, 0.0]]]
    (tmp_path / "trec.tsv").write_text("007\t0\ta\t1\n007\t0\tb\t2\n")  # without names: TREC's columns
    assert fr.evaluate(tmp_path / "trec.tsv", run, "AP").values.item() == 1.0


@pytest.mark.parametrize(
    ("datasets", "options", "fragments"),
    [
        ({}, {}, ["{data set: (qrels, runs)}"]),
        ([NQ, RUNS], {}, ["{data set: (qrels, runs)}"]),
        ({"nq": NQ}, {}, ["nq", "a pair (qrels, runs)"]),
        ({"nq": (NQ, RUNS)}, {"depth": 3}, ["no rule 'depth'", "missing"]),
        ({"nq": (NQ, RUNS)}, {"out": "x"}, ["no rule 'out'", "concat"]),
        ({"nq": (NQ, {"bm25": {"9": {"a": 1.0}}})}, {}, ["nq: bm25: no query in common"]),
        ({"nq": (NQ, RUNS), "x": (NQ, "no.run")}, {}, ["no.run"]),
    ],
)
def test_what_is_refused(datasets, options, fragments):
    with pytest.raises((ValueError, TypeError, FileNotFoundError)) as told:
        fr.evaluate_datasets(datasets, "AP", **options)
    assert all(fragment in str(told.value) for fragment in fragments), told.value


def test_measures_must_be_the_same():
    data = {"nq": (NQ, RUNS), "fiqa": (FIQA, RUNS)}
    with pytest.raises(
        ValueError, match=r"ERR\(max_grade=2\) of 'nq'.*write max_grade into the measure's name"
    ):
        fr.evaluate_datasets(data, "ERR")
    assert fr.evaluate_datasets(data, "ERR(max_grade=2)").measures == ("ERR(max_grade=2)",)


def test_concat_of_data_sets_wants_the_same_attributes():
    one = fr.Scores([[1]], systems="a", queries="x", measure="m", attributes={"k": [1]})
    two = fr.Scores([[1]], systems="a", queries="x", measure="m")
    with pytest.raises(ValueError, match="'q' have no attribute 'k'"):
        fr.concat({"p": one, "q": two})
    both = fr.concat({"p": one, "q": two.with_attributes({"k": {"x": 2}})})
    assert both.attributes["k"].tolist() == [1, 2]
    with pytest.raises(ValueError, match="have data sets already"):
        fr.concat({"r": both})
