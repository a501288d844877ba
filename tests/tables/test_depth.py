"""Only the first documents of each query: as if the run had been cut before, whatever the measure."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import judged_runs, lists_by_subtopic

import fastrank as fr
from fastrank.cli import main
from fastrank.spec import all_metrics
from fastrank.tables.run_rows import TIES

ORDINARY = [name for name, metric in all_metrics().items() if not metric.by_subtopic]
BY_SUBTOPIC = [name for name, metric in all_metrics().items() if metric.by_subtopic]
QRELS = {"q": {"a": 1, "b": 0, "c": -1, "d": 2}}
RUN = {"q": {"x": 9.0, "b": 8.0, "c": 7.0, "a": 6.0, "y": 5.0, "d": 4.0}}


def cut(run, depth):
    """The first of each query, by falling score and then by falling bytes of the id."""
    return {
        query: dict(sorted(one.items(), key=lambda item: (item[1], item[0].encode()), reverse=True)[:depth])
        for query, one in run.items()
    }


def judged(run, qrels):
    return {
        query: {doc: score for doc, score in one.items() if qrels.get(query, {}).get(doc, -1) >= 0}
        for query, one in run.items()
    }


def rows(run):
    columns = zip(*((q, d, s) for q, one in run.items() for d, s in one.items()), strict=True)
    return pa.table(dict(zip(("query_id", "doc_id", "score"), columns, strict=True)))


@given(collection=judged_runs(), depth=st.integers(1, 4))
@example(collection=(QRELS, RUN), depth=3)
def test_as_if_the_run_had_no_other_documents(collection, depth):
    qrels, run = collection
    if not set(qrels) & set(run):
        return
    scores = fr.evaluate(qrels, run, ORDINARY, depth=depth)
    plain = fr.evaluate(qrels, cut(run, depth), ORDINARY)
    np.testing.assert_array_equal(scores.values, plain.values)
    assert scores.counts["unjudged documents"] == plain.counts["unjudged documents"]
    left_out = sum(max(len(run[query]) - depth, 0) for query in qrels if query in run)
    assert scores.counts["documents below the depth"] == left_out


@given(collection=judged_runs(), depth=st.integers(1, 4))
@example(collection=(QRELS, RUN), depth=3)
def test_judged_ones_of_the_first_documents(collection, depth):
    qrels, run = collection
    condensed = judged(cut(run, depth), qrels)
    if not any(condensed[query] for query in set(qrels) & set(run)):
        return
    scores = fr.evaluate(qrels, run, ORDINARY, depth=depth, judged_only=True)
    plain = fr.evaluate(qrels, rows(condensed), ORDINARY)
    answered = [query in run and bool(condensed[query]) for query in scores.queries]
    np.testing.assert_array_equal(scores.values[..., answered], plain.values[..., answered])
    deep = fr.evaluate(qrels, run, ORDINARY, depth=1000, judged_only=True)
    np.testing.assert_array_equal(deep.values, fr.evaluate(qrels, run, ORDINARY, judged_only=True).values)


@given(lists=lists_by_subtopic(), depth=st.integers(1, 4))
def test_measures_by_subtopic(lists, depth):
    table = lists.run()
    run = {}
    for row in table.to_pylist():
        run.setdefault(row["query_id"], {})[row["doc_id"]] = row["score"]
    if not run.keys() & {f"q{q}" for q in lists.judged()}:
        return
    scores = fr.evaluate(pa.table(lists.qrels()), table, BY_SUBTOPIC, depth=depth)
    plain = fr.evaluate(pa.table(lists.qrels()), rows(cut(run, depth)), BY_SUBTOPIC)
    np.testing.assert_array_equal(scores.values, plain.values)


@pytest.mark.parametrize(
    "ties", [ties for ties in TIES if ties not in ("average", "numeric_descending", "numeric_ascending")]
)
def test_every_rule_that_orders_documents_says_which_are_first(ties):
    run = {"q": dict.fromkeys("xyadb", 1.0)}
    firsts = {
        "id_descending": 0.0,  # y
        "id_ascending": 1.0,  # a
        "input": 0.0,  # x
        "best": 1.0,
        "worst": 0.0,
    }
    assert fr.evaluate(QRELS, run, "P", depth=1, ties=ties).values[0, 0, 0] == firsts[ties]


@pytest.mark.parametrize("depth", [0, -1, 1.5, True, "10"])
def test_what_is_no_depth_is_refused(depth):
    with pytest.raises(ValueError, match=r"^depth: must be a whole number of documents, 1 or more, got "):
        fr.evaluate(QRELS, RUN, "AP", depth=depth)


def test_averaged_ties_have_no_first_documents():
    with pytest.raises(
        ValueError, match=r"^depth: with ties='average' no order says which documents are first"
    ):
        fr.evaluate(QRELS, RUN, "AP", depth=3, ties="average")


def test_streams_are_cut_too(tmp_path):
    import pyarrow.parquet as pq

    path = tmp_path / "run.parquet"
    pq.write_table(rows(RUN), path, row_group_size=2)
    wanted = fr.evaluate(QRELS, RUN, ORDINARY, depth=3).values
    np.testing.assert_array_equal(fr.evaluate(QRELS, path, ORDINARY, depth=3).values, wanted)


def test_the_command_line(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "qrels").write_text("".join(f"q 0 {doc} {grade}\n" for doc, grade in QRELS["q"].items()))
    (tmp_path / "run").write_text("".join(f"q Q0 {doc} 1 {score} t\n" for doc, score in RUN["q"].items()))
    (tmp_path / "scores.csv").write_text("system,query_id,value\na,q,1.0\n")
    assert main(["evaluate", "qrels", "run", "-m", "num_ret", "-m", "P", "--depth", "4", "-f", "csv"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[1].replace('"', "") == "run,4,0.25"
    assert "documents below the depth: 2" in err
    assert main(["leaderboard", "scores.csv", "--depth", "4"]) == 2
    assert "--depth is a rule for judgements and runs" in capsys.readouterr().err
