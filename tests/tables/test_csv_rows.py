"""Judgements and runs in csv and tsv files."""

from __future__ import annotations

import gzip

import pytest

import fastrank as fr
from fastrank.tables import run_pieces

QRELS = {"007": {"a": 1, "b": 0}, "8": {"a": 2}}
RUN = "query_id,doc_id,score\n007,b,2\n007,a,1.0\n8,a,3e0\n"


def reciprocal_ranks(path, qrels=QRELS, **options):
    return fr.evaluate(qrels, path, "RR", **options).values.ravel().tolist()


@pytest.mark.parametrize(("name", "text"), [
    ("run.csv", RUN), ("run.csv", RUN.replace("\n", "\r\n")), ("run.csv", "\ufeff" + RUN),
    ("run.csv", RUN.replace("007,b", '"007","b"').replace("1.0", " 1.0 ")), ("run.csv", RUN.replace("\n8", "\n\n8")),
    ("run.tsv", RUN.replace(",", "\t")),
    ("run.csv", "rank,score,docid,qid\n1,2,b,007\n2,1,a,007\n1,1,a,8\n"),
    ("run.csv", "query_id,doc_id,score\n007,b,2\n8,a,1\n007,a,1\n"),  # scattered
    ("run.tsv", "007\tQ0\tb\t1\t2\tt\n007\tQ0\ta\t1\t1\tt\n8\tQ0\ta\t1\t1\tt\n"),  # TREC text without a header
])  # fmt: skip
def test_forms(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert reciprocal_ranks(tmp_path / name) == [0.5, 1.0]
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
    assert name == "run.tsv" or reciprocal_ranks(tmp_path / f"{name}.gz") == [0.5, 1.0]


def test_named_columns_and_systems(tmp_path):
    (tmp_path / "run.csv").write_text(RUN.replace("query_id,doc_id,score", "x,y,z"))
    names = {"run.query_id": "x", "run.doc_id": "y", "run.score": "z"}
    assert reciprocal_ranks(tmp_path / "run.csv", columns=names) == [0.5, 1.0]
    rows = RUN.splitlines()[1:]
    (tmp_path / "runs.csv").write_text(
        "\n".join(["system,query_id,doc_id,score", *(f"1,{r}" for r in rows), "02,8,a,1\n"])
    )
    scores = fr.evaluate(QRELS, tmp_path / "runs.csv", "RR")
    assert scores.systems == ("1", "02")
    assert scores.values.ravel().tolist() == [0.5, 1.0, 0.0, 1.0]


@pytest.mark.parametrize("name", ["qrels.csv", "qrels.tsv"])
def test_judgements_keep_ids_as_they_are_written(tmp_path, name):
    text = "query-id,corpus-id,score\n007,a,1\n007,b,0\n8,a,2\n"  # BEIR's names
    (tmp_path / name).write_text(text if name == "qrels.csv" else text.replace(",", "\t"))
    (tmp_path / "run.csv").write_text(RUN)
    assert reciprocal_ranks(tmp_path / "run.csv", tmp_path / name) == [0.5, 1.0]
    (tmp_path / "qrels.csv").write_text("x,y,relevance\n007,01,1\n")
    names = {"qrels.query_id": "x", "qrels.doc_id": "y"}
    assert reciprocal_ranks({"007": {"01": 1.0}}, tmp_path / "qrels.csv", columns=names) == [1.0]


@pytest.mark.parametrize("piece_rows", [1, 2, 100])
@pytest.mark.parametrize(("rows", "message"), [
    ("007,b,2\n007,,1\n", "null doc_id in row 1"),
    (",b,2\n", "null query_id in row 0"),
    ("007,b,2\n007,a,nan\n", "score is null in row 1"),
    ("007,b,2\n007,a,\n", "score is null in row 1"),
    ("8,a,1\n007,b,2\n007,a,fast\n", r"'fast' in row 2, column 'score', is not a number"),
    ("8,a,1\n007,b,2\n007,a,1\n007,b,3\n", "query 007 holds document b twice, in rows 1 and 3"),
    ("007,b,2\n007,a\n", "cannot be read after row 0: CSV parse error: Expected 3 columns, got 2"),
])  # fmt: skip
def test_errors_name_the_row(tmp_path, monkeypatch, rows, message, piece_rows):
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", piece_rows)
    (tmp_path / "run.csv").write_text("query_id,doc_id,score\n" + rows)
    with pytest.raises(ValueError, match=message) as caught:
        reciprocal_ranks(tmp_path / "run.csv", order="grouped")
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "run.csv").write_text("")
    with pytest.raises(ValueError, match=r"run\.csv: the file is empty"):
        reciprocal_ranks(tmp_path / "run.csv")
    (tmp_path / "run.csv.gz").write_bytes(gzip.compress(RUN.encode())[:-6])
    with pytest.raises(ValueError, match=r"run\.csv\.gz: truncated or not a \.gz file"):
        reciprocal_ranks(tmp_path / "run.csv.gz")
    with pytest.raises(ValueError, match=r"run\.csv\.gz: truncated or not a \.gz file"):
        reciprocal_ranks({"8": {"a": 1.0}}, tmp_path / "run.csv.gz")
    (tmp_path / "run.csv").write_text("query_id,score\n1,2\n")
    with pytest.raises(ValueError, match=r"run\.csv: no column for doc_id"):
        reciprocal_ranks(tmp_path / "run.csv")
    with pytest.raises(FileNotFoundError, match=r"none\.tsv: no such file"):
        reciprocal_ranks(tmp_path / "none.tsv")
