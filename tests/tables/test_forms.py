"""The same collection as long, nested, shuffled, framed and written tables: the same bits."""

from __future__ import annotations

import gzip

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.dataset
import pyarrow.feather
import pyarrow.parquet
import pytest
from collection import MEASURES, collection, nested, reference, same_values

import fastrank as fr
from fastrank.tables import nest

QRELS, RUN = collection()


def cast(table, kind, names=("query_id", "doc_id")):
    for name in names:
        column = table.column(name)
        text = column.cast(pa.string())
        if pa.types.is_dictionary(kind):
            made = text.dictionary_encode()
        elif "binary" in str(kind):
            made = pa.chunked_array([text.cast(pa.binary()).combine_chunks()]).cast(kind)
        else:
            made = column.cast(kind) if pa.types.is_integer(kind) else text.cast(kind)
        table = table.set_column(table.column_names.index(name), name, made)
    return table


@pytest.mark.parametrize("kind", [
    pa.int8(), pa.uint16(), pa.int32(), pa.uint64(), pa.string(), pa.large_string(), pa.string_view(), pa.binary(),
    pa.large_binary(), pa.binary_view(), pa.dictionary(pa.int32(), pa.string()),
], ids=str)  # fmt: skip
def test_every_type_of_ids(kind):
    if str(kind) == "int8":
        qrels, run = (cast(table, kind, ["query_id"]) for table in (QRELS, RUN))
    else:
        qrels, run = cast(QRELS, kind), cast(RUN, kind)
    assert same_values(reference(), fr.evaluate(qrels, run, MEASURES))
    assert same_values(reference(), fr.evaluate(QRELS, run, MEASURES)), (
        "judgements and run may differ in type"
    )
    assert same_values(reference(), fr.evaluate(qrels, RUN, MEASURES))


def test_categories_of_polars():
    """Their dictionaries hold views, which Arrow casts to nothing."""
    import polars as pl

    for kind in (pl.Categorical, pl.Enum([str(i) for i in range(200)])):
        categories = pl.col("query_id", "doc_id").cast(pl.String).cast(kind)
        qrels, run = (pl.DataFrame(table).with_columns(categories) for table in (QRELS, RUN))
        assert same_values(reference(), fr.evaluate(qrels, run, MEASURES))


def test_fixed_size_binary_ids():
    text = [f"{i:04d}".encode() for i in RUN["doc_id"].to_pylist()]
    padded = [f"{i:04d}".encode() for i in QRELS["doc_id"].to_pylist()]
    at = RUN.column_names.index("doc_id")
    fixed = (
        QRELS.set_column(at, "doc_id", pa.array(padded, pa.binary(4))),
        RUN.set_column(at, "doc_id", pa.array(text, pa.binary(4))),
    )
    plain = (QRELS.set_column(at, "doc_id", pa.array(padded)), RUN.set_column(at, "doc_id", pa.array(text)))
    assert same_values(fr.evaluate(*fixed, MEASURES), fr.evaluate(*plain, MEASURES))


def test_dictionaries_with_unused_and_repeated_values():
    text = RUN["query_id"].cast(pa.string()).combine_chunks()
    values = pa.array(["unused", *[str(i) for i in range(12)], "3"])
    codes = [int(query.as_py()) + 1 for query in text]
    codes[[i for i, code in enumerate(codes) if code == 4][-1]] = (
        13  # one row of query 3 through its second code
    )
    encoded = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), values)
    run = RUN.set_column(0, "query_id", encoded)
    assert same_values(reference(), fr.evaluate(QRELS, run, MEASURES))


@pytest.mark.parametrize("lists", [pa.list_, pa.large_list, pa.list_view, pa.large_list_view])
def test_one_row_a_query(lists):
    flat, run = nested(QRELS, lists), nested(RUN, lists)
    for qrels, other in ((flat, run), (QRELS, run), (flat, RUN)):
        assert same_values(reference(), fr.evaluate(qrels, other, MEASURES))
    assert same_values(
        reference(),
        fr.evaluate(flat.slice(0, 20), pa.concat_tables([run.slice(5), run.slice(0, 5)]), MEASURES),
    )


