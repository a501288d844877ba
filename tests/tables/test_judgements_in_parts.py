"""Judgements brought to memory a part at a time: the same wherever the parts end, whatever order rows come in."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fastrank.tables import judged_documents
from fastrank.tables.ids import ids_at
from fastrank.tables.judgements import read_judgements

GRADES = [2, 0, None, 1, 1, -1, 3, 0, 2, 2, 1, 0.5, 0, 3]
QUERIES = [*"aaaabbccccdddd"]
TABLE = pa.table({"query_id": QUERIES, "doc_id": [f"d{i % 5}" for i in range(14)], "relevance": GRADES})
SCATTERED = TABLE.take([13, *range(7), 12, *range(7, 12)])


def held(judgements):
    """What judgements hold, as mappings: queries to documents to grades."""
    index, offsets = judgements.index, judgements.index.offsets.tolist()
    documents = ids_at(index.ids, np.arange(len(index.grades))).to_pylist()
    pairs = list(zip(documents, index.grades.tolist(), strict=True))
    found = {
        q: dict(pairs[a:b]) for q, (a, b) in zip(judgements.queries, itertools.pairwise(offsets), strict=True)
    }
    assert all(list(of.values()) == sorted(of.values(), reverse=True) for of in found.values())
    assert index.grades is judgements.pool
    return found, judgements.without_grade, judgements.repeated, judgements.counts()


def definition(table):
    found: dict[str, dict[bytes, float]] = {}
    for row in table.to_pylist():
        if row["relevance"] is not None:
            found.setdefault(row["query_id"], {})[row["doc_id"].encode()] = row["relevance"]
    return found


def given(table, form, path):
    if form == "table":
        return table
    pq.write_table(table, path, row_group_size=3 if form == "row groups" else 100)
    return path


@pytest.fixture(params=[1, 2, 3, 5, 13, 1000])
def at_once(request, monkeypatch):
    monkeypatch.setattr(judged_documents, "ROWS_AT_ONCE", request.param)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    "ids", [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())], ids=str
)
@pytest.mark.parametrize("form", ["table", "file", "row groups"])
@pytest.mark.parametrize("rows", [TABLE, SCATTERED], ids=["in order", "scattered"])
def test_parts_of_any_size(rows, form, ids, tmp_path):
    text = rows["query_id"]
    table = rows.set_column(
        0, "query_id", text.dictionary_encode() if pa.types.is_dictionary(ids) else text.cast(ids)
    )
    judgements, without_grade, repeated, counts = held(
        read_judgements(given(table, form, tmp_path / "q.parquet"))
    )
    assert judgements == definition(rows)
    assert list(judgements) == list(definition(rows))  # queries by first appearance
    assert (without_grade, repeated, counts["judged queries without a positive grade"]) == (1, 0, 0)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("form", ["table", "file"])
def test_repeated_judgements_count_once(form, tmp_path):
    twice = pa.concat_tables([TABLE, TABLE.slice(3, 4)])
    judgements, _, repeated, _ = held(read_judgements(given(twice, form, tmp_path / "q.parquet")))
    assert (judgements, repeated) == (definition(TABLE), 4)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("form", ["table", "file"])
@pytest.mark.parametrize(("column", "row", "value", "message"), [
    ("doc_id", 9, "d1", "document d1 of query c is judged 3 in row 6 and 2 in row 9; judge every document once"),
    ("doc_id", 9, None, "null doc_id in row 9;"), ("query_id", 4, None, "null query_id in row 4;"),
    ("relevance", 12, np.inf, "relevance is inf in row 12;"),
])  # fmt: skip
def test_errors_name_the_row(column, row, value, message, form, tmp_path):
    values = TABLE[column].to_pylist()
    values[row] = value
    table = TABLE.set_column(TABLE.column_names.index(column), column, pa.array(values))
    with pytest.raises(ValueError, match=message):
        read_judgements(given(table, form, tmp_path / "q.parquet"))


def test_grades_of_any_size_stand_in_order():
    rng = np.random.default_rng(3)
    for grades in (rng.normal(size=14), rng.integers(-9, 9, 14) * 1e6, rng.integers(0, 3, 14) + 2.0**52):
        table = TABLE.set_column(2, "relevance", pa.array(grades))
        assert held(read_judgements(table))[0] == definition(table)
