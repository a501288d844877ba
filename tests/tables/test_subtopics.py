"""Judgements by subtopic from every kind of table, and the rules for documents judged more than once."""

from __future__ import annotations

import gzip

import pyarrow as pa
import pytest

import fastrank as fr

LINES = "1 1 b 1\n1 1 a 1\n1 2 a 2\n1 2 c 0\n1 10 c 1\n2 1 a 0\n2 1 b 1\n"
ROWS = [line.split() for line in LINES.splitlines()]
COLUMNS = dict(zip(("topic", "iteration", "docno", "rel"), zip(*ROWS, strict=True), strict=True))
TABLE = pa.table(COLUMNS | {"rel": pa.array([int(row[3]) for row in ROWS])})
RUN = {"1": {"c": 3.0, "b": 2.0, "x": 1.5, "a": 1.0}, "2": {"a": 2.0, "b": 1.0}}
MEASURES = ["alpha_nDCG@2", "StRecall@1", "AP_IA", "nDCG", "AP(rel=2)"]


def values(qrels, measures=MEASURES, **options):
    return fr.evaluate(qrels, RUN, measures, **options).values[:, 0].tolist()


def nested():
    judged = {}
    for query, subtopic, document, grade in ROWS:
        judged.setdefault(query, {}).setdefault(document, {})[subtopic] = int(grade)
    return judged


def list_columns():
    rows = [{"topic": q, "docno": [], "rel": [], "subtopic": []} for q in "12"]
    for query, subtopic, document, grade in ROWS:
        row = rows[int(query) - 1]
        for name, value in (("docno", document), ("rel", int(grade)), ("subtopic", subtopic)):
            row[name].append(value)
    return pa.Table.from_pylist(rows)


def test_every_form_of_judgements_gives_the_same_values(tmp_path):
    text, packed = tmp_path / "qrels.txt", tmp_path / "qrels.gz"
    text.write_text(LINES)
    packed.write_bytes(gzip.compress(LINES.encode()))
    reference = values(TABLE)
    assert reference[1] == [1 / 3, 0.0]
    other = TABLE.rename_columns(["topic", "intent", "docno", "rel"])
    integers = TABLE.set_column(1, "subtopic", TABLE["iteration"].cast(pa.int32()))
    chunks = pa.concat_tables([TABLE.slice(0, 3), TABLE.slice(3)])
    encoded = TABLE.set_column(1, "subtopic", chunks["iteration"].dictionary_encode())
    for qrels in (text, packed, nested(), integers, chunks, encoded, list_columns()):
        assert values(qrels) == reference
    assert values(other, columns={"subtopic": "intent"}) == reference


def test_ordinary_measures_take_the_largest_grade(tmp_path):
    plain = {"1": {"b": 1, "a": 2, "c": 1}, "2": {"a": 0, "b": 1}}
    path = tmp_path / "qrels.txt"
    path.write_text(LINES)
    wanted = values(plain, ["nDCG", "AP(rel=2)", "Judged"])
    for qrels in (TABLE, path, nested()):
        assert values(qrels, ["nDCG", "AP(rel=2)", "Judged"]) == wanted


def test_the_report_counts():
    report = str(fr.evaluate(TABLE, RUN, "alpha_nDCG").report())
    assert "documents judged for several subtopics: 2" in report
    assert "judged queries with one subtopic: 1" in report
    again = fr.evaluate(pa.concat_tables([TABLE, TABLE.slice(0, 2)]), RUN, MEASURES)
    assert "equal judgements given again: 2" in str(again.report())
    assert again.values[:, 0].tolist() == values(TABLE)


def test_two_grades_of_a_document_for_one_subtopic(tmp_path):
    path = tmp_path / "qrels.txt"
    path.write_text(LINES + "2 1 b 0\n")
    for measure in ("alpha_nDCG", "AP"):
        with pytest.raises(
            ValueError,
            match=r"document b of query 2 is judged 1 in line 7 and 0 in line 8; .* for each subtopic",
        ):
            fr.evaluate(path, RUN, measure)
    with pytest.raises(
        ValueError, match="document c of query 1 is judged 0 in row 3 and 1 in row 4; judge every"
    ):
        fr.evaluate(TABLE.drop_columns(["iteration"]), RUN, "AP")


def test_a_diversity_measure_needs_subtopics():
    with pytest.raises(
        ValueError, match=r"no column for subtopic .*, which alpha_nDCG@5 needs; name it with columns="
    ):
        fr.evaluate({"1": {"a": 1}}, RUN, ["AP", "alpha_nDCG@5"])
    with pytest.raises(ValueError, match="alpha_nDCG has no average over tied orders"):
        fr.evaluate(TABLE, RUN, "alpha_nDCG", ties="average")
    without = TABLE.set_column(1, "subtopic", pa.array([*["1"] * 6, None]))
    with pytest.raises(ValueError, match="null subtopic in row 6"):
        fr.evaluate(without, RUN, "alpha_nDCG")
    with pytest.raises(TypeError, match=r"expected \{subtopic: grade\} for document 'b' of '1'"):
        fr.evaluate({"1": {"a": {"s": 1}, "b": 1}}, RUN, "alpha_nDCG")
