"""What the fuzzer (`python -m tools.fuzz`) found: damaged and odd input, each refused in one line or read as it is."""

from __future__ import annotations

import contextlib
import gzip

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import fastrank as fr
from fastrank.cli import main
from fastrank.tables import id_runs, judged_documents

QRELS = {"1": {"a": 1, "b": 0}}
RUN = pa.table({"query_id": ["1", "1"], "doc_id": ["b", "a"], "score": [2.0, 1.0]})


def refused(message, qrels=QRELS, run=RUN, **options):
    with pytest.raises((ValueError, TypeError), match=message) as caught:
        fr.evaluate(qrels, run, "RR", **options)
    assert str(caught.value).isprintable()
    assert not isinstance(caught.value, pa.ArrowException | UnicodeError)


def value(qrels=QRELS, run=RUN, **options):
    return fr.evaluate(qrels, run, "RR", **options).values.item()


def with_column(table, name, values):
    return table.set_column(table.column_names.index(name), name, values)


def written_ipc(path, table, new=pa.ipc.new_file):
    with new(path, table.schema) as writer:
        writer.write_table(table)
    return path


@pytest.mark.parametrize("new", [pa.ipc.new_file, pa.ipc.new_stream])
def test_ipc_files_whose_offsets_lie(new, tmp_path):
    """Arrow reads them as they are: a kernel must not."""
    table = pa.table(
        {"system": ["s"] * 3, "query_id": ["1", "2", "3"], "doc_id": ["aa", "bb", "cc"], "score": [1.0] * 3}
    )
    path = written_ipc(tmp_path / "lying.arrow", table, new)
    offsets = np.array([0, 2, 4, 6], np.int32).tobytes()
    content = path.read_bytes()
    assert offsets in content
    path.write_bytes(content.replace(offsets, np.array([0, 2, 1 << 30, 6], np.int32).tobytes()))
    malformed = r"lying\.arrow: (cannot be read|malformed Arrow data)"
    refused(malformed, run=path)
    refused(malformed, qrels=path)
    with pytest.raises(ValueError, match=malformed):
        fr.read_scores(path)


@pytest.mark.parametrize("source", [
    lambda table: table.to_reader(), lambda table: table.to_batches()[0], lambda table: table,
], ids=["reader", "batch", "table"])  # fmt: skip
def test_offsets_that_change_after_arrow_has_looked(source):
    """The Arrow C interface does not tell how long a buffer is: pyarrow's own objects do not go through it."""
    offsets = np.array([0, 1, 2], np.int32)
    documents = pa.StringArray.from_buffers(2, pa.py_buffer(offsets), pa.py_buffer(b"ba"))
    run = source(with_column(RUN, "doc_id", documents))
    qrels = source(pa.table({"query_id": ["1", "1"], "doc_id": documents, "relevance": [0, 1]}))
    offsets[2] = 1 << 30
    refused(r"system: .*malformed|system: malformed", run={"system": run})
    refused(r"qrels: malformed", qrels=qrels)


def test_packed_text_whose_bytes_are_damaged(tmp_path):
    content = bytearray(gzip.compress(b"1 Q0 b 1 2.0 tag\n1 Q0 a 2 1.0 tag\n" * 9))
    content[14] ^= 0xFF
    (tmp_path / "run.gz").write_bytes(content)
    refused(r"run\.gz: truncated or not a \.gz file", run=tmp_path / "run.gz")
    (tmp_path / "scores.csv.gz").write_bytes(content)
    with pytest.raises(ValueError, match=r"scores\.csv\.gz: cannot be read"):
        fr.read_scores(tmp_path / "scores.csv.gz")


@pytest.mark.parametrize("grade", ["0x1F", "1_0", "１", "1e", "٣"])
def test_grades_that_are_numbers_in_one_language_only(grade, tmp_path):
    path = tmp_path / "qrels"
    path.write_text(f"1 0 a {grade}\n")
    refused(r"qrels, line 1: relevance '.*' is not a number", qrels=path)


