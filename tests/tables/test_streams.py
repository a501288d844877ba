"""Runs that come batch by batch: the bits of the whole table wherever batches, row groups and files cut it."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pyarrow.dataset
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from collection import MEASURES, collection, nested, same_values
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.tables import measured_run, run_pieces
from fastrank.tables.cut_queries import CutQueries, Fragment

QRELS, RUN = collection(n_queries=7, depth=5)
N = RUN.num_rows
REFERENCE = fr.evaluate(QRELS, RUN, MEASURES)

pytestmark = pytest.mark.usefixtures("threads_for_few_rows", "pieces_of_four_rows")


def reader(*tables):
    return pa.RecordBatchReader.from_batches(tables[0].schema, [b for t in tables for b in t.to_batches()])


def cut(table, borders):
    borders = [0, *sorted(borders), table.num_rows]
    return [table.slice(a, b - a) for a, b in itertools.pairwise(borders)]


def same(scores):
    assert same_values(REFERENCE, scores)
    assert {name: count.tolist() for name, count in scores.counts.items()} == {
        name: count.tolist() for name, count in REFERENCE.counts.items()
    }


@pytest.mark.usefixtures("in_pieces_only")
@pytest.mark.parametrize("piece_rows", [1, 3, 5, 1000])
@pytest.mark.parametrize("border", range(N + 1))
def test_a_border_anywhere(border, piece_rows, monkeypatch):
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", piece_rows)
    same(fr.evaluate(QRELS, reader(*cut(RUN, [border])), MEASURES))


@pytest.mark.usefixtures("in_pieces_only")
@pytest.mark.parametrize("border", range(N + 1))
def test_a_border_of_files_anywhere(border, tmp_path):
    for name, part in zip("ab", cut(RUN, [border]), strict=True):
        pq.write_table(part, tmp_path / f"{name}.parquet", row_group_size=3)
    same(fr.evaluate(QRELS, tmp_path, MEASURES))


@pytest.mark.parametrize("at_once", [1, 2, 7, 30])
@pytest.mark.parametrize("runs", [RUN, RUN.slice(7, 13), RUN.take([*range(10, N), *range(10)])])
def test_measured_in_parts_of_any_size(runs, at_once, monkeypatch):
    """Queries that the run does not have, and subtopics, are cut into parts too."""
    asked = ([*MEASURES, "alpha_nDCG@3", "P-IA@2"], {"missing": "skip"})
    subtopics = pa.array(i % 3 for i in range(QRELS.num_rows))
    qrels = QRELS.append_column("subtopic", subtopics)
    once = fr.evaluate(qrels, runs, asked[0], **asked[1])
    monkeypatch.setattr(measured_run, "AT_ONCE", at_once)
    parts = fr.evaluate(qrels, reader(runs), asked[0], **asked[1])
    assert same_values(once, parts)
    assert {k: v.tolist() for k, v in once.counts.items()} == {k: v.tolist() for k, v in parts.counts.items()}


@given(
    st.lists(st.integers(0, N), max_size=12),
    st.integers(1, N + 1),
    st.sampled_from([1, 2, 7]),
    st.randoms(use_true_random=False),
)
def test_any_cuts_batches_threads_and_order_within_queries(borders, piece_rows, threads, random):
    rows = [row for q in range(7) for row in random.sample(range(5 * q, 5 * q + 5), 5)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_pieces, "PIECE_ROWS", piece_rows)
        fr.set_num_threads(threads)
        same(fr.evaluate(QRELS, reader(*cut(RUN.take(rows), borders)), MEASURES))


@given(
    st.lists(st.integers(-1, 3), min_size=1, max_size=12),
    st.integers(1, 5),
    st.randoms(use_true_random=False),
)
def test_cut_queries_in_any_order_of_pieces(codes, piece_rows, random):
    """Every run of equal judged codes comes out once, whichever piece is taken in first."""
    pieces = []
    for at in range(0, len(codes), piece_rows):
        part, ends = codes[at : at + piece_rows], [at]
        ends += [i for i in range(at + 1, at + len(part)) if codes[i] != codes[i - 1]] + [at + len(part)]
        pieces.append([
            Fragment(a, b, codes[a], a == at > 0, b == at + len(part)) for a, b in itertools.pairwise(ends)
        ])  # fmt: skip
    random.shuffle(pieces)
    queries = CutQueries()
    found = [f for piece in pieces for fragment in piece for f in queries.add(fragment)] + queries.rest()
    starts = [i for i in range(len(codes)) if i == 0 or codes[i] != codes[i - 1]] + [len(codes)]
    expected = [(a, b, codes[a]) for a, b in itertools.pairwise(starts) if codes[a] >= 0]
    assert sorted((f.begin, f.end, f.code) for f in found) == expected


def stream_forms(tmp_path, run):
    polars, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    pa.feather.write_feather(run, tmp_path / "file.arrow", compression="zstd", chunksize=3)
    with pa.ipc.new_stream(tmp_path / "stream.arrows", run.schema) as writer:
        writer.write_table(run, max_chunksize=3)
    (tmp_path / "folder" / "deeper").mkdir(parents=True)
    pq.write_table(run.slice(0, 7), tmp_path / "folder" / "a.parquet")
    pq.write_table(run.slice(7), tmp_path / "folder" / "deeper" / "b.parquet")
    (tmp_path / "folder" / "_SUCCESS").write_text("")
    return {
        "reader": reader(run),
        "dataset": pa.dataset.dataset(tmp_path / "folder"),
        "in-memory dataset": pa.dataset.dataset(run),
        "scanner": pa.dataset.dataset(run).scanner(batch_size=3),
        "folder": tmp_path / "folder",
        "IPC file": tmp_path / "file.arrow",
        "IPC stream": tmp_path / "stream.arrows",
        "lazy frame": polars.from_arrow(run).lazy(),
        "lazy scan": polars.scan_parquet(tmp_path / "folder" / "**" / "*.parquet"),
        "relation": duckdb.from_arrow(run),
    }


@pytest.mark.usefixtures("in_pieces_only")
@pytest.mark.parametrize("ids", [pa.int64(), pa.string(), pa.dictionary(pa.int32(), pa.string())], ids=str)
def test_every_form_is_read_in_pieces(ids, tmp_path):
    run = RUN
    if ids != pa.int64():
        text = RUN["query_id"].cast(pa.string())
        run = RUN.set_column(0, "query_id", text if ids == pa.string() else text.dictionary_encode())
    run = run.append_column("text", pa.array(["not read"] * N))
    for name, form in stream_forms(tmp_path, run).items():
        try:
            same(fr.evaluate(QRELS, form, MEASURES))
        except Exception as error:
            raise AssertionError(name) from error


@pytest.mark.usefixtures("in_pieces_only")
def test_one_row_a_query():
    lists = nested(RUN)
    same(fr.evaluate(QRELS, reader(*cut(lists, [1, 4])), MEASURES))


def test_several_systems_in_a_stream():
    both = pa.concat_tables([RUN.append_column("system", pa.array([name] * N)) for name in "ab"])
    scores = fr.evaluate(QRELS, reader(both), MEASURES)
    assert scores.systems == ("a", "b")
    assert scores.values[:, 0].tobytes() == scores.values[:, 1].tobytes() == REFERENCE.values[:, 0].tobytes()


SCATTERED = RUN.take([*range(1, N), 0])  # the first query goes on at the end


@pytest.mark.parametrize("order", [None, "grouped"])
def test_scattered_rows_of_a_stream_are_refused(order, tmp_path):
    query = str(RUN["query_id"][0].as_py())
    for name, form in stream_forms(tmp_path, SCATTERED).items():
        if order is None and name.startswith("IPC"):
            continue  # single files are sorted
        with pytest.raises(ValueError, match=rf"rows of query '{query}' are not together .* order='any'"):
            fr.evaluate(QRELS, form, MEASURES, order=order)


def test_scattered_rows_are_sorted_on_request(tmp_path):
    for form in stream_forms(tmp_path, SCATTERED).values():
        same(fr.evaluate(QRELS, form, MEASURES, order="any"))


def test_a_table_is_refused_only_where_it_is_told_to():
    same(fr.evaluate(QRELS, SCATTERED, MEASURES))
    same(fr.evaluate(QRELS, RUN.take([*range(5, N), *range(5)]), MEASURES, order="grouped"))
    with pytest.raises(ValueError, match="are not together"):
        fr.evaluate(QRELS, SCATTERED, MEASURES, order="grouped")


def with_value(name, row, value):
    values = RUN.column(name).to_pylist()
    values[row] = value
    kind = RUN.schema.field(name).type
    return RUN.set_column(RUN.column_names.index(name), name, pa.array(values, kind))


@pytest.mark.parametrize("row", [0, 3, 4, 18, N - 1])
@pytest.mark.parametrize(("name", "value", "message"), [
    ("score", float("nan"), "score is NaN in row {}"), ("score", None, "score is null in row {}"),
    ("query_id", None, "null query_id in row {}"), ("doc_id", None, "null doc_id in row {}"),
])  # fmt: skip
def test_errors_name_the_row(name, value, message, row, tmp_path):
    run = with_value(name, row, value)
    with pytest.raises(ValueError, match=f"mine: {message.format(row)};"):
        fr.evaluate(QRELS, {"mine": reader(*cut(run, [3, 10]))}, "AP")
    for part, table in zip("ab", cut(run, [17]), strict=True):
        pq.write_table(table, tmp_path / f"{part}.parquet")
    file, place = ("a", row) if row < 17 else ("b", row - 17)
    with pytest.raises(ValueError, match=rf"{file}\.parquet: {message.format(place)};"):
        fr.evaluate(QRELS, tmp_path, "AP")


@pytest.mark.parametrize("border", range(14, 21))
def test_a_document_held_twice(border, tmp_path):
    run = with_value("doc_id", 18, RUN["doc_id"][16].as_py())
    query, document = RUN["query_id"][16].as_py(), RUN["doc_id"][16].as_py()
    twice = f"query {query} holds document {document} twice, in"
    with pytest.raises(ValueError, match=f"run: {twice} rows 16 and 18;"):
        fr.evaluate(QRELS, reader(*cut(run, [border])), "AP")
    for part, table in zip("ab", cut(run, [border]), strict=True):
        pq.write_table(table, tmp_path / f"{part}.parquet")
    places = {
        border <= 16: f"rows {16 - border} and {18 - border}",
        border > 18: "rows 16 and 18",
        16 < border <= 18: rf"row 16 of .*a\.parquet and row {18 - border} of .*b\.parquet",
    }
    with pytest.raises(ValueError, match=f"{twice} {places[True]};"):
        fr.evaluate(QRELS, tmp_path, "AP")
    assert same_values(
        fr.evaluate(QRELS, run, MEASURES, duplicates="best"),
        fr.evaluate(QRELS, tmp_path, MEASURES, duplicates="best"),
    )


def test_an_empty_stream():
    with pytest.raises(ValueError, match="no query in common"):
        fr.evaluate(QRELS, reader(RUN.slice(0, 0)), "AP")


def test_a_stream_that_breaks_off():
    def batches():
        yield from RUN.slice(0, 9).to_batches()
        raise pa.ArrowInvalid("the wire was cut")

    broken = pa.RecordBatchReader.from_batches(RUN.schema, batches())
    with pytest.raises(ValueError, match=r"run: cannot be read after row 9: .*the wire was cut"):
        fr.evaluate(QRELS, broken, "AP")


def test_an_unknown_order():
    with pytest.raises(ValueError, match="order: must be one of None, 'any', 'grouped', got 'sorted'"):
        fr.evaluate(QRELS, RUN, "AP", order="sorted")
