"""A row or line in an error is the one that the reader finds in the source."""

from __future__ import annotations

import pyarrow as pa
import pytest

import fastrank as fr

QRELS = {"1": {"a": 1}, "2": {"a": 1}}


def test_judgements_after_a_null_grade():
    qrels = pa.table({"query_id": ["1"] * 4, "doc_id": ["n", "a", "b", "a"], "relevance": [None, 1, 0, 2]})
    with pytest.raises(ValueError, match="document a of query 1 is judged 1 in row 1 and 2 in row 3"):
        fr.evaluate(qrels, {"1": {"a": 1.0}}, "RR")


def test_a_table_of_several_systems():
    run = pa.table({
        "system": ["x", "y", "x", "y"], "query_id": ["1"] * 4, "doc_id": ["a", "a", "b", "a"], "score": [1.0, 2.0, 3.0, 4.0],
    })  # fmt: skip
    with pytest.raises(ValueError, match="query 1 holds document a twice, in rows 1 and 3"):
        fr.evaluate(QRELS, run, "RR")


def test_lines_of_a_text_file(tmp_path):
    (tmp_path / "run").write_text("# a comment\n\n1 Q0 a 1 1.0 t\n\n1 Q0 a 2 2.0 t\n")
    with pytest.raises(ValueError, match="query 1 holds document a twice, in lines 3 and 5"):
        fr.evaluate(QRELS, tmp_path / "run", "RR")
    (tmp_path / "run").write_text("# a comment\n\n1 Q0 a 1 nan t\n")
    with pytest.raises(ValueError, match="score is NaN in line 3"):
        fr.evaluate(QRELS, tmp_path / "run", "RR")


def test_rows_of_a_nested_table():
    run = pa.table(
        {"query_id": ["1", "2"], "doc_id": [["a", "b"], ["a", "a"]], "score": [[1.0, 2.0], [1.0, 2.0]]}
    )
    with pytest.raises(ValueError, match=r"query 2 holds document a twice, in row 1"):
        fr.evaluate(QRELS, run, "RR")