@pytest.mark.parametrize("number", ["0x1F", "1_0", "１", "1e", "٣"])
def test_numbers_in_csv_and_scores_are_those_of_every_language(number, tmp_path):
    """Arrow would read 0x1F as 31 where a column is one of whole numbers."""
    (tmp_path / "qrels.csv").write_text(f"query_id,doc_id,relevance\n1,a,{number}\n")
    refused(r"qrels\.csv: '.*' in row 0, column 'relevance', is not a number", qrels=tmp_path / "qrels.csv")
    (tmp_path / "run.csv").write_text(f"query_id,doc_id,score\n1,a,{number}\n")
    refused(r"run\.csv: '.*' in row 0, column 'score', is not a number", run=tmp_path / "run.csv")
    (tmp_path / "runs.csv").write_text(f"system,query_id,doc_id,score\ns,1,a,{number}\n")
    refused(r"runs\.csv: '.*' in row 0, column 'score', is not a number", run=tmp_path / "runs.csv")
    (tmp_path / "run").write_text(f"1 Q0 a 1 {number} tag\n")
    refused(r"run, line 1: score '.*' is not a number", run=tmp_path / "run")


def test_numbers_in_csv_files_that_are_not_utf8(tmp_path):
    (tmp_path / "run.csv").write_bytes(b"query_id,doc_id,score\n1,a,1\n1,b,2\xff\n")
    refused(r"run\.csv: '2\\+xff' in row 1, column 'score', is not a number", run=tmp_path / "run.csv")
    (tmp_path / "qrels.csv").write_bytes(b"query_id,doc_id,relevance\n1,a,1\n1,b,2\xff\n")
    refused(r"qrels\.csv: '2\\+xff' in row 1, column 'relevance', is not", qrels=tmp_path / "qrels.csv")


def test_grades_in_csv_files_may_be_missing_or_truth(tmp_path):
    path = tmp_path / "qrels.csv"
    path.write_text("query_id,doc_id,relevance\n1,a,True\n1,b,False\n")
    assert value(path) == 0.5
    path.write_text("query_id,doc_id,relevance\n1,a, 1\n1,b,NA\n")
    assert value(path) == 0.5
    path.write_text("query_id,doc_id,relevance\n1,a,9007199254740993\n")
    refused("has no exact float64", qrels=path)


def test_ids_of_csv_files_are_text(tmp_path):
    """As numbers 007 would be 7, and no document of another file."""
    (tmp_path / "qrels.csv").write_text("query_id,doc_id,relevance\n01,007,1\n01,008,0\n")
    (tmp_path / "run.csv").write_text("query_id,doc_id,score\n01,008,2.0\n01,007,1.0\n")
    scores = fr.evaluate(tmp_path / "qrels.csv", tmp_path / "run.csv", "RR")
    assert scores.queries == ("01",)
    assert scores.values.item() == 0.5
    assert value(tmp_path / "qrels.csv", {"01": {"008": 2.0, "007": 1.0}}) == 0.5


def test_grades_of_thousands_of_digits(tmp_path):
    (tmp_path / "qrels").write_text(f"1 0 a {'9' * 5000}\n")
    refused("qrels: relevance is inf in line 1; grades are finite", qrels=tmp_path / "qrels")
    (tmp_path / "qrels").write_text(f"1 0 a {'0' * 5000}1\n")
    assert value(tmp_path / "qrels", {"1": {"a": 1.0}}) == 1


def test_systems_without_rows():
    none = RUN.append_column("system", pa.array(["s", "s"])).slice(0, 0)
    refused("^mine: no query in common with the judgements", run={"mine": none})
    refused("^run: no query in common with the judgements", run=none)


def test_what_cannot_be_printed_is_escaped(tmp_path):
    line = {"query_id": ["q\n1"] * 2, "doc_id": ["d\x85"] * 2}
    refused(
        r"query q\\n1 holds document d\\x85 twice",
        qrels={"q\n1": {"x": 1}},
        run=pa.table({**line, "score": [2.0, 1.0]}),
    )
    refused(r"document d\\x85 of query q\\n1 is judged 2 in", qrels=pa.table({**line, "relevance": [2, 1]}))
    refused(r"it has: query_id, doc\\n", run=RUN.rename_columns(["query_id", "doc\n", "score"]))
    refused(r"ties='numeric_descending' needs .*x85", run={"1": {"\x85": 1.0}}, ties="numeric_descending")
    long = pa.table({"query_id": ["1"] * 2, "doc_id": ["x" * 10_000] * 2, "score": [2.0, 1.0]})
    refused(r"document x{200}\.\.\. twice", run=long)