def test_fixed_size_lists():
    depth = 30
    run = nested(RUN)
    fixed = pa.table({"query_id": run["query_id"], **{
        name: pa.FixedSizeListArray.from_arrays(pa.array(RUN[name].to_pylist()), depth) for name in ("doc_id", "score")
    }})  # fmt: skip
    assert same_values(reference(), fr.evaluate(QRELS, fixed, MEASURES))


def test_null_lists_are_empty():
    run = pa.table({"query_id": [1, 2], "doc_id": [[10], None], "score": [[1.0], None]})
    scores = fr.evaluate({1: {10: 1}, 2: {10: 1}}, run, "RR")
    assert scores.values.ravel().tolist() == [1.0, 0.0]


@pytest.mark.parametrize("seed", range(5))
def test_rows_in_any_order(seed):
    rng = np.random.default_rng(seed)
    qrels, run = (table.take(rng.permutation(table.num_rows)) for table in (QRELS, RUN))
    for ties in ("id_descending", "id_ascending", "numeric_descending", "best", "worst"):
        shuffled = fr.evaluate(qrels, run, MEASURES, ties=ties)
        assert same_values(reference(ties=ties), shuffled), ties


def test_rows_in_many_chunks_and_slices():
    pieces = pa.concat_tables([RUN.slice(i, 7) for i in range(0, RUN.num_rows, 7)])
    assert pieces["doc_id"].num_chunks > 10
    assert same_values(reference(), fr.evaluate(QRELS, pieces, MEASURES))
    padded = pa.concat_tables([RUN.slice(0, 5), RUN, RUN.slice(0, 9)]).combine_chunks().slice(5, RUN.num_rows)
    assert same_values(reference(), fr.evaluate(QRELS, padded, MEASURES))


def test_data_frames_and_streams():
    pandas, polars, duckdb = (pytest.importorskip(name) for name in ("pandas", "polars", "duckdb"))
    frame_qrels, frame_run = polars.from_arrow(QRELS), polars.from_arrow(RUN)
    forms = {
        "polars": (frame_qrels, frame_run),
        "polars lazy": (frame_qrels.lazy(), frame_run.lazy()),
        "pandas": (pandas.DataFrame(QRELS.to_pydict()), pandas.DataFrame(RUN.to_pydict())),
        "reader": (QRELS.to_reader(), RUN.to_reader()),
        "batch": (QRELS.combine_chunks().to_batches()[0], RUN.combine_chunks().to_batches()[0]),
        "dataset": (pa.dataset.dataset(QRELS), pa.dataset.dataset(RUN)),
    }
    for name, (qrels, run) in forms.items():
        assert same_values(reference(), fr.evaluate(qrels, run, MEASURES)), name
    with duckdb.connect() as connection:
        connection.register("r", RUN)
        assert same_values(reference(), fr.evaluate(QRELS, connection.sql("select * from r"), MEASURES))


def test_pandas_text_and_categories():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(RUN.to_pydict()).astype({"query_id": str, "doc_id": str})
    frame["query_id"] = frame["query_id"].astype("category")
    assert same_values(reference(), fr.evaluate(QRELS, frame, MEASURES))
    assert same_values(reference(), fr.evaluate(QRELS, frame.sample(frac=1, random_state=3), MEASURES))


