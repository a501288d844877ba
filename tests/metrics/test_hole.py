"""Holes by hand: documents that nobody has judged for any query."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet
import pytest

import fastrank as fr

# "seen" is judged for another query only, "not" and "never" for none; a negative grade is a judgement too.
QRELS = {"q1": {"a": 1, "b": -1}, "q2": {"seen": 0}, "q3": {"z": 1}}
RUN = {
    "q1": {"never": 5.0, "seen": 4.0, "b": 3.0, "a": 2.0, "not": 1.0},
    "q2": {"never": 1.0},
    "q4": {"elsewhere": 1.0},
}
MEASURES = ["hole@1", "hole@2", "hole@5", "hole@10", "hole"]
WANTED = [[1.0, 1.0, 0.0], [1 / 2, 1 / 2, 0.0], [2 / 5, 1 / 5, 0.0], [2 / 10, 1 / 10, 0.0], [2 / 5, 1.0, 0.0]]


def test_by_hand():
    scores = fr.evaluate(QRELS, RUN, MEASURES)
    assert scores.values[:, 0].tolist() == WANTED
    assert scores.measures == tuple(MEASURES)
    assert fr.evaluate(QRELS, RUN, ["unj@2", "hole@2"]).values[:, 0, 0].tolist() == [1.0, 0.5]


def test_spellings_of_beir_and_mteb():
    assert fr.parse("Hole@10") == fr.parse("hole_at_10") == fr.parse("hole@10")
    assert not fr.parse("hole").metric.higher_is_better


@pytest.mark.parametrize("ties", ["id_descending", "id_ascending", "input", "average", "best", "worst"])
def test_tied_scores(ties):
    run = {"q1": dict.fromkeys(("never", "seen", "a", "not"), 1.0)}
    wanted = {
        "id_descending": 0.5,
        "id_ascending": 0.5,
        "input": 0.5,
        "average": 0.5,
        "best": 0.0,
        "worst": 0.5,
    }
    assert fr.evaluate(QRELS, run, "hole@2", ties=ties).values[0, 0, 0] == wanted[ties]


def test_condensed_lists_have_none():
    assert fr.evaluate(QRELS, RUN, "hole@2", judged_only=True).values[0, 0].tolist() == [0.0] * 3


def test_streams_scattered_rows_and_results_in_a_file(tmp_path):
    rows = [(q, d, s) for q, documents in RUN.items() for d, s in documents.items()]
    table = pa.table(dict(zip(("query_id", "doc_id", "score"), zip(*rows, strict=True), strict=True)))
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=2))
    assert fr.evaluate(QRELS, reader, MEASURES).values[:, 0].tolist() == WANTED
    scattered = table.take([5, 0, 3, 6, 1, 4, 2])
    assert fr.evaluate(QRELS, scattered, MEASURES).values[:, 0].tolist() == WANTED
    pa.parquet.write_table(table, tmp_path / "run.parquet", row_group_size=2)
    for resume in (False, True):  # ranks that were saved are not those of documents judged elsewhere
        scores = fr.evaluate(
            QRELS, tmp_path / "run.parquet", MEASURES, out=tmp_path / "scores.parquet", resume=resume
        )
        assert scores.values[:, 0].tolist() == WANTED


def test_arrays_count_null_grades():
    grades = pa.array([[1, None, -1, None], []], pa.list_(pa.int64()))
    assert fr.hole(grades, k=2).tolist() == [0.5, 0.0]
    assert fr.hole(grades).tolist() == [0.5, 0.0]


def test_no_catalogue_and_no_joined_table_tells():
    with pytest.raises(ValueError, match="hole@5 looks at the judgements of other queries; use evaluate"):
        fr.evaluate_matrix([[1.0, 2.0]], [[0]], "hole@5")


@pytest.mark.parametrize("duplicates", ["first", "best"])
def test_documents_that_a_run_holds_twice(duplicates):
    rows = [("q1", d, s) for d, s in [("a", 5.0), ("a", 4.0), ("b", 3.0), ("never", 2.0)]]
    run = pa.table(dict(zip(("query_id", "doc_id", "score"), zip(*rows, strict=True), strict=True)))
    found = fr.evaluate(QRELS, run, ["hole@2", "hole@3"], duplicates=duplicates).values[:, 0, 0]
    assert found.tolist() == [0.0, 1 / 3]