def test_names_of_columns_that_are_not_utf8(tmp_path):
    (tmp_path / "run.csv").write_bytes(b"query_id,doc_id,\xff\n1,a,1.0\n")
    refused(r"run\.csv: cannot be read: .*decode", run=tmp_path / "run.csv")
    with pytest.raises(ValueError, match=r"run\.csv: cannot be read: .*decode"):
        fr.read_scores(tmp_path / "run.csv")


VIEWS = [pa.string_view(), pa.binary_view()]


@pytest.mark.parametrize("kind", VIEWS, ids=str)
def test_views_in_lists_and_dictionaries(kind):
    """Arrow cannot take, encode or cast all of them."""
    views = {name: RUN[name].cast(pa.binary()).cast(kind) for name in ("query_id", "doc_id")}
    system = {"system": pa.array(["s", "t", "s"])}
    nested = pa.table(
        {
            "query_id": views["query_id"].slice(0, 1),
            "doc_id": pa.array([["b", "a"]], pa.list_(pa.string())),
            "score": [[2.0, 1.0]],
        }
    )
    assert value(run=nested) == 0.5
    lists = pa.array([[b"b", b"a"]] if "binary" in str(kind) else [["b", "a"]], pa.list_(kind))
    assert value(run=pa.table({"query_id": ["1"], "doc_id": lists, "score": [[2.0, 1.0]]})) == 0.5
    encoded = pa.DictionaryArray.from_arrays(pa.array([0, 1]), views["doc_id"].combine_chunks())
    assert value(run=with_column(RUN, "doc_id", encoded)) == 0.5
    both = pa.concat_tables(
        [pa.table({**views, "score": RUN["score"]}), pa.table({**views, "score": RUN["score"]}).slice(1)]
    )
    scores = fr.evaluate(QRELS, pa.table({**{n: both[n] for n in both.column_names}, **system}), "RR")
    assert scores.values.ravel().tolist() == [0.5, 1.0]
    qrels = pa.table({**views, "relevance": [0, 1]})
    assert value(pa.concat_tables([qrels, qrels])) == 0.5


def test_dictionaries_that_hold_a_null():
    """One that nobody uses is no null id; Arrow unifies no dictionaries with nulls."""
    encoded = pa.DictionaryArray.from_arrays(pa.array([1, 1]), pa.array([None, "1"]))
    assert value(run=with_column(RUN, "query_id", encoded)) == 0.5
    assert (
        value(run=with_column(RUN, "query_id", pa.chunked_array([encoded.slice(0, 1), encoded.slice(1)])))
        == 0.5
    )
    qrels = pa.table({"query_id": encoded, "doc_id": ["a", "b"], "relevance": [1, 0]})
    assert value(qrels) == 0.5
    used = pa.DictionaryArray.from_arrays(pa.array([1, 0]), pa.array([None, "1"]))
    chunks = pa.chunked_array([encoded, used])
    refused("run: null query_id in row 3", run=with_column(pa.concat_tables([RUN, RUN]), "query_id", chunks))


@pytest.mark.parametrize("encoding", ["DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"])
def test_parquet_whose_query_ids_arrow_cannot_read_as_a_dictionary(encoding, tmp_path):
    qrels = pa.table({"query_id": ["1", "1"], "doc_id": ["a", "b"], "relevance": [1, 0]})
    for name, table in (("run", RUN), ("qrels", qrels)):
        columns = {"query_id": encoding, "doc_id": encoding}
        pq.write_table(table, tmp_path / f"{name}.parquet", use_dictionary=False, column_encoding=columns)
    assert value(tmp_path / "qrels.parquet", tmp_path / "run.parquet") == 0.5


@pytest.mark.parametrize("nest", [False, True], ids=["long", "nested"])
def test_row_groups_that_hold_less_than_the_file_says(nest, tmp_path, monkeypatch):
    """Arrow reads no row of a group where the footer lies about its first column, and says nothing."""
    run = pa.concat_tables([RUN, RUN])
    if nest:
        lists = {"doc_id": [[value] for value in run["doc_id"].to_pylist()], "score": [[1.0]] * len(run)}
        run = pa.table({"query_id": run["query_id"], **lists})
    pq.write_table(run, tmp_path / "run.parquet", row_group_size=2)
    rows = {0: RUN.num_rows, 1: 0}
    batches = pq.ParquetFile.iter_batches

    def lying(self, *arguments, row_groups, **options):
        for batch in batches(self, *arguments, row_groups=row_groups, **options):
            yield batch.slice(0, rows[row_groups[0]])

    monkeypatch.setattr(pq.ParquetFile, "iter_batches", lying)
    refused(
        r"run\.parquet: row group 1 has 0 rows, but its footer says 2; the file is damaged",
        run=tmp_path / "run.parquet",
    )