def test_files(tmp_path):
    pa.parquet.write_table(RUN, tmp_path / "run.parquet", row_group_size=50)
    pa.feather.write_feather(RUN, tmp_path / "run.arrow", compression="uncompressed")
    with pa.ipc.new_stream(tmp_path / "run.arrows", RUN.schema) as writer:
        writer.write_table(RUN)
    pa.csv.write_csv(RUN, tmp_path / "run.csv")
    text = "".join(f"{r['query_id']} Q0 {r['doc_id']} 1 {r['score']} tag\n" for r in RUN.to_pylist()).encode()
    (tmp_path / "run.trec").write_bytes(text)
    (tmp_path / "run.txt.gz").write_bytes(gzip.compress(text))
    (tmp_path / "folder").mkdir()
    pa.parquet.write_table(RUN.slice(0, 100), tmp_path / "folder" / "a.parquet")
    pa.parquet.write_table(RUN.slice(100), tmp_path / "folder" / "b.parquet")
    judgements = "".join(f"{r['query_id']}\t0\t{r['doc_id']}\t{r['relevance']}\n" for r in QRELS.to_pylist())
    (tmp_path / "qrels").write_text(judgements)
    for name in ("run.parquet", "run.arrow", "run.arrows", "run.csv", "run.trec", "run.txt.gz", "folder"):
        scores = fr.evaluate(tmp_path / "qrels", tmp_path / name, MEASURES)
        assert same_values(reference(), scores), name
        assert scores.systems == (("run",) if name != "folder" else ("folder",))
        assert same_values(
            reference(), fr.evaluate(str(tmp_path / "qrels"), {"s": str(tmp_path / name)}, MEASURES)
        )


def test_nested_dicts():
    qrels, run = {}, {}
    for row in QRELS.to_pylist():
        qrels.setdefault(str(row["query_id"]), {})[str(row["doc_id"])] = row["relevance"]
    for row in RUN.to_pylist():
        run.setdefault(str(row["query_id"]), {})[str(row["doc_id"])] = row["score"]
    assert same_values(reference(), fr.evaluate(qrels, run, MEASURES))
    assert same_values(reference(), fr.evaluate(qrels, {"one": run}, MEASURES))


def test_several_systems_in_one_table():
    half = RUN.set_column(2, "score", pa.array(np.asarray(RUN["score"])[::-1].copy()))
    mapping = fr.evaluate(QRELS, {"a": RUN, "b": half}, MEASURES)
    both = pa.concat_tables([
        RUN.append_column("system", pa.array(["a"] * RUN.num_rows)),
        half.append_column("system", pa.array(["b"] * RUN.num_rows)),
    ])  # fmt: skip
    assert same_values(mapping, fr.evaluate(QRELS, both, MEASURES))
    mixed = both.take(np.random.default_rng(0).permutation(both.num_rows))
    shuffled = fr.evaluate(QRELS, mixed, MEASURES).sel(systems=["a", "b"])
    assert same_values(mapping, shuffled)
    lists = pa.concat_tables([nested(RUN), nested(half)])
    systems = pa.array(["a"] * 12 + ["b"] * 12)
    assert same_values(mapping, fr.evaluate(QRELS, lists.append_column("system", systems), MEASURES))


@pytest.mark.parametrize(("query", "document", "score", "grade"), [
    ("qid", "docno", "score", "label"), ("q_id", "doc_id", "score", "score"), ("query-id", "corpus-id", "score", "score"),
    ("user_id", "item_id", "prediction", "rating"), ("userID", "itemID", "prediction", "rating"),
    ("query", "docid", "scores", "rel"), ("topic", "doc", "sim", "grade"), ("query", "corpus-ids", "scores", "relevances"),
])  # fmt: skip
def test_names_of_the_field(query, document, score, grade):
    qrels, run = QRELS.rename_columns([query, document, grade]), RUN.rename_columns([query, document, score])
    assert same_values(reference(), fr.evaluate(qrels, run, MEASURES))


def test_columns_named_by_hand():
    qrels, run = QRELS.rename_columns(["w", "v", "u"]), RUN.rename_columns(["w", "v", "points"])
    columns = {"query_id": "w", "doc_id": "v", "relevance": "u", "score": "points"}
    assert same_values(reference(), fr.evaluate(qrels, run, MEASURES, columns=columns))


