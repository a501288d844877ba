"""Runs ranked piece by piece: the bits, counts and errors of the whole table, wherever borders cut it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fastrank.kernels.ranked_lists import RankedLists
from fastrank.tables import run_pieces
from fastrank.tables.judgements import read_judgements
from fastrank.tables.measured_run import held_ranks
from fastrank.tables.run_rows import DUPLICATES, TIES, RankingRules
from fastrank.tables.runs import TableRun, rank_run, read_runs
from fastrank.tables.whole_runs import rank_whole

RNG = np.random.default_rng(5)
LENGTHS = {"q1": 3, "q2": 1, "not judged": 2, "q4": 5, "q3": 2}
QUERIES = np.repeat(list(LENGTHS), list(LENGTHS.values()))
N = len(QUERIES)
RUN = pa.table({
    "query_id": QUERIES, "doc_id": [str(i % 7) for i in range(N)], "score": RNG.integers(0, 3, N).astype(float),
})  # fmt: skip
QRELS = read_judgements({f"q{q}": {str(d): int(RNG.integers(-1, 3)) for d in range(4)} for q in range(1, 7)})

pytestmark = pytest.mark.usefixtures("threads_for_few_rows")


def same(one, other):
    assert one.counts == other.counts
    assert one.answered.tolist() == other.answered.tolist()
    for field in RankedLists._fields:
        assert getattr(one.lists, field).tobytes() == getattr(other.lists, field).tobytes(), field


def parquet(table, path, border=None):
    """Write a table as one row group, or as two."""
    with pq.ParquetWriter(path, table.schema) as file:
        for part in (table,) if border is None else (table.slice(0, border), table.slice(border)):
            file.write_table(part)
    return read_runs(path, "run", None)["run"]


def whole(table, judgements, rules):
    return held_ranks(
        lambda measuring: rank_whole(table, "run", judgements, rules, measuring), judgements, rules
    )


@pytest.mark.parametrize("piece_rows", [1, 2, 3, 100])
@pytest.mark.parametrize("border", range(N + 1))
@pytest.mark.usefixtures("in_pieces_only")
def test_a_border_of_row_groups_anywhere(border, piece_rows, tmp_path, monkeypatch):
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", piece_rows)
    run = parquet(RUN, tmp_path / "run.parquet", border)
    rules = RankingRules()
    same(rank_run(run, QRELS, rules), whole(RUN, QRELS, rules))


@pytest.mark.parametrize("piece_rows", range(1, N + 1))
@pytest.mark.parametrize("ids", [
    pa.string(), pa.large_string(), pa.binary(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()),
], ids=str)  # fmt: skip
@pytest.mark.usefixtures("in_pieces_only")
def test_a_table_in_memory_cut_anywhere(ids, piece_rows, monkeypatch):
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", piece_rows)
    column = RUN.column("query_id")
    column = column.dictionary_encode() if pa.types.is_dictionary(ids) else column.cast(ids)
    table = RUN.set_column(0, "query_id", column)
    table = pa.concat_tables([table.slice(0, 5), table.slice(5)])  # chunks that pieces do not follow
    rules = RankingRules()
    same(rank_run(TableRun(table, "run"), QRELS, rules), whole(RUN, QRELS, rules))


@pytest.mark.parametrize("judged_only", [False, True])
@pytest.mark.parametrize("duplicates", DUPLICATES)
@pytest.mark.parametrize("ties", TIES)
def test_every_rule(ties, duplicates, judged_only, tmp_path, monkeypatch):
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", 4)
    documents = [str(i % 7 if duplicates == "error" else i % 3) for i in range(N)]
    table = RUN.set_column(1, "doc_id", pa.array(documents))
    rules = RankingRules(ties, duplicates, judged_only, float32_scores=True)
    run = parquet(table, tmp_path / "run.parquet", 5)
    ranked = rank_run(run, QRELS, rules)
    same(ranked, whole(table, QRELS, rules))
    assert (ranked.counts["duplicate documents left out"] > 0) == (duplicates != "error")


@pytest.mark.parametrize("queries", [pa.int64(), pa.uint8()], ids=str)
def test_ids_that_are_numbers(queries, tmp_path, monkeypatch):
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", 4)
    numbers = pa.array(np.repeat([1, 2, 9, 4, 3], list(LENGTHS.values())), queries)
    table = RUN.set_column(0, "query_id", numbers)
    qrels = read_judgements({str(q): {str(d): 1 for d in range(4)} for q in (3, 1, 2, 4)})
    run = parquet(table, tmp_path / "run.parquet", 5)
    same(rank_run(run, qrels, RankingRules()), whole(table, qrels, RankingRules()))


@pytest.mark.parametrize("seed", range(20))
def test_queries_whose_rows_are_scattered(seed, tmp_path, monkeypatch):
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", 1 + seed % 5)
    table = RUN.take(np.random.default_rng(seed).permutation(N))
    run = parquet(table, tmp_path / "run.parquet", 6)
    same(rank_run(run, QRELS, RankingRules()), whole(table, QRELS, RankingRules()))


def with_value(name, row, value):
    values = RUN.column(name).to_pylist()
    values[row] = value
    kind = RUN.schema.field(name).type
    return RUN.set_column(RUN.column_names.index(name), name, pa.array(values, kind))


@pytest.mark.parametrize("row", range(N))
@pytest.mark.parametrize(("name", "value", "message"), [
    ("score", float("nan"), "run.parquet: score is NaN in row {}; a document without a score has no rank"),
    ("score", None, "run.parquet: score is null in row {}; give every document a score or drop the row"),
    ("query_id", None, "run.parquet: null query_id in row {}; every row needs one"),
    ("doc_id", None, "run.parquet: null doc_id in row {}; every row needs one"),
])  # fmt: skip
def test_errors_name_the_row_of_the_file(name, value, message, row, tmp_path, monkeypatch):
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", 2)
    run = parquet(with_value(name, row, value), tmp_path / "run.parquet", 4)
    with pytest.raises(ValueError, match=message.format(row)):
        rank_run(run, QRELS, RankingRules())


@pytest.mark.parametrize("border", range(6, 12))
def test_a_document_held_twice_across_a_border(border, tmp_path):
    run = parquet(with_value("doc_id", 10, RUN.column("doc_id")[6].as_py()), tmp_path / "run.parquet", border)
    with pytest.raises(ValueError, match="query q4 holds document 6 twice, in rows 6 and 10"):
        rank_run(run, QRELS, RankingRules())


def test_an_empty_file_answers_nothing(tmp_path):
    run = parquet(RUN.slice(0, 0), tmp_path / "run.parquet")
    assert not rank_run(run, QRELS, RankingRules()).answered.any()


def test_columns_missing_or_misnamed_are_named_before_reading(tmp_path):
    pq.write_table(RUN.rename_columns(["query_id", "text", "score"]), tmp_path / "run.parquet")
    with pytest.raises(ValueError, match=r"run.parquet: no column for doc_id \(accepted: doc_id"):
        read_runs(tmp_path / "run.parquet", "run", None)
    run = read_runs(tmp_path / "run.parquet", "run", {"doc_id": "text"})["run"]
    same(rank_run(run, QRELS, RankingRules()), whole(RUN, QRELS, RankingRules()))


def test_a_file_cut_short(tmp_path):
    parquet(RUN, tmp_path / "run.parquet")
    content = (tmp_path / "run.parquet").read_bytes()
    (tmp_path / "run.parquet").write_bytes(content[:4] + bytes(200) + content[204:])
    run = read_runs(tmp_path / "run.parquet", "run", None)["run"]
    with pytest.raises(ValueError, match=r"run\.parquet: cannot be read"):
        rank_run(run, QRELS, RankingRules())