def test_judgements_in_parts_that_hold_less_than_the_file_says(tmp_path, monkeypatch):
    """Then the file is read as a whole, which tells what is wrong."""
    monkeypatch.setattr(judged_documents, "ROWS_AT_ONCE", 1)
    pq.write_table(pa.table({"query_id": ["1", "1"], "doc_id": ["a", "b"], "relevance": [1, 0]}),
                   tmp_path / "qrels.parquet")  # fmt: skip
    read = pq.ParquetFile.read
    monkeypatch.setattr(pq.ParquetFile, "iter_batches", lambda self, *_, **options: iter(()))
    assert value(tmp_path / "qrels.parquet") == 0.5
    monkeypatch.setattr(pq.ParquetFile, "read", lambda self: read(self).slice(0, 1))
    refused(
        r"qrels\.parquet: the file has 1 rows, but its footer says 2; the file is damaged",
        tmp_path / "qrels.parquet",
    )


def test_nesting_a_file_of_row_groups_with_dictionaries_of_their_own(tmp_path):
    run = pa.table({"query_id": ["1", "1", "2"], "doc_id": ["b", "a", "c"], "score": [2.0, 1.0, 1.0]})
    pq.write_table(run, tmp_path / "run.parquet", row_group_size=1)
    encoded = with_column(run, "doc_id", run["doc_id"].dictionary_encode())
    written_ipc(tmp_path / "run.arrow", encoded)
    for name in ("run.parquet", "run.arrow"):
        assert main(["nest", str(tmp_path / name), str(tmp_path / "nested.parquet")]) == 0
        assert pq.read_table(tmp_path / "nested.parquet")["doc_id"].to_pylist() == [["b", "a"], ["c"]]


def test_fusing_a_file_without_batches(tmp_path):
    with pa.ipc.new_file(tmp_path / "empty.arrow", RUN.schema):
        pass
    fused = fr.fuse({"run": RUN, "empty": tmp_path / "empty.arrow"})
    assert fused["doc_id"].to_pylist() == ["b", "a"]


def test_numbers_at_the_edge_of_what_floats_tell_apart():
    refused(r"a document id above 2\*\*53 has no exact order", ties="numeric_descending",
            run={"1": {"9007199254740993": 1.0}})  # fmt: skip
    refused(r"has no exact float64", run=with_column(RUN, "score", pa.array([1, 2**63 - 1])))
    refused(r"has no exact float64", run=with_column(RUN, "score", pa.array([1, 2**64 - 1], pa.uint64())))
    assert value(run=with_column(RUN, "score", pa.array([1, -(2**63)]))) == 0.5