@pytest.mark.parametrize("columns", [
    {"qrels.doc_id": "document", "run.doc_id": "passage"},
    {"doc_id": "document", "run.doc_id": "passage"},
    {"doc_id": "document", "run.doc_id": "passage", "run.query_id": "query_id", "run.score": "score"},
])  # fmt: skip
def test_columns_of_judgements_and_of_runs_told_apart(columns):
    qrels = QRELS.rename_columns(["query_id", "document", "relevance"])
    run = RUN.rename_columns(["query_id", "passage", "score"]).append_column("document", RUN["doc_id"])
    assert same_values(reference(), fr.evaluate(qrels, run, MEASURES, columns=columns))


@pytest.mark.parametrize("renamed", ["qrels", "run"])
def test_a_column_named_for_both_counts_where_it_is(renamed):
    qrels = QRELS.rename_columns(["query_id", "d", "relevance"]) if renamed == "qrels" else QRELS
    run = RUN.rename_columns(["query_id", "d", "score"]) if renamed == "run" else RUN
    assert same_values(reference(), fr.evaluate(qrels, run, MEASURES, columns={"doc_id": "d"}))


def test_columns_that_nobody_asked_for_are_passed_over():
    run = RUN.append_column("rank", pa.array(range(RUN.num_rows))).append_column(
        "text", pa.array(["x"] * RUN.num_rows)
    )
    assert same_values(reference(), fr.evaluate(QRELS, run, MEASURES))


@pytest.mark.parametrize(
    "kind", [pa.int8(), pa.int64(), pa.float32(), pa.float64(), pa.decimal128(25, 1)], ids=str
)
def test_types_of_numbers(kind):
    qrels = QRELS.set_column(2, "relevance", QRELS["relevance"].cast(kind))
    run = RUN.set_column(2, "score", RUN["score"].cast(kind))
    assert same_values(reference(), fr.evaluate(qrels, run, MEASURES))


def test_boolean_grades_and_null_grades():
    qrels = pa.table({"query_id": [1, 1, 1], "doc_id": [1, 2, 3], "relevance": [True, False, None]})
    run = {1: {3: 3.0, 1: 2.0, 2: 1.0}}
    assert fr.evaluate(qrels, run, ["RR", "Judged", "R"]).values.ravel().tolist() == [0.5, 2 / 3, 1.0]


def test_ids_that_share_a_prefix_or_are_empty():
    qrels = {"q": {"": 1, "a": 0, "a\0": 2, "ab": 0}}
    run = {"q": {"": 1.0, "a": 1.0, "a\0": 1.0, "ab": 1.0}}
    # Falling bytes: ab, a\0, a, empty.
    assert fr.evaluate(qrels, run, ["RR", "AP"]).values.ravel().tolist() == [0.5, 0.5]


def test_lone_queries_of_many_shapes():
    qrels = {q: {f"d{i}": i % 2 for i in range(n)} for q, n in (("one", 1), ("two", 2), ("many", 3000))}
    run = {"one": {"d0": 1.0}, "two": {"d1": 1.0}, "many": {f"d{i}": float(i) for i in range(3000)}}
    scores = fr.evaluate(qrels, run, "AP")
    assert scores.values[0, 0, :2].tolist() == [0.0, 1.0]
    ranks = np.arange(1, 3001, 2)
    assert scores.values[0, 0, 2] == pytest.approx(np.mean(np.arange(1, 1501) / ranks), rel=1e-12)


def test_nesting_keeps_subtopics():
    qrels = {"q": {"a": {"s": 1, "t": 1}, "b": {"s": 0}}}
    lists = nest.nested(qrels, "qrels")
    assert lists.column("subtopic").to_pylist() == [["s", "t", "s"]]
    run = {"q": {"a": 1.0, "b": 2.0}}
    same_values(fr.evaluate(lists, run, "alpha_nDCG@10"), fr.evaluate(qrels, run, "alpha_nDCG@10"))


def test_a_tsv_run_is_named_as_a_csv_run_is(tmp_path):
    (tmp_path / "bm25.tsv.gz").write_bytes(gzip.compress(b"query_id\tdoc_id\tscore\nq\ta\t1\n"))
    assert fr.evaluate({"q": {"a": 1}}, tmp_path / "bm25.tsv.gz", "AP").systems == ("bm25",)
