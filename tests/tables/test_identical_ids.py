"""ignore_identical_ids: the bits of a run without the rows whose document is the query, wherever rows come from."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.tables import run_pieces
from fastrank.tables.identical_ids import LEFT_OUT, STAY

MEASURES = ["nDCG@3", "AP", "RR", "NumRet", "Bpref", "unj"]


@st.composite
def collections(draw: Any) -> tuple[pa.Table, pa.Table]:
    """Judgements and a run, query by query, of documents that are queries as often as not."""
    ids = [str(i) for i in range(6)]
    queries = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=5, unique=True))
    qrels, run = [], []
    for query in queries:
        if draw(st.booleans()) or not qrels:
            qrels += [
                (query, d, draw(st.integers(0, 2))) for d in draw(st.sets(st.sampled_from(ids), min_size=1))
            ]
        documents = draw(st.lists(st.sampled_from(ids), max_size=6))
        run += [(query, d, float(draw(st.integers(0, 3)))) for d in documents]
    return table(qrels, "relevance"), table(run, "score")


def table(rows: list[tuple[Any, ...]], number: str) -> pa.Table:
    queries, documents, numbers = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table({
        "query_id": pa.array(queries, pa.string()), "doc_id": pa.array(documents, pa.string()),
        number: pa.array(numbers, pa.float64()),
    })  # fmt: skip


def by_hand(run: pa.Table) -> pa.Table:
    return run.filter(pc.not_equal(run["query_id"], run["doc_id"]))


def sources(run: pa.Table, folder: Path) -> dict[str, Any]:
    """The same rows in every form: tables, batches, files of several row groups, text."""
    pq.write_table(run, folder / "r.parquet", row_group_size=4)
    rows = zip(*(run[name].to_pylist() for name in run.column_names), strict=True)
    text = "".join(f"{q} Q0 {d} 1 {s} x\n" for q, d, s in rows)
    (folder / "r.run.gz").write_bytes(gzip.compress(text.encode()))
    batches = run.to_batches(max_chunksize=2)
    encoded = run.set_column(0, "query_id", run["query_id"].dictionary_encode())
    return {
        "table": run,
        "encoded": encoded,
        "parquet": folder / "r.parquet",
        "text": folder / "r.run.gz",
        "stream": pa.RecordBatchReader.from_batches(run.schema, batches),
        "shuffled": run.take(pa.array(np.random.default_rng(0).permutation(run.num_rows))),
    }


def same(found: fr.Scores, wanted: fr.Scores) -> None:
    assert found.values.tobytes() == wanted.values.tobytes()
    for rule, count in wanted.counts.items():
        if rule != "rows of queries that are not judged":  # they are left alone
            assert found.counts[rule].tolist() == count.tolist(), rule


@given(collections(), st.sampled_from(["first", "best"]), st.booleans(), st.integers(1, 5))
def test_bits_of_a_run_without_those_rows(tmp_path_factory, case, duplicates, judged_only, piece_rows):
    qrels, run = case
    options = {"duplicates": duplicates, "judged_only": judged_only}
    left = by_hand(run)
    judged = set(qrels["query_id"].to_pylist())
    if not judged & set(left["query_id"].to_pylist()):
        return  # a run that answers nothing is refused
    n_left_out = sum(
        q == d and q in judged
        for q, d in zip(*(run[c].to_pylist() for c in run.column_names[:2]), strict=True)
    )
    n_judged = sum(
        q == d for q, d in zip(qrels["query_id"].to_pylist(), qrels["doc_id"].to_pylist(), strict=True)
    )
    before = run_pieces.PIECE_ROWS
    run_pieces.PIECE_ROWS = piece_rows
    try:
        wanted = fr.evaluate(qrels, left, MEASURES, **options)
        for name, source in sources(run, tmp_path_factory.mktemp("runs")).items():
            if name == "text" and run.num_rows == 0:
                continue
            if name == "shuffled" and duplicates == "first":
                continue  # which is first depends on the order
            found = fr.evaluate(qrels, source, MEASURES, ignore_identical_ids=True, **options)
            same(found, wanted)
            assert found.counts[LEFT_OUT].tolist() == [n_left_out]
            assert found.counts[STAY].tolist() == [n_judged]
    finally:
        run_pieces.PIECE_ROWS = before


@pytest.mark.parametrize("ties", ["id_descending", "numeric_descending", "input", "best", "average"])
def test_with_every_kind_of_tie_rule(ties):
    rng = np.random.default_rng(2)
    qrels = table(
        [(str(q), str(d), int(rng.integers(0, 3))) for q in range(8) for d in range(0, 12, 2)], "relevance"
    )
    run = table([(str(q), str(d), float(rng.integers(0, 4))) for q in range(8) for d in range(10)], "score")
    found = fr.evaluate(qrels, run, ["nDCG@5", "RR", "P@3"], ties=ties, ignore_identical_ids=True)
    same(found, fr.evaluate(qrels, by_hand(run), ["nDCG@5", "RR", "P@3"], ties=ties))


def test_integer_ids_and_the_run_stays_as_it_is():
    qrels = pa.table({"query_id": [7, 8], "doc_id": [1, 8], "relevance": [1, 1]})
    run = {"7": {"7": 3.0, "1": 2.0}, "8": {"8": 1.0}}
    scores = fr.evaluate(qrels, run, "RR", ignore_identical_ids=True)
    assert scores.values.tolist() == [[[1.0, 0.0]]]  # query 8's own document stays judged, and is not found
    assert run == {"7": {"7": 3.0, "1": 2.0}, "8": {"8": 1.0}}
    assert {rule: n.tolist() for rule, n in scores.counts.items() if n.any()} == {
        LEFT_OUT: [2], STAY: [1], "judged queries not answered": [1],
    }  # fmt: skip
    assert fr.evaluate(qrels, run, "RR").values.tolist() == [[[0.5, 1.0]]]


def test_errors_name_the_rows_of_the_source(tmp_path):
    text = "q1 Q0 q1 1 9 x\nq1 Q0 a 2 8 x\nq2 Q0 q2 1 9 x\nq2 Q0 b 2 8 x\nq2 Q0 b 3 7 x\n"
    (tmp_path / "r.run").write_text(text)
    qrels = {"q1": {"a": 1}, "q2": {"b": 1}}
    with pytest.raises(ValueError, match=r"'b'.*lines 4 and 5|lines 4 and 5"):
        fr.evaluate(qrels, tmp_path / "r.run", "AP", ignore_identical_ids=True)
    twice = table([("q1", "q1", 1.0), ("q1", "a", 2.0), ("q1", "q1", 3.0)], "score")  # dropped: no double
    assert fr.evaluate({"q1": {"a": 1}}, twice, "RR", ignore_identical_ids=True).values.item() == 1.0
    with pytest.raises(ValueError, match="rows 0 and 2"):
        fr.evaluate({"q1": {"a": 1}}, twice, "RR")


def test_an_interrupted_evaluation_goes_on_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", 3)
    rows = [(f"q{q}", d, float(s)) for q in range(6) for s, d in enumerate(("x", "y", f"q{q}"))]
    qrels = {f"q{q}": {"x": 1} for q in range(6)}
    pq.write_table(table(rows, "score"), tmp_path / "r.parquet", row_group_size=5)
    calls = []

    def stop(done: int, total: int) -> None:
        calls.append(done)
        if len(calls) == 2:
            raise KeyboardInterrupt

    options: dict[str, Any] = {"ignore_identical_ids": True}
    with pytest.raises(KeyboardInterrupt):
        fr.evaluate(qrels, tmp_path / "r.parquet", "RR", out=tmp_path / "o.parquet", progress=stop, **options)
    with pytest.raises(ValueError, match="rules"):
        fr.evaluate(qrels, tmp_path / "r.parquet", "RR", out=tmp_path / "o.parquet", resume=True)
    whole = fr.evaluate(qrels, tmp_path / "r.parquet", "RR", **options)
    found = fr.evaluate(
        qrels, tmp_path / "r.parquet", "RR", out=tmp_path / "o.parquet", resume=True, **options
    )
    same(found, whole)
    assert found.counts[LEFT_OUT].tolist() == [6]


def test_the_rule_of_beir():
    """BEIR's evaluator, written plainly: it pops the entries from the run, and keeps the judgements."""
    qrels = {"a": {"a": 1, "b": 1, "c": 1}, "d": {"e": 1}}
    run = {"a": {"a": 9.0, "x": 8.0, "b": 7.0}, "d": {"d": 2.0, "e": 1.0}}
    popped = {q: {d: s for d, s in docs.items() if d != q} for q, docs in run.items()}
    found = fr.evaluate(qrels, run, ["nDCG@10", "R@10"], ignore_identical_ids=True)
    same(found, fr.evaluate(qrels, popped, ["nDCG@10", "R@10"]))
    assert found["R@10"].values.tolist() == [[[1 / 3, 1.0]]]