def test_codes_that_are_not_in_the_dictionary_of_a_parquet_page(tmp_path):
    """Arrow hands them on as they are where a column is read as a dictionary."""
    n = 40
    run = pa.table(
        {
            "query_id": [str(i // 20) for i in range(n)],
            "doc_id": [str(i) for i in range(n)],
            "score": [1.0] * n,
        }
    )
    pq.write_table(run, tmp_path / "run.parquet", compression="none", use_dictionary=["query_id"])
    content = bytearray((tmp_path / "run.parquet").read_bytes())
    (tmp_path / "run.parquet").write_bytes(content)
    column = pq.read_metadata(tmp_path / "run.parquet").row_group(0).column(0)
    end = column.dictionary_page_offset + column.total_compressed_size
    assert content[end - 1] == 1  # the last run of codes: 20 times the second
    content[end - 1] = 77
    (tmp_path / "run.parquet").write_bytes(content)
    qrels = {"0": {"1": 1}, "1": {"21": 1}}
    for name in ("run.parquet", "qrels.parquet"):
        (tmp_path / name).write_bytes(content)
    refused(
        r"run\.parquet: cannot be read: column 'query_id' holds codes that are not in its dictionary|out of",
        qrels,
        tmp_path / "run.parquet",
    )
    refused(r"qrels\.parquet: cannot be read: ", tmp_path / "qrels.parquet", run)


def test_columns_of_one_name(tmp_path):
    twice = pa.Table.from_arrays([*RUN.columns, RUN["score"]], ["query_id", "doc_id", "score", "score"])
    refused(r"run: two columns are called 'score'; columns need different names", run=twice)
    pq.write_table(twice, tmp_path / "run.parquet")
    refused(r"run\.parquet: two columns are called 'score'", run=tmp_path / "run.parquet")
    other = pa.Table.from_arrays([*RUN.columns, RUN["score"], RUN["score"]], [*RUN.column_names, "x", "x"])
    assert value(run=other) == 0.5
    (tmp_path / "scores.csv").write_text("\n\nquery_id,a,a\n1,0.5,0.5\n")
    with pytest.raises(ValueError, match="two columns are called 'a'"):
        fr.read_scores(tmp_path / "scores.csv")


def test_empty_lines_before_a_header(tmp_path):
    """They are passed over, and the columns below are text all the same."""
    (tmp_path / "scores.csv").write_text("\n\nquery_id,a\n007,true\n")
    with pytest.raises(ValueError, match="'true' in row 0, column 'a', is not a number"):
        fr.read_scores(tmp_path / "scores.csv")
    (tmp_path / "scores.csv").write_bytes(b"\xef\xbb\xbf\n")
    with pytest.raises(ValueError, match="the file is empty"):
        fr.read_scores(tmp_path / "scores.csv")
    (tmp_path / "run.csv").write_text("\n\nquery_id,doc_id,score\n1,b,2\n1,a,1\n")
    (tmp_path / "qrels.csv").write_text("\r\n\nquery_id,doc_id,relevance\n1,a,1\n")
    assert value(tmp_path / "qrels.csv", tmp_path / "run.csv") == 0.5
    (tmp_path / "run.csv").write_text("query_id,doc_id,score\r1,b,2\r1,a,1\r")
    assert value(run=tmp_path / "run.csv") == 0.5
    (tmp_path / "scores.csv").write_text("\n\nquery_id,a\n007,0.5\n")
    assert fr.read_scores(tmp_path / "scores.csv").queries == ("007",)


def test_files_of_a_folder_some_with_a_dictionary(tmp_path):
    """Query ids are read as one where Arrow can, and files of other encodings join them; so do list columns."""
    (tmp_path / "runs").mkdir()
    pq.write_table(RUN, tmp_path / "runs" / "0.parquet")
    other = with_column(RUN, "query_id", pa.array(["2", "2"]))
    encoding = {"query_id": "DELTA_BYTE_ARRAY"}
    pq.write_table(other, tmp_path / "runs" / "1.parquet", use_dictionary=False, column_encoding=encoding)
    assert fr.fuse([tmp_path / "runs", RUN])["query_id"].to_pylist() == ["1", "1", "2", "2"]
    nested = pa.table({"query_id": ["1"], "doc_id": [["b", "a"]], "score": [[2.0, 1.0]]})
    pq.write_table(nested, tmp_path / "nested.parquet")
    assert fr.fuse([tmp_path / "nested.parquet", RUN])["doc_id"].to_pylist() == ["b", "a"]
    pq.write_table(with_column(RUN, "query_id", pa.array([1, 2])), tmp_path / "runs" / "2.parquet")
    with pytest.raises(ValueError, match="runs: files of different types: "):
        fr.fuse([tmp_path / "runs", RUN])


def test_holes_above_a_depth():
    """Documents judged for other queries are cut as those of the query's own are."""
    qrels, run = {"1": {"a": 1}, "2": {"b": 0}}, {"1": {"x": 3.0, "b": 2.0, "y": 1.0, "a": 0.5}}
    for depth, holes in ((1, 1), (2, 1), (3, 2), (4, 2)):
        values = fr.evaluate(qrels, run, ["hole@4", "hole@1"], depth=depth).values[:, 0, 0]
        assert values.tolist() == [holes / 4, 1.0]
    assert fr.evaluate(qrels, run, "hole@4", depth=4, judged_only=True).values[0, 0, 0] == 0


@pytest.mark.parametrize("kind", VIEWS, ids=str)
def test_views_of_systems_that_come_together_and_apart(kind):
    """In one batch the rows of a system follow each other, in the next they do not: both have one type."""
    documents = pa.array([b"b", b"a", b"b", b"a"], pa.binary()).cast(kind)
    system = pa.array(["s", "t", "t", "s"])
    table = pa.table(
        {"query_id": ["1"] * 4, "doc_id": documents, "score": [2.0, 2.0, 1.0, 1.0], "system": system}
    )
    batches = [*table.slice(0, 1).to_batches(), *table.slice(1).to_batches()]
    scores = fr.evaluate(QRELS, pa.RecordBatchReader.from_batches(table.schema, batches), "RR")
    assert scores.values.ravel().tolist() == [0.5, 1.0]


def test_systems_without_a_name_in_a_dictionary():
    system = pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(["s", None]))
    refused("null system in row 1", run=RUN.append_column("system", system))


def test_a_stream_of_systems_without_batches(tmp_path):
    table = RUN.append_column("system", pa.array(["s", "s"]))
    with pa.ipc.new_file(tmp_path / "empty.arrow", table.schema):
        pass
    fused = fr.fuse([tmp_path / "empty.arrow", RUN])
    assert fused["doc_id"].to_pylist() == ["b", "a"]


def test_null_views_of_any_length():
    """Arrow asks for the memory that they would take, two gigabytes here."""
    views = np.array(
        [[1, ord("x"), 0, 0], [1, ord("b"), 0, 0], [2**31 - 1, 0, 0, 0], [1, ord("a"), 0, 0]], np.int32
    )
    valid = pa.py_buffer(bytes([0b1011]))
    documents = pa.Array.from_buffers(pa.string_view(), 3, [valid, pa.py_buffer(views)], offset=1)
    assert id_runs.encodable(pa.chunked_array([documents])).to_pylist() == [b"b", None, b"a"]
    allocated = pa.default_memory_pool().max_memory()
    refused(
        "null doc_id in row 1",
        qrels=pa.table({"query_id": ["1"] * 3, "doc_id": documents, "relevance": [1] * 3}),
    )
    assert pa.default_memory_pool().max_memory() - allocated < 1 << 30


def test_a_name_of_a_system_with_a_newline_stays_on_one_line():
    run = {"query_id": ["other"], "doc_id": ["a"], "score": [1.0], "system": ["first\nsystem"]}
    with pytest.raises(ValueError, match=r"^first.*system: no query in common") as refused:
        fr.evaluate({"q": {"a": 1}}, pa.table(run), "AP")
    assert "\n" not in str(refused.value)


def test_ids_in_hexadecimal_are_no_numbers():
    ids = pa.array(["0x1F", "7"])
    run = pa.table({"query_id": ["q", "q"], "doc_id": ids, "score": [1.0, 1.0]})
    with pytest.raises(ValueError, match="whole numbers"):
        fr.evaluate({"q": {"7": 1}}, run, "AP", ties="numeric_ascending")


def test_files_of_a_folder_one_without_rows_and_systems_in_views(tmp_path):
    table = pa.table(
        {
            "query_id": ["q", "q"],
            "doc_id": ["a", "b"],
            "score": [2.0, 1.0],
            "system": pa.array(["x", "y"], pa.string_view()),
        }
    )
    for i, part in enumerate((table, table.slice(0, 0))):
        pq.write_table(part, tmp_path / f"{i}.parquet")
    assert fr.evaluate({"q": {"a": 1}}, tmp_path, "AP", order="any").systems == ("x", "y")


def test_types_in_a_footer_that_do_not_agree_with_it(tmp_path):
    """Where pyarrow's `RowGroupMetaData.column` ends the process."""
    path, table = tmp_path / "run.parquet", {"query_id": ["q"], "doc_id": [["a"]], "score": [[1.0]]}
    pq.write_table(pa.table(table), path)
    whole = path.read_bytes()
    optional, required = b"\x25\x02", b"\x25\x00"  # the third field of a column's schema
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    at = whole.find(optional, footer)
    assert at > 0
    while at > 0:
        path.write_bytes(whole[:at] + required + whole[at + 2 :])
        with contextlib.suppress(ValueError):
            fr.evaluate({"q": {"a": 1}}, path, "AP")
        at = whole.find(optional, at + 1)
